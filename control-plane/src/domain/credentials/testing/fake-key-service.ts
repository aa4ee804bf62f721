// A key management service in memory: the key never leaves it, and what it wraps looks like nothing of ours.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { KeyEncryptionKey } from '../key-encryption-key.ts';
import type { SealedPlace } from '../seal.ts';

export class FakeKeyService {
  readonly #wrapped = new Map<string, { readonly context: string; readonly bytes: Uint8Array }>();
  calls = 0;

  /** A key of the service, as this process knows it. */
  key(name: string): KeyEncryptionKey {
    return {
      id: `fake:${name}`,
      wrap: async (place, bytes) => {
        await this.#asked();
        const ticket = `${name}#${this.#wrapped.size}`;
        this.#wrapped.set(ticket, {
          context: contextOf(name, place),
          bytes: Uint8Array.from(bytes),
        });
        return Buffer.from(ticket);
      },
      unwrap: async (place, wrapped) => {
        await this.#asked();
        const known = this.#wrapped.get(Buffer.from(wrapped).toString());
        if (known?.context !== contextOf(name, place)) throw new HarborError('SEAL_KEY_WRONG');
        return Uint8Array.from(known.bytes);
      },
    };
  }

  /** Another machine: never done within the same turn. */
  async #asked(): Promise<void> {
    this.calls += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function contextOf(name: string, { table, column, rowId }: SealedPlace): string {
  return JSON.stringify([name, table, column, rowId]);
}
