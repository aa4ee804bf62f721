import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { collect, rejectsWith } from '../testing/provider-on-test.ts';
import { steadyBody } from './steady-body.ts';

const pace = { windowMs: 10_000, bytesPerSecondMin: 100 };

async function* pieces(clock: FakeClock, count: number, bytes: number, everyMs: number) {
  for (let piece = 0; piece < count; piece += 1) {
    await clock.advance(everyMs);
    yield new Uint8Array(bytes);
  }
}

test('a body that drips is given up after the window', async () => {
  const clock = new FakeClock();
  const source = { clock, host: 'registry.example' };

  await rejectsWith(
    collect(steadyBody(pieces(clock, 1000, 1, 1000), pace, source)),
    'REGISTRY_TIMEOUT',
    { host: 'registry.example', reason: 'the body comes too slowly' },
  );
  assert.equal(clock.monotonicMs(), 10_000);
});

test('a burst in the beginning does not pay for a drip later', async () => {
  const clock = new FakeClock();
  const source = { clock, host: 'registry.example' };
  async function* burstThenDrip() {
    yield new Uint8Array(10_000_000);
    yield* pieces(clock, 1000, 1, 1000);
  }

  await rejectsWith(collect(steadyBody(burstThenDrip(), pace, source)), 'REGISTRY_TIMEOUT');
  assert.ok(clock.monotonicMs() <= 20_000);
});

test('a slow but steady body comes whole', async () => {
  const clock = new FakeClock();
  const body = steadyBody(pieces(clock, 100, 110, 1000), pace, { clock, host: 'h' });

  assert.equal((await collect(body)).length, 100);
});

test('a reader that takes its time is not held against the registry', async () => {
  const clock = new FakeClock();
  let read = 0;
  for await (const _ of steadyBody(pieces(clock, 5, 1, 1), pace, { clock, host: 'h' })) {
    await clock.advance(60_000);
    read += 1;
  }

  assert.equal(read, 5);
});
