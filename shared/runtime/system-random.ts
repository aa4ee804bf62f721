// The system's generator of random bytes behind the Random port.
import { randomBytes } from 'node:crypto';
import { randomFromBytes } from '../src/random-from-bytes.ts';

export const systemRandom = randomFromBytes({
  bytes: (length) => randomBytes(length),
  now: () => Date.now(),
});
