// What is known about layers, kept between scans in `cache.sqlite` within a number of bytes. Losing any of it
// costs time and nothing else, so it never fails a scan: what cannot be read or written is simply not there.
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import type { Log } from '@harborguard/shared/ports.ts';
import { type Database, type DatabaseOptions, openDatabase } from './open-database.ts';
import { sqliteError, withSqliteErrors } from './sqlite-error.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

const cacheBytesMaxDefault = 512 * 1024 * 1024;
/** One layer may not push out all the others. */
const entryShareMax = 0.25;
/** The largest JSON text taken out again: a damaged or hostile row may claim any size. */
const factsBytesMax = 256 * 1024 * 1024;
/** Free pages and the index come on top of the rows; more than this share of them would be a leak. */
const fileOverhead = 1.5;
const pageBytes = 4096;
/** Reads note their use in memory and write it in one go, so that a read costs no commit. */
const usesNotedMax = 256;

const versions = [
  `CREATE TABLE layer (
     key TEXT PRIMARY KEY,
     facts BLOB NOT NULL,
     bytes INTEGER NOT NULL,
     used INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX layer_by_use ON layer (used);`,
];

export interface CachedLayerKey {
  readonly digest: string;
  readonly analyzerVersion: string;
}

export type SqliteLayerCacheOptions = Omit<DatabaseOptions, 'versions' | 'synchronous'> & {
  readonly bytesMax?: number | undefined;
};

export class SqliteLayerCache<Facts> {
  readonly #database: Database;
  readonly #path: string;
  readonly #log: Log;
  readonly #bytesMax: number;
  readonly #uses = new Map<string, number>();
  #use: number;
  #bytes: number;
  #closed = false;

  constructor(options: SqliteLayerCacheOptions) {
    this.#path = options.path;
    this.#log = options.log;
    this.#bytesMax = options.bytesMax ?? cacheBytesMaxDefault;
    const pagesMax = Math.ceil((this.#bytesMax * fileOverhead) / pageBytes) + 16;
    this.#database = openDatabase({ ...options, versions, pagesMax, synchronous: 'NORMAL' });
    const totals = this.#database
      .prepare<[], { bytes: number; used: number }>(
        'SELECT coalesce(sum(bytes), 0) AS bytes, coalesce(max(used), 0) AS used FROM layer',
      )
      .get();
    this.#bytes = totals?.bytes ?? 0;
    this.#use = totals?.used ?? 0;
  }

  get bytes(): number {
    return this.#bytes;
  }

  async get(key: CachedLayerKey): Promise<Facts | undefined> {
    const text = keyText(key);
    try {
      const packed = this.#read(text);
      if (packed === undefined) return undefined;
      const json = await decompress(packed, { maxOutputLength: factsBytesMax });
      const facts = JSON.parse(json.toString('utf8')) as Facts;
      this.#noteUse(text);
      return facts;
    } catch (error) {
      this.#log.warn('cached layer not readable', { digest: key.digest, error });
      this.#forget(text);
      return undefined;
    }
  }

  async put(key: CachedLayerKey, facts: Facts): Promise<void> {
    const packed = await compress(Buffer.from(JSON.stringify(facts)), {
      // The checksum turns damage inside a row into a miss.
      params: { [constants.ZSTD_c_checksumFlag]: 1 },
    });
    if (this.#closed || packed.byteLength > this.#bytesMax * entryShareMax) return;
    try {
      withSqliteErrors(this.#path, () => this.#store(keyText(key), packed));
    } catch (error) {
      const { code } = sqliteError(error, this.#path);
      this.#log.warn('layer not cached', { digest: key.digest, code });
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#writeUses();
    this.#database.close();
  }

  #read(key: string): Uint8Array | undefined {
    if (this.#closed) return undefined;
    const row = this.#database
      .prepare<[string], { facts: Uint8Array }>('SELECT facts FROM layer WHERE key = ?')
      .get(key);
    return row?.facts;
  }

  #store(key: string, packed: Uint8Array): void {
    this.#writeUses();
    const change = this.#database.transaction(() => {
      const removed = this.#delete(key);
      const evicted = this.#evict(this.#bytes - removed + packed.byteLength - this.#bytesMax);
      this.#use += 1;
      this.#database
        .prepare('INSERT INTO layer VALUES (?, ?, ?, ?)')
        .run(key, packed, packed.byteLength, this.#use);
      return packed.byteLength - removed - evicted;
    });
    this.#bytes += change.immediate();
  }

  /** Removes the least recently used until at least `excess` bytes are gone; returns how many were. */
  #evict(excess: number): number {
    let evicted = 0;
    const oldest = this.#database.prepare<[], { key: string }>(
      'SELECT key FROM layer ORDER BY used LIMIT 1',
    );
    while (evicted < excess) {
      const row = oldest.get();
      if (row === undefined) break;
      evicted += this.#delete(row.key);
    }
    return evicted;
  }

  #delete(key: string): number {
    this.#uses.delete(key);
    const row = this.#database
      .prepare<[string], { bytes: number }>('DELETE FROM layer WHERE key = ? RETURNING bytes')
      .get(key);
    return row?.bytes ?? 0;
  }

  #forget(key: string): void {
    if (this.#closed) return;
    try {
      this.#bytes -= this.#delete(key);
    } catch (error) {
      this.#log.debug('cached layer not removed', { error });
    }
  }

  #noteUse(key: string): void {
    if (this.#closed) return;
    this.#use += 1;
    this.#uses.set(key, this.#use);
    if (this.#uses.size >= usesNotedMax) this.#writeUses();
  }

  #writeUses(): void {
    try {
      const update = this.#database.prepare('UPDATE layer SET used = ? WHERE key = ?');
      this.#database.transaction(() => {
        for (const [key, use] of this.#uses) update.run(use, key);
      })();
    } catch (error) {
      this.#log.debug('use of cached layers not noted', { error });
    }
    this.#uses.clear();
  }
}

function keyText(key: CachedLayerKey): string {
  return `${key.analyzerVersion} ${key.digest}`;
}
