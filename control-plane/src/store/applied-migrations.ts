// Which migrations a database has, read before anything is written into it.

export interface AppliedMigrations {
  readonly names: readonly string[];
  /** Of the program that served from it last. Databases of before it was kept have none. */
  readonly writtenBy: string | undefined;
}

export const writtenBySetting = 'written-by';
