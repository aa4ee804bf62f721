// The advisories on the wire: which are in use, how old they are, and how they are kept current.
import { advisoryAge } from '@harborguard/shared/advisories/advisory-age.ts';
import { type FeedAge, feedAges } from '@harborguard/shared/advisories/feed-age.ts';
import { type Static, Type } from 'typebox';
import type { UpdateAttempt, UpdateStatus } from '../../domain/advisories/advisory-updates.ts';
import type { AdvisoryAge } from '../services.ts';
import { isoTime, optionalTime, Time } from './common.ts';

const Count = Type.Integer({ minimum: 0 });

/** A feed has an age of its own: advisories of today may stand beside scores of last month. */
const feedAgeFields = {
  ageHours: Type.Optional(Type.Number()),
  stale: Type.Optional(Type.Boolean()),
};

export const UpdatesSchema = Type.Object({
  running: Type.Boolean(),
  lastSuccessAt: Type.Optional(Time),
  nextAttemptAt: Type.Optional(Time),
  lastAttempt: Type.Optional(
    Type.Object({
      startedAt: Time,
      finishedAt: Time,
      outcome: Type.Enum(['imported', 'unchanged', 'failed']),
      errorCode: Type.Optional(Type.String()),
      records: Type.Optional(Count),
      changedPackages: Type.Optional(Count),
      skipped: Type.Optional(Type.Record(Type.String(), Count)),
      failedFeeds: Type.Optional(Type.Array(Type.String())),
      failedFeedReasons: Type.Optional(Type.Record(Type.String(), Type.String())),
    }),
  ),
});

/** Beside every list of findings and images: no finding is only as good as the advisories are fresh. */
export const AdvisoryAgeSchema = Type.Object({
  state: Type.Enum(['current', 'stale', 'missing']),
  newestModifiedAt: Type.Optional(Time),
  ageHours: Type.Optional(Type.Number()),
  warning: Type.Optional(
    Type.Object({ code: Type.String(), message: Type.String() }, { additionalProperties: false }),
  ),
});

export const AdvisoriesSchema = Type.Object({
  state: Type.Enum(['current', 'stale', 'missing']),
  stale: Type.Boolean(),
  source: Type.Optional(Type.String()),
  builtAt: Type.Optional(Time),
  newestModifiedAt: Type.Optional(Time),
  ageHours: Type.Optional(Type.Number()),
  records: Type.Optional(Count),
  affectedPackages: Type.Optional(Count),
  ecosystems: Type.Optional(Type.Array(Type.String())),
  ecosystemRecords: Type.Optional(Type.Record(Type.String(), Count)),
  skipped: Type.Optional(Type.Object({ nothingToMatch: Count, gitRanges: Count })),
  feeds: Type.Optional(
    Type.Object({
      epss: Type.Optional(
        Type.Object({ model: Type.String(), scoredAt: Time, records: Count, ...feedAgeFields }),
      ),
      kev: Type.Optional(
        Type.Object({ version: Type.String(), releasedAt: Time, records: Count, ...feedAgeFields }),
      ),
    }),
  ),
  updates: UpdatesSchema,
});

export function advisoriesView(
  { state, description }: AdvisoryAge,
  updates: UpdateStatus,
  now: number,
): Static<typeof AdvisoriesSchema> {
  const base = { state, stale: state !== 'current', updates: updatesView(updates) };
  if (description === undefined) return base;
  const { source, records, affectedPackages, ecosystems, builtAtMs, newestModifiedAtMs } =
    description;
  return {
    ...base,
    ...{ source, records, affectedPackages },
    ecosystems: [...ecosystems],
    ecosystemRecords: { ...description.ecosystemRecords },
    skipped: {
      nothingToMatch: description.leftOut ?? 0,
      gitRanges: description.gitRangesSkipped ?? 0,
    },
    feeds: feedsView(description, now),
    builtAt: isoTime(builtAtMs),
    newestModifiedAt: isoTime(newestModifiedAtMs),
    // Of the newest record: a fresh import of old advisories is old.
    ageHours: advisoryAge(description, now).hours,
  };
}

export function advisoryAgeView(
  { state, description }: AdvisoryAge,
  now: number,
): Static<typeof AdvisoryAgeSchema> {
  if (description === undefined) {
    const message = 'no advisories are imported, so nothing was looked up';
    return { state, warning: { code: 'ADVISORIES_MISSING', message } };
  }
  const { hours } = advisoryAge(description, now);
  const message = `the advisories are ${hours} hours old; 72 is the limit`;
  return {
    state,
    newestModifiedAt: isoTime(description.newestModifiedAtMs),
    ageHours: hours,
    ...(state === 'stale' ? { warning: { code: 'ADVISORIES_STALE', message } } : {}),
  };
}

function feedsView({ feeds = {} }: NonNullable<AdvisoryAge['description']>, now: number) {
  const { epss, kev } = feeds;
  const ages = feedAges(feeds, now);
  return {
    ...(epss === undefined
      ? {}
      : {
          epss: {
            model: epss.model,
            records: epss.records,
            scoredAt: isoTime(epss.scoredAtMs),
            ...feedAgeView(ages.epss),
          },
        }),
    ...(kev === undefined
      ? {}
      : {
          kev: {
            version: kev.version,
            records: kev.records,
            releasedAt: isoTime(kev.releasedAtMs),
            ...feedAgeView(ages.kev),
          },
        }),
  };
}

function feedAgeView(age: FeedAge | undefined) {
  return age === undefined ? {} : { ageHours: age.hours, stale: age.isStale };
}

export function updatesView(status: UpdateStatus): Static<typeof UpdatesSchema> {
  const { running, lastAttempt, lastSuccessAt, nextAttemptAt } = status;
  return {
    running,
    ...optionalTime('lastSuccessAt', lastSuccessAt),
    ...optionalTime('nextAttemptAt', nextAttemptAt),
    ...(lastAttempt === undefined ? {} : { lastAttempt: attemptView(lastAttempt) }),
  };
}

function attemptView({ startedAt, finishedAt, outcome, errorCode, result }: UpdateAttempt) {
  return {
    startedAt: isoTime(startedAt),
    finishedAt: isoTime(finishedAt),
    outcome,
    ...(errorCode === undefined ? {} : { errorCode }),
    ...(result === undefined
      ? {}
      : {
          records: result.records,
          ...(result.changedPackages === null ? {} : { changedPackages: result.changedPackages }),
          skipped: { ...result.skipped },
          failedFeeds: [...result.failedFeeds],
          ...(result.failedFeedReasons === undefined
            ? {}
            : { failedFeedReasons: { ...result.failedFeedReasons } }),
        }),
  };
}
