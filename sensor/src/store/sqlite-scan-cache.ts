// What scans have found, kept in `cache.sqlite` within a number of bytes: facts about layers and whole inventories.
// Losing any of it costs time and nothing else, so it never fails a scan: what cannot be read or written is simply not
// there.
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import type { Log } from '@harborguard/shared/ports.ts';
import { type Database, type DatabaseOptions, openDatabase } from './open-database.ts';
import { sqliteError, withSqliteErrors } from './sqlite-error.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

const cacheBytesMaxDefault = 512 * 1024 * 1024;
/** One value may not push out all the others. */
const entryShareMax = 0.25;
/** The largest JSON text taken out again: a damaged or hostile row may claim any size. */
const valueBytesMax = 256 * 1024 * 1024;
/** Free pages and the index come on top of the rows; more than this share of them would be a leak. */
const fileOverhead = 1.5;
const pageBytes = 4096;
/** Reads note their use in memory and write it in one go, so that a read costs no commit. */
const usesNotedMax = 256;

export const scanCacheVersions: readonly string[] = [
  `CREATE TABLE layer (
     key TEXT PRIMARY KEY,
     facts BLOB NOT NULL,
     bytes INTEGER NOT NULL,
     used INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX layer_by_use ON layer (used);`,
  `DROP TABLE layer;
   CREATE TABLE entry (
     key TEXT PRIMARY KEY,
     value BLOB NOT NULL,
     bytes INTEGER NOT NULL,
     used INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX entry_by_use ON entry (used);`,
];

export interface CachedKey {
  readonly digest: string;
  readonly analyzerVersion: string;
}

/** A digest may name a layer and a manifest at once, made so by somebody, so the kind is part of what is looked up. */
type CachedKind = 'layer' | 'inventory';

interface CachedValues<Value> {
  get(key: CachedKey): Promise<Value | undefined>;
  put(key: CachedKey, value: Value): Promise<void>;
}

export type SqliteScanCacheOptions = Omit<DatabaseOptions, 'versions' | 'synchronous'> & {
  readonly bytesMax?: number | undefined;
};

export class SqliteScanCache {
  readonly #database: Database;
  readonly #path: string;
  readonly #log: Log;
  readonly #bytesMax: number;
  readonly #uses = new Map<string, number>();
  #use: number;
  #bytes: number;
  #closed = false;

  constructor(options: SqliteScanCacheOptions) {
    this.#path = options.path;
    this.#log = options.log;
    this.#bytesMax = options.bytesMax ?? cacheBytesMaxDefault;
    const pagesMax = Math.ceil((this.#bytesMax * fileOverhead) / pageBytes) + 16;
    this.#database = openDatabase({
      ...options,
      versions: scanCacheVersions,
      pagesMax,
      synchronous: 'NORMAL',
    });
    const totals = this.#database
      .prepare<[], { bytes: number; used: number }>(
        'SELECT coalesce(sum(bytes), 0) AS bytes, coalesce(max(used), 0) AS used FROM entry',
      )
      .get();
    this.#bytes = totals?.bytes ?? 0;
    this.#use = totals?.used ?? 0;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The values of one kind. All kinds share the bytes, and the least recently used of all goes first. */
  of<Value>(kind: CachedKind): CachedValues<Value> {
    return {
      get: (key) => this.#get<Value>(kind, key),
      put: (key, value) => this.#put(kind, key, value),
    };
  }

  async #get<Value>(kind: CachedKind, key: CachedKey): Promise<Value | undefined> {
    const text = keyText(kind, key);
    try {
      const packed = this.#read(text);
      if (packed === undefined) return undefined;
      const json = await decompress(packed, { maxOutputLength: valueBytesMax });
      const value = JSON.parse(json.toString('utf8')) as Value;
      this.#noteUse(text);
      return value;
    } catch (error) {
      this.#log.warn('cached value not readable', { kind, digest: key.digest, error });
      this.#forget(text);
      return undefined;
    }
  }

  async #put(kind: CachedKind, key: CachedKey, value: unknown): Promise<void> {
    const packed = await compress(Buffer.from(JSON.stringify(value)), {
      // The checksum turns damage inside a row into a miss.
      params: { [constants.ZSTD_c_checksumFlag]: 1 },
    });
    if (this.#closed || packed.byteLength > this.#bytesMax * entryShareMax) return;
    try {
      withSqliteErrors(this.#path, () => this.#store(keyText(kind, key), packed));
    } catch (error) {
      const { code } = sqliteError(error, this.#path);
      this.#log.warn('value not cached', { kind, digest: key.digest, code });
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
      .prepare<[string], { value: Uint8Array }>('SELECT value FROM entry WHERE key = ?')
      .get(key);
    return row?.value;
  }

  #store(key: string, packed: Uint8Array): void {
    this.#writeUses();
    const change = this.#database.transaction(() => {
      const removed = this.#delete(key);
      const evicted = this.#evict(this.#bytes - removed + packed.byteLength - this.#bytesMax);
      this.#use += 1;
      this.#database
        .prepare('INSERT INTO entry VALUES (?, ?, ?, ?)')
        .run(key, packed, packed.byteLength, this.#use);
      return packed.byteLength - removed - evicted;
    });
    this.#bytes += change.immediate();
  }

  /** Removes the least recently used until at least `excess` bytes are gone; returns how many were. */
  #evict(excess: number): number {
    let evicted = 0;
    const oldest = this.#database.prepare<[], { key: string }>(
      'SELECT key FROM entry ORDER BY used LIMIT 1',
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
      .prepare<[string], { bytes: number }>('DELETE FROM entry WHERE key = ? RETURNING bytes')
      .get(key);
    return row?.bytes ?? 0;
  }

  #forget(key: string): void {
    if (this.#closed) return;
    try {
      this.#bytes -= this.#delete(key);
    } catch (error) {
      this.#log.debug('cached value not removed', { error });
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
      const update = this.#database.prepare('UPDATE entry SET used = ? WHERE key = ?');
      this.#database.transaction(() => {
        for (const [key, use] of this.#uses) update.run(use, key);
      })();
    } catch (error) {
      this.#log.debug('use of cached values not noted', { error });
    }
    this.#uses.clear();
  }
}

function keyText(kind: CachedKind, key: CachedKey): string {
  return `${kind} ${key.analyzerVersion} ${key.digest}`;
}
