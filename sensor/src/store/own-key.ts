// The key a sensor made for itself, in a file of its own that only it may read. At most two at a time: the one in use
// and a candidate. A candidate is on disk before anybody hears of it, and the key before is kept until the candidate has
// opened a link, so a death at any step locks nobody out.
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Random } from '@harborguard/shared/ports.ts';
import {
  hashKey,
  isWellFormedKey,
  keyPrefix,
  mintKeyText,
} from '@harborguard/shared/protocol/api-key-text.ts';
import { syncFolder } from './sensor-identity.ts';

interface StoredKey {
  readonly key: string;
  readonly sinceMs: number;
}

interface Stored {
  readonly current?: StoredKey;
  readonly candidate?: StoredKey & { readonly isAccepted: boolean };
}

export interface KeyProposal {
  readonly hash: string;
  readonly prefix: string;
}

const fileName = 'key.json';
const ownerOnly = 0o600;

export class OwnKey {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #random: Random;
  /** What lets a sensor in that has no key yet. */
  readonly #enrolmentToken: string;
  #stored: Stored;
  /** How many of the ways in were refused since one was good. */
  #refusals = 0;
  #tried = '';

  constructor(
    folder: string,
    options: { readonly clock: Clock; readonly random: Random; readonly enrolmentToken: string },
  ) {
    this.#path = join(folder, fileName);
    this.#clock = options.clock;
    this.#random = options.random;
    this.#enrolmentToken = options.enrolmentToken;
    this.#stored = this.#load();
  }

  /** What to open the next link with. */
  next(): string {
    const ways = this.#ways();
    this.#tried = ways[this.#refusals % ways.length] ?? this.#enrolmentToken;
    return this.#tried;
  }

  /** The link was opened with the token, which is good for one proposal and nothing else. */
  get isEnrolling(): boolean {
    return this.#tried === this.#enrolmentToken;
  }

  refused(): void {
    this.#refusals += 1;
  }

  /** A link that was opened with a key is good: a candidate that did it is the key from now on. */
  welcomed(): void {
    this.#refusals = 0;
    const { candidate } = this.#stored;
    if (candidate === undefined || candidate.key !== this.#tried) return;
    this.#save({ current: { key: candidate.key, sinceMs: candidate.sinceMs } });
  }

  isOlderThan(ageMs: number): boolean {
    const { current } = this.#stored;
    return current !== undefined && this.#clock.now() - current.sinceMs >= ageMs;
  }

  /** The candidate, made when there is none. The same one again after a lost answer. */
  propose(): KeyProposal {
    const before = this.#stored.candidate;
    const candidate = before ?? {
      key: mintKeyText(this.#random),
      sinceMs: this.#clock.now(),
      isAccepted: false,
    };
    if (before === undefined) this.#save({ ...this.#stored, candidate });
    return { hash: hashKey(candidate.key), prefix: keyPrefix(candidate.key) };
  }

  /** False for a hash that is not the candidate's. */
  accepted(hash: string): boolean {
    const { candidate } = this.#stored;
    if (candidate === undefined || hashKey(candidate.key) !== hash) return false;
    this.#refusals = 0;
    this.#save({ ...this.#stored, candidate: { ...candidate, isAccepted: true } });
    return true;
  }

  /** The likely ones first; each is tried in turn while all are refused. */
  #ways(): readonly string[] {
    const { current, candidate } = this.#stored;
    const ways = [
      candidate?.isAccepted === true ? candidate.key : undefined,
      current?.key,
      current === undefined ? this.#enrolmentToken : undefined,
      candidate?.isAccepted === false ? candidate.key : undefined,
      current === undefined ? undefined : this.#enrolmentToken,
    ];
    return ways.filter((way): way is string => way !== undefined);
  }

  #load(): Stored {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
      throw new HarborError('FILE_UNREADABLE', { details: { path: this.#path }, cause: error });
    }
    const stored = parsed(text);
    if (stored === undefined) {
      throw new HarborError('FILE_UNREADABLE', {
        details: { path: this.#path, rule: 'must be as the sensor wrote it' },
      });
    }
    return stored;
  }

  /** Beside the old one and then in its place: a death leaves one or the other, never a half. */
  #save(stored: Stored): void {
    const path = `${this.#path}.new`;
    const file = openSync(path, 'w', ownerOnly);
    try {
      writeSync(file, `${JSON.stringify(stored)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(path, this.#path);
    syncFolder(dirname(this.#path));
    this.#stored = stored;
  }
}

function parsed(text: string): Stored | undefined {
  try {
    const { current, candidate } = JSON.parse(text) as Stored;
    const keys = [current, candidate].filter((key) => key !== undefined);
    const isWhole = keys.every(
      ({ key, sinceMs }) => isWellFormedKey(key) && Number.isSafeInteger(sinceMs),
    );
    if (!isWhole) return undefined;
    return {
      ...(current === undefined ? {} : { current }),
      ...(candidate === undefined ? {} : { candidate }),
    };
  } catch {
    return undefined;
  }
}
