// Addresses that have shown too many wrong keys are not listened to for a while, as in the API: they would use up what
// is let in of a fleet that comes back.
import type { IncomingMessage } from 'node:http';
import type { Clock } from '@harborguard/shared/ports.ts';
import {
  blockContains,
  type CidrBlock,
  parseCidrBlock,
} from '@harborguard/shared/registry/ip-address.ts';
import { addressBlock, readAddress } from '../domain/operations/address-block.ts';
import { TokenBuckets } from '../domain/operations/token-buckets.ts';

export interface WrongKeyLimit {
  /** Of one address; 0 is none. */
  readonly perMinute: number;
  /** Addresses or blocks of proxies that say truly who came to them. */
  readonly trustedProxies: readonly string[];
}

type Upgrade = Pick<IncomingMessage, 'socket' | 'headers'>;

export class WrongKeys {
  readonly #buckets: TokenBuckets | undefined;
  readonly #trusted: readonly CidrBlock[];

  constructor(clock: Clock, { perMinute, trustedProxies }: WrongKeyLimit) {
    this.#buckets = perMinute === 0 ? undefined : new TokenBuckets(clock, perMinute);
    this.#trusted = trustedProxies.flatMap((text) => blockOf(text) ?? []);
  }

  /** Undefined for an address that is listened to. */
  retryAfterSeconds(upgrade: Upgrade): number | undefined {
    const taken = this.#buckets?.look(this.#addressOf(upgrade));
    return taken?.kind === 'empty' ? taken.retryAfterSeconds : undefined;
  }

  note(upgrade: Upgrade): void {
    this.#buckets?.take(this.#addressOf(upgrade));
  }

  /** From the proxy next to us outwards: the first that nobody vouches for is who came. */
  #addressOf({ socket, headers }: Upgrade): string {
    const said = String(headers['x-forwarded-for'] ?? '').split(',');
    let address = socket.remoteAddress ?? '';
    for (const next of said.toReversed()) {
      if (next.trim() === '' || !this.#isTrusted(address)) break;
      address = next.trim();
    }
    return addressBlock(address);
  }

  #isTrusted(text: string): boolean {
    const address = readAddress(text);
    return address !== undefined && this.#trusted.some((block) => blockContains(block, address));
  }
}

function blockOf(text: string): CidrBlock | undefined {
  const base = readAddress(text);
  return base ? { base, prefix: base.version === 4 ? 32 : 128 } : parseCidrBlock(text);
}
