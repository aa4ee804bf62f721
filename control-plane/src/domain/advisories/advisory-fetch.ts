// How advisories are fetched: whole, from a byte on, or only if they are other than what is known already.

export interface FetchOptions {
  readonly signal?: AbortSignal;
  /** What is known already: the answer may be that it still holds. */
  readonly etag?: string;
  readonly lastModified?: string;
  /** Go on from this byte, provided the thing is still the one of the etag. */
  readonly from?: number;
}

export interface FetchAnswer {
  /** `partial` only when a start was asked for. */
  readonly kind: 'whole' | 'partial' | 'unchanged';
  readonly etag?: string;
  readonly lastModified?: string;
  /** Of the whole thing, where the server says. */
  readonly bytes?: number;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Fails with ADVISORIES_UNREACHABLE when the answer is no success; its detail `status` tells an absent thing. */
export type AdvisoryFetch = (url: string, options: FetchOptions) => Promise<FetchAnswer>;
