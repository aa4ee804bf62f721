// When advisories are asked for: at the interval, sooner after a failure, once at a time, and going on after a restart.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { MemoryTracer } from '@harborguard/shared/testing/memory-tracer.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { noTracer } from '@harborguard/shared/tracing/no-tracer.ts';
import { traced } from '@harborguard/shared/tracing/traced.ts';
import {
  createAdvisoryUpdates,
  type RunUpdate,
  type UpdateResult,
} from './domain/advisories/advisory-updates.ts';
import { createUnitOfWork } from './store/create-unit-of-work.ts';
import { openDatabase } from './store/database.ts';

const minuteMs = 60_000;
const intervalMs = 60 * minuteMs;
/** Installations that start together are spread over this long. */
const spreadMs = 30_000;
const result: UpdateResult = {
  ...{ kind: 'imported', records: 3, changedPackages: 1, skipped: {}, failedFeeds: [] },
};

async function updatesWorld(t: TestContext) {
  const { db, close } = await openDatabase(':memory:');
  t.after(close);
  const unitOfWork = createUnitOfWork(db);
  const clock = new FakeClock();
  await unitOfWork.writeSystem((stores) => stores.organisations.ensure('org', 'org', clock.now()));
  const log = new MemoryLog();
  const tracer = new MemoryTracer();
  const runs: number[] = [];
  let outcome: () => Promise<UpdateResult> = () => Promise.resolve(result);
  const run: RunUpdate = (signal) => {
    runs.push(clock.now());
    return Promise.race([outcome(), stopped(signal)]);
  };
  /** As a process that starts over the same database. */
  const startOne = async (seed = 1) => {
    const random = new SeededRandom(seed);
    const ports = { clock, random, log, tracer };
    const updates = createAdvisoryUpdates({ ...ports, unitOfWork, run, intervalMs });
    t.after(() => updates.stop());
    await updates.start();
    return updates;
  };
  const answer = (next: () => Promise<UpdateResult>) => {
    outcome = next;
  };
  return { clock, runs, log, tracer, startOne, answer, unitOfWork };
}

/** As a child that is ended with the server. */
function stopped(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
  });
}

function failing(): Promise<UpdateResult> {
  return Promise.reject(new HarborError('ADVISORIES_UNREACHABLE'));
}

test('the first update comes soon after the first start, the next ones at the interval with a tenth of chance', async (t) => {
  const world = await updatesWorld(t);
  const started = world.clock.now();
  const updates = await world.startOne();

  await world.clock.advance(spreadMs);
  assert.equal(world.runs.length, 1);
  await world.clock.advance(24 * intervalMs);

  const gaps = world.runs.slice(1).map((at, index) => at - (world.runs[index] ?? started));
  assert.ok(gaps.length >= 21 && gaps.length <= 27, `${gaps.length} updates in a day`);
  for (const gap of gaps) assert.ok(gap >= 0.9 * intervalMs && gap <= 1.1 * intervalMs, `${gap}`);
  assert.ok(new Set(gaps).size > 1, 'every gap is the same');
  assert.equal(updates.status().lastAttempt?.outcome, 'imported');
});

test('two installations that start together do not ask together', async (t) => {
  const world = await updatesWorld(t);
  const first = await world.startOne(1);
  const second = await world.startOne(2);

  assert.notEqual(first.status().nextAttemptAt, second.status().nextAttemptAt);
});

test('what fails is tried after minutes, then ever later, and never later than the interval', async (t) => {
  const world = await updatesWorld(t);
  world.answer(failing);
  const updates = await world.startOne();
  await world.clock.advance(spreadMs);
  const gaps: number[] = [];
  for (let attempt = 0; attempt < 6; attempt += 1) {
    const before = world.runs.length;
    await world.clock.advance((updates.status().nextAttemptAt ?? 0) - world.clock.now() + 1);
    assert.equal(world.runs.length, before + 1);
    gaps.push(Math.round(((world.runs.at(-1) ?? 0) - (world.runs.at(-2) ?? 0)) / minuteMs));
  }

  for (const [index, minutes] of [5, 10, 20, 40, 60, 60].entries()) {
    const gap = gaps[index] ?? 0;
    assert.ok(gap >= minutes * 0.89 && gap <= minutes * 1.11, `gap ${index}: ${gap} minutes`);
  }
  const { lastAttempt, lastSuccessAt } = updates.status();
  assert.equal(lastAttempt?.outcome, 'failed');
  assert.equal(lastAttempt.errorCode, 'ADVISORIES_UNREACHABLE');
  assert.equal(lastSuccessAt, undefined);
});

