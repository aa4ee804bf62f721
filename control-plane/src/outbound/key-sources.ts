// Where the keys that wrap data keys come from: the environment (or the file it names), else the file in the data folder.
import { createSecretKey } from 'node:crypto';
import type { Random } from '@harborguard/shared/ports.ts';
import {
  type KeyEncryptionKey,
  localKeyEncryptionKey,
} from '../domain/credentials/key-encryption-key.ts';
import type { KeySources } from '../domain/credentials/open-keyring.ts';
import { sealKeyOf } from '../domain/credentials/seal.ts';
import { type AwsKmsOptions, awsKmsKey, isAwsKmsArn } from './aws-kms-key.ts';
import { createSealKeyFile } from './seal-key-file.ts';

export interface KeySettings {
  /** 64 hexadecimal digits, or the ARN of a key of AWS KMS. */
  readonly keyEncryptionKey: string | undefined;
  readonly previousKeyEncryptionKey: string | undefined;
  readonly sealKeyFile: string;
}

export function createKeySources(
  settings: KeySettings,
  random: Random,
  aws: AwsKmsOptions = {},
): KeySources {
  const { keyEncryptionKey, previousKeyEncryptionKey } = settings;
  const ofText = (text: string): KeyEncryptionKey =>
    isAwsKmsArn(text)
      ? awsKmsKey(text, aws)
      : localKeyEncryptionKey(sealKeyOf(createSecretKey(Buffer.from(text, 'hex'))), random);
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
