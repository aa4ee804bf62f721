// A compact set of paths that can only be asked "is this one in it?". Six bytes a path, so that a layer of a
// million files stays small. By chance two paths meet once in some million images; nothing secret hangs on it.
import { hash } from 'node:crypto';

const fingerprintBytes = 6;

export function pathFingerprint(path: string): number {
  return Number.parseInt(hash('sha256', path).slice(0, fingerprintBytes * 2), 16);
}

/** Collects; `encode` gives the text that `PathFingerprints` reads. */
export class PathFingerprintCollector {
  #values: number[] = [];

  add(path: string): void {
    this.#values.push(pathFingerprint(path));
  }

  encode(): string {
    const sorted = Float64Array.from(this.#values).sort();
    const bytes = Buffer.alloc(sorted.length * fingerprintBytes);
    let length = 0;
    let previous = -1;
    for (const value of sorted) {
      if (value === previous) continue;
      length = bytes.writeUIntBE(value, length, fingerprintBytes);
      previous = value;
    }
    return bytes.toString('base64', 0, length);
  }
}

export class PathFingerprints {
  readonly #bytes: Buffer;

  constructor(encoded: string) {
    this.#bytes = Buffer.from(encoded, 'base64');
  }

  has(fingerprint: number): boolean {
    let low = 0;
    let high = this.#bytes.length / fingerprintBytes - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const value = this.#bytes.readUIntBE(middle * fingerprintBytes, fingerprintBytes);
      if (value === fingerprint) return true;
      if (value < fingerprint) low = middle + 1;
      else high = middle - 1;
    }
    return false;
  }
}