test('a success after failures brings the interval back', async (t) => {
  const world = await updatesWorld(t);
  world.answer(failing);
  const updates = await world.startOne();
  await world.clock.advance(spreadMs);
  world.answer(() => Promise.resolve(result));
  await world.clock.advance((updates.status().nextAttemptAt ?? 0) - world.clock.now() + 1);

  const { nextAttemptAt = 0, lastSuccessAt } = updates.status();
  assert.equal(lastSuccessAt, world.runs.at(-1));
  assert.ok(nextAttemptAt - world.clock.now() >= 0.9 * intervalMs);
});

test('a restart goes on where it was: what is not due is not asked for, what is due is', async (t) => {
  const world = await updatesWorld(t);
  const first = await world.startOne();
  await world.clock.advance(spreadMs);
  await first.stop();
  await world.clock.advance(10 * minuteMs);

  const second = await world.startOne(2);
  await world.clock.advance(30 * minuteMs);
  assert.equal(world.runs.length, 1, 'asked again before it was due');
  assert.equal(second.status().lastAttempt?.outcome, 'imported');
  await second.stop();
  await world.clock.advance(3 * intervalMs);
  await world.startOne(3);
  await world.clock.advance(spreadMs);

  assert.equal(world.runs.length, 2);
});

test('a restart after a failure waits as long as the failure says, not the interval', async (t) => {
  const world = await updatesWorld(t);
  world.answer(failing);
  const first = await world.startOne();
  await world.clock.advance(spreadMs);
  await first.stop();

  await world.startOne(2);
  await world.clock.advance(5 * minuteMs + spreadMs);

  assert.equal(world.runs.length, 2);
});

test('an update that a kill cut off is begun anew at the next start', async (t) => {
  const world = await updatesWorld(t);
  const { promise } = Promise.withResolvers<UpdateResult>();
  world.answer(() => promise);
  await world.startOne();
  await world.clock.advance(spreadMs);
  assert.equal(world.runs.length, 1);

  world.answer(() => Promise.resolve(result));
  // The first process is gone without a word; nothing of it was remembered.
  const second = await world.startOne(2);
  await world.clock.advance(spreadMs);

  assert.equal(world.runs.length, 2);
  assert.equal(second.status().lastAttempt?.outcome, 'imported');
});

test('who asks while an update is under way joins it', async (t) => {
  const world = await updatesWorld(t);
  const { promise, resolve } = Promise.withResolvers<UpdateResult>();
  world.answer(() => promise);
  const updates = await world.startOne();

  assert.equal((await updates.request('org')).running, true);
  assert.equal((await updates.request('org')).running, true);
  assert.equal(world.runs.length, 1);
  resolve(result);
  await world.clock.advance(0);

  assert.equal(updates.status().running, false);
});

test('a clock that was set back does not put an update off for longer than the interval', async (t) => {
  const world = await updatesWorld(t);
  const first = await world.startOne();
  await world.clock.advance(spreadMs);
  await first.stop();
  world.clock.setNow(world.clock.now() - 1000 * intervalMs);

  await world.startOne(2);
  await world.clock.advance(intervalMs + spreadMs);

  assert.equal(world.runs.length, 2);
});

test('without a source nothing is scheduled, and who asks is told what to set', async (t) => {
  const { db, close } = await openDatabase(':memory:');
  t.after(close);
  const clock = new FakeClock();
  const updates = createAdvisoryUpdates({
    ...{ unitOfWork: createUnitOfWork(db), clock, log: new MemoryLog(), run: undefined },
    ...{ random: new SeededRandom(1), tracer: noTracer, intervalMs },
  });
  await updates.start();

  assert.deepEqual(clock.pendingDelaysMs(), []);
  await assert.rejects(updates.request('org'), { code: 'ADVISORIES_NO_SOURCE' });
});

test('an update that somebody asked for is a part of that trace, and those of the clock are of none', async (t) => {
  const { clock, tracer, answer, startOne } = await updatesWorld(t);
  const updates = await startOne();
  answer(failing);

  await traced(tracer, { name: 'request' }, () => updates.request('org'));
  await clock.advance(0);
  answer(() => Promise.resolve(result));
  await clock.advance(intervalMs);

  const [request] = tracer.named('request');
  const [asked, scheduled] = tracer.named('advisories update');
  assert.equal(asked?.options.parent?.spanId, request?.spanId);
  assert.equal(asked?.status?.message, 'ADVISORIES_UNREACHABLE');
  assert.equal(scheduled?.options.parent, undefined);
  assert.deepEqual(scheduled?.attributes, {
    'harborguard.advisories.outcome': 'imported',
    'harborguard.advisories.records': 3,
    'harborguard.advisories.changed_packages': 1,
  });
});
