// The keys that wrap data keys: the current one for everything new, and the one before it while a re-wrap is under way.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { KeyEncryptionKey } from './key-encryption-key.ts';

export interface Keyring {
  readonly current: KeyEncryptionKey;
  readonly previous: KeyEncryptionKey | undefined;
}

function ringKey({ current, previous }: Keyring, id: string): KeyEncryptionKey | undefined {
  return [current, previous].find((key) => key?.id === id);
}

/** Throws SEAL_KEY_WRONG, naming the key that is missing. */
export function demandRingKey(keyring: Keyring, id: string): KeyEncryptionKey {
  const key = ringKey(keyring, id);
  if (key === undefined) {
    throw new HarborError('SEAL_KEY_WRONG', {
      details: {
        wanted: id,
        current: keyring.current.id,
        previous: keyring.previous?.id ?? 'none',
      },
    });
  }
  return key;
}
