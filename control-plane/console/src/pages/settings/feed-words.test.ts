import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failedFeedWords, feedWords } from './feed-words.ts';

const epss = { model: 'v1', scoredAt: '2026-11-20T00:00:00.000Z', records: 3 };
const kev = { version: '1', releasedAt: '2026-11-19T15:00:00.000Z', records: 2 };

test('the feeds are named with their days', () => {
  assert.equal(feedWords(undefined), 'none');
  assert.equal(feedWords({}), 'none');
  assert.equal(feedWords({ epss }), 'EPSS of 2026-11-20');
  assert.equal(
    feedWords({ epss: { ...epss, stale: false }, kev }),
    'EPSS of 2026-11-20, known exploited of 2026-11-19',
  );
});

test('a feed that has grown old is said to have, and the other is not', () => {
  assert.equal(
    feedWords({ epss: { ...epss, stale: true }, kev: { ...kev, stale: false } }),
    'EPSS of 2026-11-20 (has grown old), known exploited of 2026-11-19',
  );
  assert.equal(
    feedWords({ kev: { ...kev, stale: true } }),
    'known exploited of 2026-11-19 (has grown old)',
  );
});

test('feeds that were not taken stand behind the outcome, with the reason where it is known', () => {
  const at = { startedAt: '2026-11-20T00:00:00.000Z', finishedAt: '2026-11-20T00:01:00.000Z' };
  const attempt = { ...at, outcome: 'imported' } as const;
  assert.equal(failedFeedWords(attempt), '');
  assert.equal(
    failedFeedWords({
      ...attempt,
      failedFeeds: ['epss', 'kev'],
      failedFeedReasons: { kev: 'dated-ahead' },
    }),
    ', epss not taken, kev not taken (dated-ahead)',
  );
});
