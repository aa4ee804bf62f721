// What lies beside a backup and says what it is: without it a file is not restored, since nothing proves it whole.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';

/** A manifest has a dozen short fields. */
const manifestBytesMax = 64 * 1024;
const ownerOnly = 0o600;

const ManifestSchema = Type.Object({
  format: Type.Literal('harborguard-backup'),
  formatVersion: Type.Literal(1),
  /** Of the program that took it. */
  version: Type.String({ maxLength: 64 }),
  /** ISO 8601, UTC. */
  createdAt: Type.String({ maxLength: 64 }),
  /** The last migration of the database. */
  schema: Type.String({ maxLength: 128 }),
  bytes: Type.Integer({ minimum: 1 }),
  /** Of the database file, 64 hex digits. */
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  holdsSealKey: Type.Literal(false),
});
export type BackupManifest = Static<typeof ManifestSchema>;
const manifestCheck = Compile(ManifestSchema);

export function manifestPath(databaseFile: string): string {
  return `${databaseFile}.manifest.json`;
}

export async function writeManifest(path: string, manifest: BackupManifest): Promise<void> {
  const file = await open(path, 'wx', ownerOnly);
  try {
    await file.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Throws BACKUP_INVALID when there is none, or it is none of ours. */
export async function readManifest(path: string): Promise<BackupManifest> {
  const invalid = (rule: string, cause?: unknown) =>
    new HarborError('BACKUP_INVALID', { details: { path, rule }, cause });
  let value: unknown;
  try {
    const text = await readFile(path, 'utf8');
    if (text.length > manifestBytesMax) throw invalid('is larger than a manifest');
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid('must be there and hold JSON', cause);
  }
  if (!manifestCheck.Check(value)) throw invalid('must be a manifest of this version');
  return value;
}

export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
