// The key that wraps data keys. It may be bytes of this process or live in a key management service, which is why it
// only ever wraps and unwraps, takes its time, and is known by a name.
import type { Random } from '@harborguard/shared/ports.ts';
import { openSealedBytes, type SealedPlace, type SealKey, seal } from './seal.ts';

export interface KeyEncryptionKey {
  /** Names the key without telling anything about it; another key has another name. */
  readonly id: string;
  /** What is wrapped for one place opens for no other. */
  wrap(place: SealedPlace, bytes: Uint8Array): Promise<Uint8Array>;
  /** Throws SEAL_KEY_WRONG for what another key wrapped, for another place, or what was changed. */
  unwrap(place: SealedPlace, wrapped: Uint8Array): Promise<Uint8Array>;
}

/** A key whose bytes this process holds, from the environment or a file. */
export function localKeyEncryptionKey(sealKey: SealKey, random: Random): KeyEncryptionKey {
  return {
    id: sealKey.id,
    wrap: (place, bytes) => Promise.resolve(seal(sealKey, place, { text: bytes, random })),
    // Not a plain function: what it throws is a refusal of the promise, as with any other kind of key.
    unwrap: async (place, wrapped) => openSealedBytes(sealKey, place, wrapped),
  };
}
