import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { rejectsWith } from '../testing/provider-on-test.ts';
import { HostBudget, parallelMax, parallelStart, type Slot } from './host-budget.ts';
import { HostBudgets } from './host-budgets.ts';

const signal = new AbortController().signal;
const patient = { signal, waitsForPause: true };

function budgetFor() {
  const clock = new FakeClock();
  return { clock, budget: new HostBudget('registry.example', clock) };
}

/** Slots as they are given out. */
function enterMany(budget: HostBudget, count: number): { slots: Slot[]; all: Promise<unknown>[] } {
  const slots: Slot[] = [];
  const all = Array.from({ length: count }, () =>
    budget.enter(patient).then((slot) => slots.push(slot)),
  );
  return { slots, all };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

test('no more than the limit run at once, and each end lets one in', async () => {
  const { budget } = budgetFor();
  const { slots } = enterMany(budget, parallelStart + 2);
  await settled();
  assert.equal(slots.length, parallelStart);

  slots[0]?.release();
  slots[0]?.release();
  await settled();

  assert.equal(slots.length, parallelStart + 1);
});

test('the limit grows while answers stay quick, up to a ceiling', () => {
  const { budget } = budgetFor();

  for (let answer = 0; answer < 2000; answer += 1) budget.succeeded(100);

  assert.equal(budget.limit, parallelMax);
});

test('answers that take much longer than usual shrink it again, and never to nothing', () => {
  const { budget } = budgetFor();
  for (let answer = 0; answer < 50; answer += 1) budget.succeeded(100);
  const before = budget.limit;

  for (let answer = 0; answer < 20; answer += 1) budget.succeeded(500);

  assert.ok(budget.limit < before, `${budget.limit} < ${before}`);
  for (let answer = 0; answer < 200; answer += 1) budget.succeeded(100_000);
  assert.ok(budget.limit >= 1);
});

test('trouble halves the limit once for all requests that were under way, down to one', async () => {
  const { budget } = budgetFor();
  const { slots } = enterMany(budget, parallelStart);
  await settled();

  for (const slot of slots) budget.troubled(slot);
  assert.equal(budget.limit, parallelStart / 2);

  for (const slot of slots) slot.release();
  for (let round = 0; round < 10; round += 1) {
    const slot = await budget.enter(patient);
    budget.troubled(slot);
    slot.release();
  }
  assert.equal(budget.limit, 1);
});

test('a pause holds back those who can wait, to its end and no longer', async () => {
  const { budget, clock } = budgetFor();
  budget.pause(17_000);
  const { slots } = enterMany(budget, 2);
  await clock.advance(16_999);
  assert.equal(slots.length, 0);

  await clock.advance(1);

  assert.equal(slots.length, 2);
  assert.deepEqual(clock.pendingDelaysMs(), []);
});

test('a pause is an error with its length for those who cannot wait', async () => {
  const { budget } = budgetFor();
  budget.pause(17_000);

  await rejectsWith(
    budget.enter({ signal, waitsForPause: false }).then(() => undefined),
    'REGISTRY_RATE_LIMITED',
    { host: 'registry.example', retryAfterSeconds: 17 },
  );
});

test('no more run at once than the host says are left', async () => {
  const { budget } = budgetFor();
  budget.allow(3);
  const { slots } = enterMany(budget, 8);
  await settled();
  assert.equal(slots.length, 3);

  budget.allow(0);
  for (const slot of slots.splice(0)) slot.release();
  await settled();
  assert.equal(slots.length, 1);

  budget.allow(5000);
  await settled();
  assert.equal(slots.length, 5);
});

test('whoever gives up waiting takes no place and leaves no timer', async () => {
  const { budget, clock } = budgetFor();
  budget.pause(60_000);
  const controller = new AbortController();
  const waiting = budget.enter({ signal: controller.signal, waitsForPause: true });

  controller.abort(new Error('enough'));

  await assert.rejects(waiting, /enough/);
  assert.deepEqual(clock.pendingDelaysMs(), []);
  await clock.advance(60_000);
  const { slots } = enterMany(budget, parallelStart);
  await settled();
  assert.equal(slots.length, parallelStart);
});

test('the same host has the same budget, and idle ones are forgotten before they are too many', async () => {
  const budgets = new HostBudgets(new FakeClock());
  const busy = budgets.of('busy.example');
  await busy.enter(patient);

  for (let host = 0; host < 5000; host += 1) budgets.of(`host-${host}.example`);

  assert.ok(budgets.size <= 257, String(budgets.size));
  assert.equal(budgets.of('busy.example'), busy);
});
