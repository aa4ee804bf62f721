// What the readers of one import share: where to put temporary files, when to stop, and how much may still be read.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type {
  AdvisoryFetch,
  FetchAnswer,
  FetchOptions,
} from '../domain/advisories/advisory-fetch.ts';
import { totalBytesMax } from './import-limits.ts';

/** One JSON text of the source, not yet looked at. */
export type RawRecord =
  | { readonly kind: 'bytes'; readonly name: string; readonly bytes: Buffer }
  | { readonly kind: 'too-large'; readonly name: string };

export class ImportContext {
  readonly temporaryFolder: string;
  readonly signal: AbortSignal | undefined;
  readonly #fetch: AdvisoryFetch | undefined;
  #bytesRead = 0;
  #temporaryFiles = 0;

  constructor(options: {
    readonly temporaryFolder: string;
    readonly signal: AbortSignal | undefined;
    readonly fetch: AdvisoryFetch | undefined;
  }) {
    this.temporaryFolder = options.temporaryFolder;
    this.signal = options.signal;
    this.#fetch = options.fetch;
  }

  fetch(url: string, options: Omit<FetchOptions, 'signal'> = {}): Promise<FetchAnswer> {
    this.throwIfStopped();
    if (this.#fetch === undefined) {
      throw new HarborError('CONFIGURATION_INVALID', { details: { reason: 'no-fetch-for-urls' } });
    }
    const { signal } = this;
    return this.#fetch(url, signal === undefined ? options : { ...options, signal });
  }

  temporaryPath(): string {
    this.#temporaryFiles += 1;
    return `${this.temporaryFolder}/part-${this.#temporaryFiles}`;
  }

  /** Called for everything read, before it is read. */
  spend(bytes: number): void {
    this.throwIfStopped();
    this.#bytesRead += bytes;
    if (this.#bytesRead > totalBytesMax) throw invalidSource('total-bytes-limit');
  }

  throwIfStopped(): void {
    if (this.signal?.aborted) throw new HarborError('CANCELLED', { cause: this.signal.reason });
  }
}

export function invalidSource(reason: string, cause?: unknown): HarborError {
  return new HarborError('ADVISORIES_INVALID', { details: { reason }, cause });
}

/** Whether the source said that there is no such thing, which is not the same as being away. */
export function isAbsent(error: unknown): boolean {
  return error instanceof HarborError && error.details['status'] === 404;
}
