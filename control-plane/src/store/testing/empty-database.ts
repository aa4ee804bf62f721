// A database with nothing in it but its schema, copied: making it takes longer than most of what tests do with it.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openSqlite } from '../dialect/sqlite/open-database.ts';
import './without-disk-sync.ts';

let schema: Promise<Buffer> | undefined;

/** As if a control plane had been started there and stopped before it wrote anything. */
export async function placeEmptyDatabase(path: string): Promise<void> {
  schema ??= emptyDatabase();
  const bytes = await schema;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, bytes, { mode: 0o600 });
}

async function emptyDatabase(): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-schema-'));
  try {
    const path = join(folder, 'control-plane.sqlite');
    const db = await openSqlite(path, {});
    await db.destroy();
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
