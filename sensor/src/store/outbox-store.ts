// The tables of the outbox: rows in, rows out, one transaction at a time. When to commit, what to give up and
// how a body is packed is decided in outbox/.
import type { Random } from '@harborguard/shared/ports.ts';
import {
  type Database,
  type DatabaseOptions,
  openDatabase,
  type Statement,
} from './open-database.ts';
import { withSqliteErrors } from './sqlite-error.ts';

/** What may be given up first: facts can be found again, the outcome of a job cannot; `lost` marks a seq given up. */
export type MessageClass = 'fact' | 'outcome' | 'lost';

export interface NewMessage {
  readonly class: MessageClass;
  readonly type: string;
  readonly createdAtMs: number;
  /** Of the uncompressed body. */
  readonly bytes: number;
  /** What travels and is stored: the body, or all its compressed chunks. */
  readonly storedBytes: number;
  /** Null when the body is in chunks. */
  readonly body: string | null;
  readonly sha256: string | null;
  readonly chunkBytes: number;
  readonly chunks: readonly Uint8Array[];
}

export interface MessageRow {
  readonly seq: number;
  readonly type: string;
  readonly createdAtMs: number;
  readonly bytes: number;
  readonly storedBytes: number;
  readonly body: string | null;
  readonly sha256: string | null;
  readonly chunkBytes: number;
  readonly chunkCount: number;
}

export interface OutboxLife {
  readonly epoch: string;
  readonly lastSeq: number;
  readonly ackedUpTo: number;
  readonly lostMessages: number;
  readonly lostBytes: number;
}

export interface OutboxTotals {
  readonly messages: number;
  readonly bytes: number;
  /** Of these, rows that only mark a seq given up. */
  readonly tombstones: number;
}

export const outboxVersions: readonly string[] = [
  `CREATE TABLE life (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     epoch TEXT NOT NULL,
     last_seq INTEGER NOT NULL DEFAULT 0,
     acked_up_to INTEGER NOT NULL DEFAULT 0,
     lost_messages INTEGER NOT NULL DEFAULT 0,
     lost_bytes INTEGER NOT NULL DEFAULT 0
   ) STRICT;
   CREATE TABLE message (
     seq INTEGER PRIMARY KEY,
     class TEXT NOT NULL,
     type TEXT NOT NULL,
     created_at_ms INTEGER NOT NULL,
     bytes INTEGER NOT NULL,
     stored_bytes INTEGER NOT NULL,
     body TEXT,
     sha256 TEXT,
     chunk_bytes INTEGER NOT NULL,
     chunk_count INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX message_by_class ON message (class, seq);
   CREATE TABLE chunk (
     seq INTEGER NOT NULL,
     part INTEGER NOT NULL,
     payload BLOB NOT NULL,
     PRIMARY KEY (seq, part)
   ) STRICT;`,
];

const columns = `seq, type, created_at_ms AS createdAtMs, bytes, stored_bytes AS storedBytes, body, sha256,
  chunk_bytes AS chunkBytes, chunk_count AS chunkCount`;
const totals = `count(*) AS messages, coalesce(sum(stored_bytes), 0) AS bytes,
  coalesce(sum(class = 'lost'), 0) AS tombstones`;

export type OutboxStoreOptions = Omit<DatabaseOptions, 'versions' | 'synchronous'> & {
  readonly random: Random;
};

export class OutboxStore {
  readonly path: string;
  readonly #database: Database;
  readonly #statements: ReturnType<typeof prepareStatements>;
  readonly #random: Random;

  /** A new file begins a new epoch, and so does the one after a damaged file. */
  constructor(options: OutboxStoreOptions) {
    this.path = options.path;
    this.#random = options.random;
    this.#database = openDatabase({ ...options, versions: outboxVersions, synchronous: 'FULL' });
    this.#statements = prepareStatements(this.#database);
    this.#statements.begin.run(options.random.uuid());
  }

  /** All of `run` is on disk when this returns, or none of it. */
  transaction<Result>(run: () => Result): Result {
    return withSqliteErrors(this.path, () => this.#database.transaction(run).immediate());
  }

  life(): OutboxLife {
    const row = this.#read(() => this.#statements.life.get());
    if (row === undefined) throw new TypeError('the outbox has no life row');
    return row;
  }

  totals(): OutboxTotals {
    return this.#read(() => this.#statements.totals.get()) ?? noTotals;
  }

  totalsUpTo(seq: number): OutboxTotals {
    return this.#read(() => this.#statements.totalsUpTo.get(seq)) ?? noTotals;
  }

  insert(seq: number, message: NewMessage): void {
    this.#statements.insert.run(
      seq,
      message.class,
      message.type,
      message.createdAtMs,
      message.bytes,
      message.storedBytes,
      message.body,
      message.sha256,
      message.chunkBytes,
      message.chunks.length,
    );
    message.chunks.forEach((payload, part) => {
      this.#statements.insertChunk.run(seq, part, payload);
    });
  }

  setLastSeq(seq: number): void {
    this.#statements.setLastSeq.run(seq);
  }

