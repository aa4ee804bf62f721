// Where the keys that wrap data keys come from: the environment (or the file it names), else the file in the data folder.
import { createSecretKey } from 'node:crypto';
import type { Random } from '@harborguard/shared/ports.ts';
import {
  type KeyEncryptionKey,
  localKeyEncryptionKey,
} from '../domain/credentials/key-encryption-key.ts';
import type { KeySources } from '../domain/credentials/open-keyring.ts';
import { sealKeyOf } from '../domain/credentials/seal.ts';
import { createSealKeyFile } from './seal-key-file.ts';

export interface KeySettings {
  /** 64 hexadecimal digits. */
  readonly keyEncryptionKey: string | undefined;
  readonly previousKeyEncryptionKey: string | undefined;
  readonly sealKeyFile: string;
}

export function createKeySources(settings: KeySettings, random: Random): KeySources {
  const { keyEncryptionKey, previousKeyEncryptionKey } = settings;
  const ofText = (text: string): KeyEncryptionKey =>
    localKeyEncryptionKey(sealKeyOf(createSecretKey(Buffer.from(text, 'hex'))), random);
  return {
    current:
      keyEncryptionKey === undefined
        ? createSealKeyFile(settings.sealKeyFile, random)
        : {
            load: () => Promise.resolve(ofText(keyEncryptionKey)),
            create: () => Promise.reject(new TypeError('a key that is given is not made')),
          },
    previous: previousKeyEncryptionKey === undefined ? undefined : ofText(previousKeyEncryptionKey),
  };
}
