// How old the scores of EPSS and the catalog of KEV are, and from when on people are told so. The age is that of the day
// the feed was published, however recently it was imported.
import type { Static } from 'typebox';
import type { SignalFeedsSchema } from './cve-signal.ts';

type SignalFeeds = Static<typeof SignalFeedsSchema>;

export interface FeedAge {
  readonly ageMs: number;
  readonly hours: number;
  readonly isStale: boolean;
}

export type FeedAges = { readonly [Feed in keyof SignalFeeds]?: FeedAge };

/** FIRST publishes scores every day: two missed days, and that of today may be yet to come. */
export const epssStaleAfterMs = 72 * 60 * 60 * 1000;

/** CISA releases a catalog on working days, and only when something is added: quiet weeks and holidays are no fault. */
export const kevStaleAfterMs = 14 * 24 * 60 * 60 * 1000;

/** Of the feeds that were imported. */
export function feedAges({ epss, kev }: SignalFeeds, nowMs: number): FeedAges {
  return {
    ...(epss === undefined ? {} : { epss: ageOf(nowMs - epss.scoredAtMs, epssStaleAfterMs) }),
    ...(kev === undefined ? {} : { kev: ageOf(nowMs - kev.releasedAtMs, kevStaleAfterMs) }),
  };
}

/** A clock that is behind makes a feed look as if it came from the future. */
function ageOf(passedMs: number, staleAfterMs: number): FeedAge {
  const ageMs = Math.max(0, passedMs);
  return { ageMs, hours: Math.floor(ageMs / 3_600_000), isStale: ageMs > staleAfterMs };
}
