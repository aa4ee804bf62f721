// How transactions begin on PostgreSQL: read-only ones with one view, others with the right to write alone.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import {
  CompiledQuery,
  type DatabaseConnection,
  PostgresDriver,
  type TransactionSettings,
} from 'kysely';
import type pg from 'pg';
import { databaseError } from './database-error.ts';
import { lockArguments } from './locks.ts';

/** Waits for the writer before it; the one statement is two, so that it takes one round trip. */
const beginWriting = `begin; select pg_advisory_xact_lock(${lockArguments('writer')})`;

export class StoreDriver extends PostgresDriver {
  readonly #term: number | undefined;
  readonly #coded = new WeakSet<DatabaseConnection>();

  /** `term` of the process that leads; undefined for commands, which write beside it. */
  constructor(pool: pg.Pool, term: number | undefined) {
    super({ pool });
    this.#term = term;
  }

  /** Queries outside of transactions fail with codes too. */
  override async acquireConnection(options?: Parameters<PostgresDriver['acquireConnection']>[0]) {
    try {
      const connection = await super.acquireConnection(options);
      if (!this.#coded.has(connection)) {
        this.#coded.add(connection);
        const execute = connection.executeQuery.bind(connection);
        connection.executeQuery = async (query) => {
          try {
            return await execute(query);
          } catch (error) {
            throw databaseError(error);
          }
        };
      }
      return connection;
    } catch (error) {
      throw databaseError(error);
    }
  }

  override async beginTransaction(
    connection: DatabaseConnection,
    settings: TransactionSettings,
  ): Promise<void> {
    if (settings.accessMode === 'read only') {
      await super.beginTransaction(connection, {
        ...settings,
        isolationLevel: 'repeatable read',
      });
      return;
    }
    await connection.executeQuery(CompiledQuery.raw(beginWriting));
    if (this.#term !== undefined) await this.#proveTerm(connection, this.#term);
  }

  /** A process that lost its place writes nothing more, however long it takes to notice. */
  async #proveTerm(connection: DatabaseConnection, term: number): Promise<void> {
    const { rows } = await connection.executeQuery<{ readonly term: number }>(
      CompiledQuery.raw('select term from leader_term'),
    );
    if (rows[0]?.term === term) return;
    await connection.executeQuery(CompiledQuery.raw('rollback'));
    throw new HarborError('LEADERSHIP_LOST');
  }
}
