// `backup FILE|FOLDER`: a copy of the database, also of a running server, with a manifest beside it. The key that opens
// stored credentials is never part of it: who has both has every credential.
import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { embeddedPath } from '../database-place.ts';
import {
  type BackupManifest,
  manifestPath,
  sha256OfFile,
  writeManifest,
} from '../store/backup-manifest.ts';
import { copyDatabase } from '../store/copy-database.ts';
import { createUnitOfWork } from '../store/create-unit-of-work.ts';
import { openDatabase } from '../store/database.ts';
import { migrationNames } from '../store/migrate.ts';
import { stamp } from '../store/replace-database.ts';
import { version } from '../version.ts';
import type { Command, CommandContext } from './command-context.ts';
import { onePath } from './command-options.ts';
import { existingDatabase } from './existing-database.ts';
import { noteCommand } from './note-command.ts';

export const backup: Command = async (context, args) => {
  const { config, terminal, clock } = context;
  const named = onePath(args, 'backup FILE|FOLDER');
  const source = embeddedPath(config);
  existingDatabase(config);
  const target = targetOf(named, clock.now());
  refuseExisting(target);
  terminal.error(`Copying ${mebibytes(source)} MiB. Writers go on meanwhile.\n`);
  const partial = `${target}.partial`;
  rmSync(partial, { force: true });
  const { schema } = copyInto(source, partial);
  const manifest = await settle(partial, target, { context, schema });
  await note(context, source, manifest);
  terminal.error(
    'The seal key is not in it; keep a copy of that file elsewhere, apart from backups:\n' +
      `  ${config.sealKeyFile}\n`,
  );
  terminal.print(`${target}\n`);
};

function targetOf(path: string, now: number): string {
  const target = resolve(path);
  const isFolder = existsSync(target) && statSync(target).isDirectory();
  return isFolder ? join(target, `harborguard-${stamp(now)}.sqlite`) : target;
}

/** Neither the old backup nor anything else is written over. */
function refuseExisting(target: string): void {
  for (const path of [target, manifestPath(target)]) {
    if (existsSync(path)) {
      throw new HarborError('FILE_UNWRITABLE', { details: { path, rule: 'exists already' } });
    }
  }
}

function copyInto(source: string, partial: string) {
  try {
    return copyDatabase(source, partial);
  } catch (error) {
    const code = error instanceof HarborError ? error.cause : error;
    const isPlace = code instanceof Error && 'code' in code && code.code === 'SQLITE_CANTOPEN';
    if (!isPlace) throw error;
    throw new HarborError('FILE_UNWRITABLE', { details: { path: partial }, cause: error });
  }
}

/** The manifest is written last: a backup that was interrupted has none and is not restored. */
async function settle(
  partial: string,
  target: string,
  { context, schema }: { readonly context: CommandContext; readonly schema: string },
): Promise<BackupManifest> {
  const sha256 = await sha256OfFile(partial);
  await syncPath(partial);
  const bytes = statSync(partial).size;
  renameSync(partial, target);
  const manifest: BackupManifest = {
    format: 'harborguard-backup',
    formatVersion: 1,
    version,
    createdAt: new Date(context.clock.now()).toISOString(),
    schema,
    bytes,
    sha256,
    holdsSealKey: false,
  };
  await writeManifest(manifestPath(target), manifest);
  await syncPath(dirname(target));
  return manifest;
}

/** A copy of everything is an event, as any export is. It never costs the backup: a full disk is why one is made. */
async function note(
  { terminal, clock }: CommandContext,
  source: string,
  { createdAt, schema, sha256 }: BackupManifest,
): Promise<void> {
  // To open an older database is to upgrade it.
  if (schema !== migrationNames.at(-1)) return;
  try {
    const database = await openDatabase(source);
    const after = { createdAt, sha256 };
    await noteCommand(createUnitOfWork(database.db), {
      action: 'backup',
      at: clock.now(),
      after,
    }).finally(database.close);
  } catch (error) {
    const code = error instanceof HarborError ? error.code : 'INTERNAL_ERROR';
    terminal.error(`The audit log does not tell of this backup: ${code}\n`);
  }
}

async function syncPath(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

function mebibytes(path: string): number {
  return Math.ceil(statSync(path).size / (1024 * 1024));
}
