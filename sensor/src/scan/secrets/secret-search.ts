// Searches the small text files of one layer while they pass, and remembers where a secret was, never what it was.
import type { LayerSecret } from '../layer-facts.ts';
import type { BodyStream } from '../tar-reader.ts';
import { findSecrets } from './find-secrets.ts';
import { isSearchedPath } from './searched-path.ts';
import { secretFingerprint } from './secret-fingerprint.ts';

/** A layer with more is a collection of them; the rest is only counted. */
const secretsMax = 500;

/** Text has no NUL; binary files nearly always have one near the beginning. */
const sniffedBytes = 1024;

export class SecretSearch {
  readonly secrets: LayerSecret[] = [];
  readonly #omitted = new Map<string, number>();
  readonly #salt: string;

  /** `salt`: the digest of the layer. */
  constructor(salt: string) {
    this.#salt = salt;
  }

  stream(path: string, sizeBytes: number): BodyStream | undefined {
    if (!isSearchedPath(path, sizeBytes)) return undefined;
    const pieces: Buffer[] = [];
    let isText = true;
    return {
      push: (chunk) => {
        if (pieces.length === 0) isText = !chunk.subarray(0, sniffedBytes).includes(0);
        if (isText) pieces.push(Buffer.from(chunk));
        return isText;
      },
      end: () => {
        if (isText) this.#search(path, Buffer.concat(pieces));
      },
    };
  }

  /** What was found beyond the limit, by rule. */
  omitted(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#omitted);
  }

  #search(path: string, body: Buffer): void {
    // One character a byte: offsets stay true, and every rule is about ASCII.
    const text = body.toString('latin1');
    for (const { rule, start, end, isRandom } of findSecrets(text, path)) {
      if (this.secrets.length >= secretsMax) {
        this.#omitted.set(rule, (this.#omitted.get(rule) ?? 0) + 1);
        continue;
      }
      const fingerprint = isRandom
        ? { fingerprint: secretFingerprint(this.#salt, text.slice(start, end)) }
        : {};
      this.secrets.push({ rule, path, line: lineOf(text, start), ...fingerprint });
    }
  }
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    line += 1;
  }
  return line;
}
