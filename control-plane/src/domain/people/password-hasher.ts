// Passwords at rest: scrypt, with its parameters stored beside the hash so that they can grow. Few run at once, since
// each takes tens of megabytes; who finds the queue full is told to come back.
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';

export interface PasswordCost {
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelization: number;
}

/** 32 MiB and about a tenth of a second; one of the settings OWASP names as equal to its first choice. */
export const defaultPasswordCost: PasswordCost = {
  cost: 2 ** 15,
  blockSize: 8,
  parallelization: 3,
};

export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** Takes as long without a hash as with one, so that nobody learns who has an account. */
  verify(password: string, stored: string | undefined): Promise<Verdict>;
}

export type Verdict =
  | { readonly kind: 'wrong' }
  /** `isOutdated`: made with other parameters than today's. */
  | { readonly kind: 'right'; readonly isOutdated: boolean };

const saltLength = 16;
const hashLength = 32;
/** Far above today's parameters; no stored ones may ask for more. */
const memoryBytesMax = 256 * 1024 * 1024;
const runningMax = 2;
/** A few seconds of waiting; more is an attack or a fault, and would only time out. */
const waitingMax = 32;
const retryAfterSeconds = 5;
const storedPattern =
  /^scrypt\$(\d{1,8})\$(\d{1,3})\$(\d{1,3})\$([A-Za-z0-9+/=]{1,88})\$([A-Za-z0-9+/=]{44})$/;

export function createPasswordHasher(cost: PasswordCost = defaultPasswordCost): PasswordHasher {
  const enter = createGate();
  const derive = (password: string, salt: Uint8Array, at: PasswordCost): Promise<Buffer> =>
    enter(() => scryptOf(password, salt, at));
  const nobody = Buffer.alloc(saltLength);
  return {
    hash: async (password) => {
      const salt = randomBytes(saltLength);
      return formatted(cost, salt, await derive(password, salt, cost));
    },
    verify: async (password, stored) => {
      const known = stored === undefined ? undefined : parsed(stored);
      const derived = await derive(password, known?.salt ?? nobody, known?.cost ?? cost);
      if (known === undefined || !timingSafeEqual(derived, known.hash)) return { kind: 'wrong' };
      return { kind: 'right', isOutdated: !isSameCost(known.cost, cost) };
    },
  };
}

/** The same password typed on another keyboard is the same password. */
function scryptOf(password: string, salt: Uint8Array, at: PasswordCost): Promise<Buffer> {
  const { cost, blockSize, parallelization } = at;
  const options: ScryptOptions = {
    ...{ cost, blockSize, parallelization },
    maxmem: memoryBytesMax,
  };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, hashLength, options, (error, derived) => {
      if (error === null) resolve(derived);
      else reject(error);
    });
  });
}

function formatted(
  { cost, blockSize, parallelization }: PasswordCost,
  salt: Buffer,
  hash: Buffer,
): string {
  const parameters = [cost, blockSize, parallelization].join('$');
  return `scrypt$${parameters}$${salt.toString('base64')}$${hash.toString('base64')}`;
}

function parsed(
  stored: string,
): { readonly cost: PasswordCost; readonly salt: Buffer; readonly hash: Buffer } | undefined {
  const parts = storedPattern.exec(stored);
  if (parts === null) return undefined;
  const [, cost, blockSize, parallelization, salt = '', hash = ''] = parts;
  return {
    cost: {
      cost: Number(cost),
      blockSize: Number(blockSize),
      parallelization: Number(parallelization),
    },
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}

function isSameCost(a: PasswordCost, b: PasswordCost): boolean {
  return (
    a.cost === b.cost && a.blockSize === b.blockSize && a.parallelization === b.parallelization
  );
}

function createGate(): <Result>(run: () => Promise<Result>) => Promise<Result> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (run) => {
    if (running >= runningMax) {
      if (waiting.length >= waitingMax) {
        throw new HarborError('RATE_LIMITED', { details: { retryAfterSeconds } });
      }
      // Whoever leaves hands its place over, so nobody slips in between.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
