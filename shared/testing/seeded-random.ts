// Randomness that repeats: the same seed gives the same numbers on every machine. Never for secrets.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Random } from '../src/ports.ts';

const twoTo32 = 2 ** 32;

/** Where the time inside the UUIDs begins; each UUID is one millisecond after the last. */
const uuidEpochMs = Date.UTC(2026, 0, 1);

export class SeededRandom implements Random {
  /** The state of the generator sfc32: three words of chaos and a counter. */
  readonly #state: Uint32Array;
  #uuidMs: number = uuidEpochMs;

  constructor(seed: number | string) {
    const hash = createHash('sha256').update(String(seed)).digest();
    this.#state = Uint32Array.from([0, 4, 8, 12], (offset) => hash.readUInt32LE(offset));
  }

  uniform(): number {
    return this.#next() / twoTo32;
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let index = 0; index < length; index += 4) {
      const word = this.#next();
      for (let part = 0; part < 4 && index + part < length; part += 1) {
        bytes[index + part] = word >>> (8 * part);
      }
    }
    return bytes;
  }

  uuid(): string {
    const time = (this.#uuidMs++).toString(16).padStart(12, '0');
    const tail = Buffer.from(this.bytes(10));
    tail.writeUInt8((tail.readUInt8(0) & 0x0f) | 0x70, 0);
    tail.writeUInt8((tail.readUInt8(2) & 0x3f) | 0x80, 2);
    const hex = time + tail.toString('hex');
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      hex.slice(12, 16),
      hex.slice(16, 20),
      hex.slice(20),
    ].join('-');
  }

  /** A whole number in [0, below). */
  integer(below: number): number {
    return Math.floor(this.uniform() * below);
  }

  pick<Item>(items: readonly Item[]): Item {
    assert.ok(items.length > 0, 'nothing to pick from');
    return items[this.integer(items.length)] as Item;
  }

  #next(): number {
    const [a = 0, b = 0, c = 0, counter = 0] = this.#state;
    const result = (a + b + counter) >>> 0;
    this.#state.set([
      (b ^ (b >>> 9)) >>> 0,
      (c + (c << 3)) >>> 0,
      (((c << 21) | (c >>> 11)) + result) >>> 0,
      (counter + 1) >>> 0,
    ]);
    return result;
  }
}
