// A clock that is set back by an hour, or ahead by a month and back again, opens nothing, loses nothing and stops nothing
// for good.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testConfig } from './cli/testing/api-world.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { Browser } from './testing/browser.ts';
import { FleetWorld } from './testing/fleet-world.ts';
import {
  goodPassword,
  ownerEmail,
  type PeopleWorld,
  startWithOwner,
} from './testing/people-world.ts';

const hourMs = 3_600_000;
const monthMs = 30 * 24 * hourMs;
/** Of a session without use. */
const idleMs = 12 * hourMs;

function setClock({ clock }: Pick<PeopleWorld, 'clock'>, byMs: number): void {
  clock.setNow(clock.now() + byMs);
}

async function signIn({ app }: PeopleWorld): Promise<Browser> {
  const browser = new Browser(app);
  const body = { email: ownerEmail, password: goodPassword };
  assert.equal((await browser.call('POST', '/api/session', { body })).status, 200);
  return browser;
}

async function isSignedIn(browser: Browser): Promise<boolean> {
  const { status } = await browser.call('GET', '/api/me');
  assert.ok(status === 200 || status === 401, `${status}`);
  return status === 200;
}

test('a session outlives a clock that is set back, and still ends for want of use', async (t) => {
  const world = await startWithOwner(t);
  setClock(world, -hourMs);

  assert.ok(await isSignedIn(world.owner));
  await world.clock.advance(idleMs + 2 * hourMs);
  assert.ok(!(await isSignedIn(world.owner)));
});

test('a month ahead sessions are over; those begun there do not last when the clock is put right', async (t) => {
  const world = await startWithOwner(t);
  setClock(world, monthMs);
  assert.ok(!(await isSignedIn(world.owner)));
  const begunAhead = await signIn(world);
  assert.ok(await isSignedIn(begunAhead));

  setClock(world, -monthMs);

  assert.ok(!(await isSignedIn(begunAhead)));
  assert.ok(await isSignedIn(await signIn(world)));
});

test('a key that is over is over by the clock there is, and none comes back by more than the jump', async (t) => {
  const world = await startWithOwner(t);
  const key = await world.keyOf('viewer', { expiresAt: world.clock.now() + hourMs });
  const status = async () => (await world.call('GET', '/api/registries', { key })).status;

  setClock(world, monthMs);
  assert.equal(await status(), 401);
  setClock(world, -monthMs);
  assert.equal(await status(), 200);
  await world.clock.advance(hourMs);
  assert.equal(await status(), 401);
});

test('what may be asked in a minute is measured in time that passes, whatever the clock says', async (t) => {
  const world = await startWithOwner(t, {
    operations: { ...testConfig('').operations, callerRateLimit: 2 },
  });
  const ask = async () => (await world.call('GET', '/api/registries')).status;
  assert.deepEqual([await ask(), await ask(), await ask()], [200, 200, 429]);

  for (const jumpMs of [monthMs, -monthMs - hourMs]) {
    setClock(world, jumpMs);
    assert.equal(await ask(), 429);
  }
  await world.clock.advance(30_000);
  assert.equal(await ask(), 200);
});

test('an answer under an Idempotency-Key is given again after a jump back, and nothing is made twice', async (t) => {
  const world = await startWithOwner(t);
  const send = () =>
    world.call('POST', '/api/api-keys', {
      body: { name: 'pipeline', role: 'ci' },
      headers: { 'idempotency-key': 'once' },
    });
  const first = await send();

  setClock(world, -hourMs);
  const again = await send();

  assert.deepEqual(again.body, first.body);
  assert.equal(again.headers['idempotent-replayed'], 'true');
});

test('the audit log keeps the order in which things happened, and is whole', async (t) => {
  const world = await startWithOwner(t);
  const names = ['before', 'an hour back', 'a month ahead', 'put right'];
  for (const [index, jumpMs] of [0, -hourMs, monthMs + hourMs, -monthMs].entries()) {
    setClock(world, jumpMs);
    await world.call('POST', '/api/api-keys', { body: { name: names[index], role: 'ci' } });
  }

  const { body } = await world.call('GET', '/api/audit?action=api-keys');
  const verdict = await world.services.api.audit.verify(defaultOrganisationId);

  const told = body.data.map((event: { after: { name: string } }) => event.after.name);
  assert.deepEqual(told, names.toReversed());
  assert.equal(verdict.kind, 'whole');
});

for (const [name, jumpMs] of [
  ['an hour back', -hourMs],
  ['a month ahead', monthMs],
] as const) {
  test(`a job that runs while the clock is set ${name} goes on, and its lease is as long as before`, async (t) => {
    const world = await FleetWorld.open(t);
    const { registryId, sensor } = await world.connected();
    const jobId = await world.sync(registryId);
    const offer = sensor.offer();
    await sensor.accept(offer);
    const before = await world.job(jobId);

    setClock(world, jumpMs);
    await world.advance(2_000);

    const during = await world.job(jobId);
    assert.deepEqual([during.state, during.countedAttempts], ['running', 0]);
    assert.equal(sensor.sent('job.cancel').length, 0);
    assert.equal(during.leaseUntil, world.clock.now() + 60_000);
    assert.equal(during.budgetUntil, (before.budgetUntil ?? 0) + jumpMs);
    await world.advance(62_000);
    assert.equal((await world.job(jobId)).errorCode, 'LEASE_EXPIRED', 'silence still ends it');
  });
}
