// The advisory file in use, and the moment another one takes its place: an import replaces the file while the server
// runs. A second name for the file in use keeps it comparable with its successor, so that only what changed is matched again.
import { link, rm, stat } from 'node:fs/promises';
import type { AdvisoryQuery } from '@harborguard/shared/advisories/advisory-query.ts';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Log, Timer } from '@harborguard/shared/ports.ts';
import type { AdvisorySource, ChangedPackage } from '../domain/findings/match-loop.ts';

export interface OpenAdvisories extends AdvisoryQuery {
  close(): void;
}

export interface AdvisoryFileOptions {
  readonly path: string;
  /** A free name in the data folder for the second link. */
  readonly inUsePath: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Throws ADVISORIES_MISSING or ADVISORIES_INVALID. */
  readonly open: (path: string) => OpenAdvisories;
  readonly compare: (before: string, after: string) => readonly ChangedPackage[];
}

export type AdvisoriesChanged = (changed: readonly ChangedPackage[] | 'all') => Promise<void>;

export interface AdvisoryFile extends AdvisorySource {
  /** From now on a replaced file is noticed within seconds. */
  watch(onChanged: AdvisoriesChanged): void;
  close(): Promise<void>;
}

const lookIntervalMs = 3000;

/** Opens the file if it is there. Having none is no error: the installation says so until one is imported. */
export async function openAdvisoryFile(options: AdvisoryFileOptions): Promise<AdvisoryFile> {
  const file = new WatchedAdvisoryFile(options);
  await file.look();
  return file;
}

class WatchedAdvisoryFile implements AdvisoryFile {
  readonly #options: AdvisoryFileOptions;
  #current: OpenAdvisories | undefined;
  /** Kept open until the next replacement: a match under way may still read from it. */
  #previous: OpenAdvisories | undefined;
  #version = '';
  #canCompare = false;
  #timer: Timer | undefined;
  #looking: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(options: AdvisoryFileOptions) {
    this.#options = options;
  }

  current(): AdvisoryQuery | undefined {
    return this.#current;
  }

  watch(onChanged: AdvisoriesChanged): void {
    if (this.#isClosed) return;
    this.#timer = this.#options.clock.setTimer(
      lookIntervalMs,
      () => {
        this.#looking = this.#lookAndTell(onChanged).finally(() => this.watch(onChanged));
      },
      { background: true },
    );
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#timer?.cancel();
    await this.#looking;
    this.#previous?.close();
    this.#current?.close();
    this.#current = undefined;
    await rm(this.#options.inUsePath, { force: true });
  }

  /** Takes over a new file; undefined when there is none. */
  async look(): Promise<readonly ChangedPackage[] | 'all' | undefined> {
    const version = await versionOf(this.#options.path);
    if (version === undefined || version === this.#version) return undefined;
    this.#version = version;
    const opened = this.#open();
    if (opened === undefined) return undefined;
    const changed = this.#canCompare ? this.#compare() : 'all';
    this.#previous?.close();
    this.#previous = this.#current;
    this.#current = opened;
    this.#canCompare = await this.#keepSecondName();
    const { records, builtAtMs } = opened.describe();
    this.#options.log.info('advisories in use', { records, builtAtMs });
    return changed;
  }

  async #lookAndTell(onChanged: AdvisoriesChanged): Promise<void> {
    try {
      const changed = await this.look();
      if (changed !== undefined) await onChanged(changed);
    } catch (error) {
      this.#options.log.error('advisories not taken over', { error });
      // Looked at again with the next tick, and told as a whole: what was not told would never be matched.
      this.#version = '';
      this.#canCompare = false;
    }
  }

  #open(): OpenAdvisories | undefined {
    try {
      return this.#options.open(this.#options.path);
    } catch (error) {
      if (!isHarborError(error)) throw error;
      this.#options.log.error('advisory file not usable', { code: error.code });
      return undefined;
    }
  }

  #compare(): readonly ChangedPackage[] | 'all' {
    try {
      return this.#options.compare(this.#options.inUsePath, this.#options.path);
    } catch (error) {
      this.#options.log.warn('advisories not comparable', { error });
      return 'all';
    }
  }

  /** False where the file system knows no links, or the file lies on another one. */
  async #keepSecondName(): Promise<boolean> {
    const { path, inUsePath } = this.#options;
    await rm(inUsePath, { force: true });
    return await link(path, inUsePath).then(
      () => true,
      () => false,
    );
  }
}

async function versionOf(path: string): Promise<string | undefined> {
  try {
    const facts = await stat(path);
    return `${facts.ino}:${facts.size}:${facts.mtimeMs}`;
  } catch {
    return undefined;
  }
}
