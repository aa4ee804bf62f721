// The file that holds the key that wraps data keys: 32 random bytes as hex, readable by its owner alone. A key others may read is
// refused rather than used, since whoever has it and a backup has every credential.
import { createSecretKey, type KeyObject } from 'node:crypto';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Random } from '@harborguard/shared/ports.ts';
import {
  type KeyEncryptionKey,
  localKeyEncryptionKey,
} from '../domain/credentials/key-encryption-key.ts';
import type { KeySource } from '../domain/credentials/open-keyring.ts';
import { sealKeyOf } from '../domain/credentials/seal.ts';

const keyLength = 32;
const ownerOnly = 0o600;
const othersMask = 0o077;

export function createSealKeyFile(path: string, random: Random): KeySource {
  const asKey = (key: KeyObject): KeyEncryptionKey => localKeyEncryptionKey(sealKeyOf(key), random);
  return {
    load: async () => {
      const file = await openExisting(path);
      if (file === undefined) return undefined;
      try {
        return asKey(await readKey(file, path));
      } finally {
        await file.close();
      }
    },
    create: async () => {
      const key = Buffer.from(random.bytes(keyLength));
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const file = await open(path, 'wx', ownerOnly);
      try {
        await file.writeFile(`${key.toString('hex')}\n`);
        // A key that is lost with the power takes all credentials with it.
        await file.sync();
      } finally {
        await file.close();
      }
      return asKey(createSecretKey(key));
    },
  };
}

async function openExisting(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw unreadable(path, 'must be readable by its owner', error);
  }
}

async function readKey(file: FileHandle, path: string): Promise<KeyObject> {
  const { mode, size } = await file.stat();
  if ((mode & othersMask) !== 0) throw unreadable(path, 'must not be open to group or others');
  if (size > 4 * keyLength) throw unreadable(path, 'must hold 64 hexadecimal digits');
  const text = (await file.readFile('utf8')).trim();
  if (!/^[0-9a-f]{64}$/.test(text)) throw unreadable(path, 'must hold 64 hexadecimal digits');
  return createSecretKey(Buffer.from(text, 'hex'));
}

function unreadable(path: string, rule: string, cause?: unknown): HarborError {
  return new HarborError('FILE_UNREADABLE', { details: { path, rule }, cause });
}
