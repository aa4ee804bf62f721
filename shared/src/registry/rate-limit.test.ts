import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rateLimitPauseMs, readRateLimit } from './rate-limit.ts';

const nowMs = 1_800_000_000_000;

for (const { name, headers, want } of [
  { name: 'no header', headers: {}, want: undefined },
  {
    name: "Docker Hub's window",
    headers: { 'ratelimit-limit': '100;w=21600', 'ratelimit-remaining': '76;w=21600' },
    want: { remaining: 76 },
  },
  {
    name: 'a reset in seconds',
    headers: { 'ratelimit-remaining': '3', 'ratelimit-reset': '60' },
    want: { remaining: 3, resetMs: 60_000 },
  },
  {
    name: 'a reset as a moment',
    headers: { 'ratelimit-remaining': '0', 'ratelimit-reset': '1800000030' },
    want: { remaining: 0, resetMs: 30_000 },
  },
  {
    name: 'a moment that has passed',
    headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1700000000' },
    want: { remaining: 0, resetMs: 0 },
  },
  {
    name: 'one line for all',
    headers: { ratelimit: '"default";r=50;t=30' },
    want: { remaining: 50, resetMs: 30_000 },
  },
  { name: 'a word', headers: { 'ratelimit-remaining': 'many' }, want: undefined },
  { name: 'a negative number', headers: { 'ratelimit-remaining': '-1' }, want: undefined },
  {
    name: 'a number beyond all reason',
    headers: { 'ratelimit-remaining': '9'.repeat(400) },
    want: undefined,
  },
]) {
  test(`the rate limit in ${name} is understood`, () => {
    assert.deepEqual(readRateLimit(headers, nowMs), want);
  });
}

test('much left means no pause, little is spread, nothing waits for the reset', () => {
  assert.equal(rateLimitPauseMs({ remaining: 50, resetMs: 60_000 }), 0);
  assert.equal(rateLimitPauseMs({ remaining: 5, resetMs: 60_000 }), 10_000);
  assert.equal(rateLimitPauseMs({ remaining: 0, resetMs: 60_000 }), 60_000);
  assert.equal(rateLimitPauseMs({ remaining: 0 }), 0);
});
