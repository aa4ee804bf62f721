// How often somebody may try: by account, so that one is not guessed from many places, and by address, so that many
// are not guessed from one. Who gets in gives the account its tries back.
import { createHash } from 'node:crypto';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import { addressBlock } from '../operations/address-block.ts';
import { RateLimit } from '../webhooks/rate-limit.ts';

/** Ten wrong tries at once, then one in half a minute: under three thousand guesses a day. */
const perAccount = { perSecond: 1 / 30, burst: 10 };
/** An office behind one address may sign in on the same morning. */
const perAddress = { perSecond: 1 / 2, burst: 30 };

export class SignInThrottle {
  readonly #accounts: RateLimit;
  readonly #addresses: RateLimit;

  constructor(clock: Clock) {
    this.#accounts = new RateLimit(clock, perAccount);
    this.#addresses = new RateLimit(clock, perAddress);
  }

  /** Throws RATE_LIMITED with the seconds to wait. */
  enter(address: string, account?: string): void {
    demandNoWait(this.#addresses.take(addressBlock(address)));
    // Who is stopped here uses up nothing of an account: one address must not keep its owner out.
    if (account !== undefined) demandNoWait(this.#accounts.take(keyOf(account)));
  }

  succeeded(account: string): void {
    this.#accounts.forget(keyOf(account));
  }
}

function demandNoWait(waitMs: number): void {
  if (waitMs === 0) return;
  throw new HarborError('RATE_LIMITED', {
    details: { retryAfterSeconds: Math.ceil(waitMs / 1000) },
  });
}

/** What was typed may be anything, also a password in the wrong field: it is not kept as it is. */
function keyOf(account: string): string {
  return createHash('sha256').update(account).digest('base64');
}
