// A small file in which the running sensor says that it is alive and how its link is, for health checks that have
// neither a shell nor a port. Its time is the beat; a full disk does not stop it, since the file never grows.
import {
  closeSync,
  constants,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

const fileName = 'health';
/** The file keeps one length, so that writing it needs no new block on a full disk. */
const fileBytes = 256;
/** How often the daemon beats. */
export const healthBeatMs = 10_000;
/** Six missed beats: longer than the longest pause of a busy event loop that is still well. */
export const healthAgeMsMax = 60_000;

export type Health =
  | { readonly kind: 'alive'; readonly link: string; readonly ageMs: number }
  | { readonly kind: 'stale'; readonly link: string; readonly ageMs: number }
  | { readonly kind: 'absent' };

export class HealthFile {
  readonly #path: string;
  #link: string | undefined;

  constructor(folder: string) {
    this.#path = join(folder, fileName);
  }

  /** Never throws: a health check that finds an old file says what there is to say. */
  beat(link: string, now: number): void {
    try {
      if (link !== this.#link) this.#write(link);
      utimesSync(this.#path, now / 1000, now / 1000);
      this.#link = link;
    } catch {
      this.#link = undefined;
    }
  }

  /** The process is about to end in good order. */
  remove(): void {
    rmSync(this.#path, { force: true });
  }

  #write(link: string): void {
    // Neither truncated nor appended to: what is there is written over.
    const file = openSync(this.#path, constants.O_RDWR | constants.O_CREAT, 0o600);
    try {
      writeSync(file, `${JSON.stringify({ link })}\n`.padEnd(fileBytes), 0);
    } finally {
      closeSync(file);
    }
  }
}

/** What the file in `folder` says at `now`. */
export function readHealth(folder: string, now: number): Health {
  const path = join(folder, fileName);
  try {
    const ageMs = Math.max(0, now - statSync(path).mtimeMs);
    const { link } = JSON.parse(readFileSync(path, 'utf8')) as { readonly link: string };
    return { kind: ageMs <= healthAgeMsMax ? 'alive' : 'stale', link: String(link), ageMs };
  } catch {
    return { kind: 'absent' };
  }
}
