// How a database is opened, whichever of the two it is.

export interface OpenDatabaseOptions {
  /** This process holds the lock of the data folder or leads on the PostgreSQL: nobody else uses the schema it may change. */
  readonly isHeld?: boolean;
  /** Of a process that leads on a PostgreSQL: it writes no more when another has taken over. */
  readonly term?: number | undefined;
  /** Before a schema that is in use is changed, which may take a while. */
  readonly onMigrating?: (names: readonly string[]) => void;
}
