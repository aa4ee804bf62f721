// What an import has fetched so far, on disk, so that a cut line or a killed process costs what was under way and no
// more: half a file is continued from where it broke, a whole one is not asked for again while it is the current one.
import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@harborguard/shared/ports.ts';
import type { FetchAnswer } from '../domain/advisories/advisory-fetch.ts';
import { type ImportContext, invalidSource } from './import-context.ts';
import { archiveBytesMax } from './import-limits.ts';

/** What a server says a thing is known by. */
export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
}

export type Downloaded =
  | { readonly kind: 'unchanged' }
  | ({ readonly kind: 'file'; readonly path: string } & Validators);

interface State extends Validators {
  readonly isWhole: boolean;
  readonly bytes: number;
  readonly atMs: number;
}

/** A line that breaks this often without a byte in between is down. */
const resumesMax = 8;
/** Without a validator nobody can say whether a file is current; within a day it is believed. */
const believedForMs = 24 * 60 * 60 * 1000;

export class DownloadStore {
  readonly #folder: string;
  readonly #clock: Clock;

  private constructor(folder: string, clock: Clock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  /** Each source has a corner of its own: what was fetched from another says nothing. */
  static async open(root: string, source: string, clock: Clock): Promise<DownloadStore> {
    const corner = createHash('sha256').update(source).digest('hex').slice(0, 16);
    const folder = join(root, corner);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return new DownloadStore(folder, clock);
  }

  /** `known`: validators of what is imported already; the same again is not fetched. */
  async file(url: string, context: ImportContext, known: Validators = {}): Promise<Downloaded> {
    const path = this.#pathOf(url);
    const state = await this.#stateOf(path);
    if (state?.isWhole === true && this.#isBelieved(state)) return fileOf(path, state);
    if (state?.isWhole === true) {
      const answer = await context.fetch(url, validatorsOf(state));
      if (answer.kind === 'unchanged') return fileOf(path, state);
      return await this.#take(url, path, answer, context);
    }
    if (state !== undefined && state.etag !== undefined && state.bytes > 0) {
      const { etag, bytes } = state;
      return await this.#take(url, path, await context.fetch(url, { etag, from: bytes }), context);
    }
    const answer = await context.fetch(url, known);
    if (answer.kind === 'unchanged') return { kind: 'unchanged' };
    return await this.#take(url, path, answer, context);
  }

  /** A record that was checked when it was stored. */
  async record(name: string): Promise<Buffer | undefined> {
    return await readFile(this.#pathOf(name)).catch(() => undefined);
  }

  async keepRecord(name: string, bytes: Buffer): Promise<void> {
    const path = this.#pathOf(name);
    await writeFile(`${path}.part`, bytes, { mode: 0o600 });
    await rename(`${path}.part`, path);
  }

  /** What turned out to be broken must not be taken for whole the next time. */
  async forget(url: string): Promise<void> {
    const path = this.#pathOf(url);
    for (const name of [path, `${path}.part`, `${path}.state`]) await rm(name, { force: true });
  }

  async clear(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  #isBelieved({ etag, lastModified, atMs }: State): boolean {
    const hasValidator = etag !== undefined || lastModified !== undefined;
    return !hasValidator && this.#clock.now() - atMs < believedForMs;
  }

  async #take(
    url: string,
    path: string,
    first: FetchAnswer,
    context: ImportContext,
  ): Promise<Downloaded> {
    let answer = first;
    for (let resumes = 0; ; resumes += 1) {
      const before = await sizeOf(`${path}.part`);
      const { error, bytes } = await this.#append(path, answer, context);
      const isWhole = error === undefined && (answer.bytes === undefined || bytes === answer.bytes);
      if (isWhole) return await this.#finish(path, answer, bytes);
      context.throwIfStopped();
      const canResume = answer.etag !== undefined && (bytes > before || resumes < resumesMax);
      if (!canResume || resumes > 1000) throw error ?? invalidSource('download-cut-short');
      const { etag = '' } = answer;
      answer = await context.fetch(url, bytes === 0 ? {} : { etag, from: bytes });
    }
  }

  async #append(
    path: string,
    answer: FetchAnswer,
    context: ImportContext,
  ): Promise<{ readonly error: unknown; readonly bytes: number }> {
    const isContinued = answer.kind === 'partial';
    let bytes = isContinued ? await sizeOf(`${path}.part`) : 0;
    await rm(path, { force: true });
    await this.#writeState(path, { ...validatorsOf(answer), isWhole: false, bytes });
    const file = await open(`${path}.part`, isContinued ? 'a' : 'w', 0o600);
    let error: unknown;
    try {
      for await (const chunk of answer.body) {
        context.spend(chunk.length);
        bytes += chunk.length;
        if (bytes > archiveBytesMax) throw invalidSource('archive-too-large');
        await file.write(chunk);
      }
    } catch (caught) {
      error = caught;
    } finally {
      await file.close();
    }
    return { error, bytes };
  }

  async #finish(path: string, answer: FetchAnswer, bytes: number): Promise<Downloaded> {
    await rename(`${path}.part`, path);
    const state = { ...validatorsOf(answer), isWhole: true, bytes };
    await this.#writeState(path, state);
    return fileOf(path, state);
  }

  /** The size on disk counts, not the one remembered: a crash may lie between the two. */
  async #stateOf(path: string): Promise<State | undefined> {
    try {
      const state = JSON.parse(await readFile(`${path}.state`, 'utf8')) as State;
      const bytes = await sizeOf(state.isWhole ? path : `${path}.part`);
      return state.isWhole && bytes !== state.bytes ? undefined : { ...state, bytes };
    } catch {
      return undefined;
    }
  }

  async #writeState(path: string, state: Omit<State, 'atMs'>): Promise<void> {
    const text = JSON.stringify({ ...state, atMs: this.#clock.now() });
    await writeFile(`${path}.state.part`, text, { mode: 0o600 });
    await rename(`${path}.state.part`, `${path}.state`);
  }

  /** URLs hold what file names may not. */
  #pathOf(name: string): string {
    return join(this.#folder, createHash('sha256').update(name).digest('hex').slice(0, 40));
  }
}

function fileOf(path: string, validators: Validators): Downloaded {
  return { kind: 'file', path, ...validatorsOf(validators) };
}

export function validatorsOf({ etag, lastModified }: Validators): Validators {
  return {
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
  };
}

async function sizeOf(path: string): Promise<number> {
  return await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