  deleteUpTo(seq: number): void {
    this.#statements.deleteChunksUpTo.run(seq);
    this.#statements.deleteUpTo.run(seq);
    this.#statements.setAckedUpTo.run(seq);
  }

  /** Puts a tombstone in the place of a message and counts it as lost. */
  replace(seq: number, tombstone: NewMessage, lost: { readonly bytes: number }): void {
    this.#statements.deleteChunks.run(seq);
    this.#statements.deleteOne.run(seq);
    this.insert(seq, tombstone);
    this.#statements.countLost.run(lost.bytes);
  }

  oldest(messageClass: MessageClass, fromSeq: number): MessageRow | undefined {
    return this.#read(() => this.#statements.oldest.get(messageClass, fromSeq));
  }

  /** Oldest first, within both bounds, but always at least one row when there is any. */
  readFrom(seq: number, bounds: { readonly messages: number; readonly bytes: number }) {
    return this.#read(() => {
      const rows: MessageRow[] = [];
      let bytes = 0;
      for (const row of this.#statements.readFrom.iterate(seq, bounds.messages)) {
        bytes += row.storedBytes;
        if (rows.length > 0 && bytes > bounds.bytes) break;
        rows.push(row);
      }
      return rows;
    });
  }

  createdAtMs(seq: number): number | undefined {
    return this.#read(() => this.#statements.createdAt.get(seq))?.createdAtMs;
  }

  readChunk(seq: number, part: number): Uint8Array | undefined {
    return this.#read(() => this.#statements.readChunk.get(seq, part))?.payload;
  }

  /** Another life: what is left is numbered from one. Returns nothing; read `life()` again. */
  beginEpoch(): void {
    this.transaction(() => {
      const { ackedUpTo } = this.life();
      // By way of negative numbers, since no two rows may have one seq even for a moment.
      this.#database.exec('UPDATE chunk SET seq = -seq; UPDATE message SET seq = -seq;');
      this.#statements.renumberChunks.run(ackedUpTo);
      this.#statements.renumber.run(ackedUpTo);
      this.#statements.newEpoch.run(this.#random.uuid(), ackedUpTo);
    });
  }

  close(): void {
    this.#database.close();
  }

  #read<Result>(run: () => Result): Result {
    return withSqliteErrors(this.path, run);
  }
}

const noTotals: OutboxTotals = { messages: 0, bytes: 0, tombstones: 0 };

function prepareStatements(database: Database) {
  const prepare = <Parameters extends unknown[], Row = unknown>(
    sql: string,
  ): Statement<Parameters, Row> => database.prepare<Parameters, Row>(sql);
  return {
    begin: prepare<[string]>('INSERT INTO life (id, epoch) VALUES (1, ?) ON CONFLICT DO NOTHING'),
    life: prepare<[], OutboxLife>(
      `SELECT epoch, last_seq AS lastSeq, acked_up_to AS ackedUpTo,
         lost_messages AS lostMessages, lost_bytes AS lostBytes FROM life`,
    ),
    totals: prepare<[], OutboxTotals>(`SELECT ${totals} FROM message`),
    totalsUpTo: prepare<[number], OutboxTotals>(`SELECT ${totals} FROM message WHERE seq <= ?`),
    insert: prepare<(string | number | null)[]>(
      'INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    insertChunk: prepare<[number, number, Uint8Array]>('INSERT INTO chunk VALUES (?, ?, ?)'),
    setLastSeq: prepare<[number]>('UPDATE life SET last_seq = ?'),
    setAckedUpTo: prepare<[number]>('UPDATE life SET acked_up_to = ?'),
    deleteUpTo: prepare<[number]>('DELETE FROM message WHERE seq <= ?'),
    deleteChunksUpTo: prepare<[number]>('DELETE FROM chunk WHERE seq <= ?'),
    deleteOne: prepare<[number]>('DELETE FROM message WHERE seq = ?'),
    deleteChunks: prepare<[number]>('DELETE FROM chunk WHERE seq = ?'),
    countLost: prepare<[number]>(
      'UPDATE life SET lost_messages = lost_messages + 1, lost_bytes = lost_bytes + ?',
    ),
    oldest: prepare<[MessageClass, number], MessageRow>(
      `SELECT ${columns} FROM message WHERE class = ? AND seq >= ? ORDER BY seq LIMIT 1`,
    ),
    readFrom: prepare<[number, number], MessageRow>(
      `SELECT ${columns} FROM message WHERE seq >= ? ORDER BY seq LIMIT ?`,
    ),
    createdAt: prepare<[number], { readonly createdAtMs: number }>(
      'SELECT created_at_ms AS createdAtMs FROM message WHERE seq = ?',
    ),
    readChunk: prepare<[number, number], { readonly payload: Uint8Array }>(
      'SELECT payload FROM chunk WHERE seq = ? AND part = ?',
    ),
    renumber: prepare<[number]>('UPDATE message SET seq = -seq - ?'),
    renumberChunks: prepare<[number]>('UPDATE chunk SET seq = -seq - ?'),
    newEpoch: prepare<[string, number]>(
      'UPDATE life SET epoch = ?, last_seq = last_seq - ?, acked_up_to = 0',
    ),
  };
}
