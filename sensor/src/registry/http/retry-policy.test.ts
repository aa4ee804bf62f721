import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { decideRetry, retryAfterMs } from './retry-policy.ts';

const nowMs = Date.UTC(2026, 0, 1);
const moment = { attempt: 1, nowMs, jitter: 0.5 };
const answered = (status: number, retryAfter?: string) =>
  ({
    kind: 'answered',
    status,
    headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
  }) as const;

for (const status of [408, 429, 500, 502, 503, 504]) {
  test(`${status} is tried again`, () => {
    assert.equal(decideRetry(answered(status), moment).kind, 'retry');
  });
}

for (const status of [200, 206, 304, 400, 401, 403, 404, 412, 501]) {
  test(`${status} is final`, () => {
    assert.equal(decideRetry(answered(status), moment).kind, 'final');
  });
}

for (const { code, want } of [
  { code: 'REGISTRY_UNREACHABLE', want: 'retry' },
  { code: 'REGISTRY_TIMEOUT', want: 'retry' },
  { code: 'TLS_UNTRUSTED', want: 'final' },
  { code: 'ADDRESS_REFUSED', want: 'final' },
  { code: 'REDIRECT_REFUSED', want: 'final' },
] as const) {
  test(`${code} is ${want}`, () => {
    const decision = decideRetry({ kind: 'failed', error: new HarborError(code) }, moment);

    assert.equal(decision.kind, want);
  });
}

test('waits double up to a limit and are spread by chance', () => {
  const delay = (attempt: number, jitter: number) => {
    const decision = decideRetry(answered(503), { attempt, nowMs, jitter });
    return decision.kind === 'retry' ? decision.delayMs : undefined;
  };

  assert.deepEqual([delay(1, 0), delay(1, 1), delay(2, 1), delay(3, 1)], [250, 500, 1000, 2000]);
  assert.equal(delay(30, 1), 20_000);
});

test('a wish of the registry is honoured when it is longer than the own wait', () => {
  assert.deepEqual(decideRetry(answered(429, '7'), moment), { kind: 'retry', delayMs: 7000 });
  assert.deepEqual(decideRetry(answered(429, '0'), moment), { kind: 'retry', delayMs: 375 });
});

test('a wish longer than a request may wait ends it', () => {
  assert.equal(decideRetry(answered(429, '86400'), moment).kind, 'final');
});

for (const { text, want } of [
  { text: '120', want: 120_000 },
  { text: 'Thu, 01 Jan 2026 00:01:00 GMT', want: 60_000 },
  { text: 'Wed, 31 Dec 2025 23:00:00 GMT', want: 0 },
  { text: 'soon', want: undefined },
  { text: '-1', want: undefined },
  { text: '', want: undefined },
]) {
  test(`Retry-After "${text}" means ${want} ms`, () => {
    assert.equal(retryAfterMs({ 'retry-after': text }, nowMs), want);
  });
}
