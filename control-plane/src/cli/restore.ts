// `restore FILE`: puts a backup in the place of the database. Everything is proven on a copy first; the database of
// before is kept aside.
import { copyFileSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { embeddedPath } from '../database-place.ts';
import { proveKeyring } from '../domain/credentials/open-keyring.ts';
import { createKeySources } from '../outbound/key-sources.ts';
import {
  type BackupManifest,
  manifestPath,
  readManifest,
  sha256OfFile,
} from '../store/backup-manifest.ts';
import { settleDatabase } from '../store/copy-database.ts';
import { createUnitOfWork } from '../store/create-unit-of-work.ts';
import { lockDataFolder } from '../store/data-folder-lock.ts';
import { openDatabase } from '../store/database.ts';
import { replaceDatabase } from '../store/replace-database.ts';
import type { Command, CommandContext } from './command-context.ts';
import { onePath } from './command-options.ts';
import { noteCommand } from './note-command.ts';

export const restore: Command = async (context, args) => {
  const { config, terminal, clock } = context;
  const file = resolve(onePath(args, 'restore FILE'));
  const path = embeddedPath(config);
  const manifest = await readManifest(manifestPath(file));
  // A running server holds it; so does every other restore.
  const lock = lockDataFolder(config.dataFolder);
  try {
    const candidate = `${path}.restoring`;
    try {
      terminal.error(`Checking the backup of ${manifest.createdAt}, schema ${manifest.schema}.\n`);
      await prepare(context, { file, manifest, candidate });
      const aside = await replaceDatabase(path, candidate, clock.now());
      if (aside !== undefined) terminal.error(`The database of before is ${aside}\n`);
      terminal.print(`${path}\n`);
    } finally {
      for (const suffix of ['', '-wal', '-shm', '-journal']) {
        rmSync(`${candidate}${suffix}`, { force: true });
      }
    }
  } finally {
    lock.release();
  }
};

interface Candidate {
  readonly file: string;
  readonly manifest: BackupManifest;
  readonly candidate: string;
}

async function prepare(
  { config, random, clock }: CommandContext,
  { file, manifest, candidate }: Candidate,
): Promise<void> {
  copy(file, candidate);
  // Of the copy: what is proven is what is used.
  const isWhole =
    statSync(candidate).size === manifest.bytes &&
    (await sha256OfFile(candidate)) === manifest.sha256;
  if (!isWhole) {
    throw new HarborError('BACKUP_INVALID', {
      details: { path: file, rule: 'must have the hash its manifest names' },
    });
  }
  // Refuses a newer schema and damage, and brings an older schema to ours.
  const database = await openDatabase(candidate, { isHeld: true });
  try {
    const unitOfWork = createUnitOfWork(database.db);
    await proveKeyring(unitOfWork, createKeySources(config, random));
    // What happened between the backup and now is in no log any more; that it was so is in this one.
    const { createdAt, sha256, version } = manifest;
    const after = { backupOf: createdAt, version, sha256 };
    await noteCommand(unitOfWork, { action: 'restore', at: clock.now(), after });
  } finally {
    await database.close();
  }
  settleDatabase(candidate);
  const handle = await open(candidate, 'r+');
  try {
    await handle.chmod(0o600);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function copy(file: string, candidate: string): void {
  rmSync(candidate, { force: true });
  try {
    statSync(file);
  } catch (cause) {
    throw new HarborError('FILE_UNREADABLE', { details: { path: file }, cause });
  }
  try {
    copyFileSync(file, candidate);
  } catch (cause) {
    throw new HarborError('FILE_UNWRITABLE', { details: { path: candidate }, cause });
  }
}
