// Two control planes on one PostgreSQL: one works, one waits, and the work goes on when the first is gone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApiClient } from '../support/api-client.ts';
import { within } from '../support/within.ts';
import { openFrontDoor } from './front-door.ts';
import { databaseName, PostgresWorld, tagCount } from './postgres-world.ts';

/** Seconds where nothing else goes on; it only ends what would wait for ever. */
const takeoverMsMax = 180_000;

async function ask(port: number, path: string) {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`);
  return { status: answer.status, text: await answer.text() };
}

test('the one that waits takes over from one that was killed in the middle of a sync, and nothing is lost', async (t) => {
  const world = await PostgresWorld.create(t);
  const first = await world.start('first');
  const door = await openFrontDoor(t, first.port);
  const second = await world.startStandby('second');
  const registryId = await world.startHeldSensor(first.api, door.url);

  const waiting = await ask(second.port, '/readyz');
  assert.equal(waiting.status, 503);
  assert.match(waiting.text, /STANDING_BY/);
  assert.equal((await ask(second.port, '/healthz')).status, 200);

  first.program.kill('SIGKILL');
  await first.program.exited;
  await within(
    takeoverMsMax,
    'the takeover',
    second.program.waitForLine('control plane listening'),
  );
  door.leadTo(second.port);
  world.registry.releaseHung();

  const api = createApiClient(door.url, world.ownerKey ?? '');
  const images = await world.allScanned(api, registryId);
  assert.equal(images.length, tagCount);
  assert.equal((await ask(second.port, '/readyz')).status, 200);
  assert.doesNotMatch(second.program.text(), /p(%40|@)ss/, 'the password is in no log');
});

test('one whose place was taken writes nothing more and ends with the reason', async (t) => {
  const world = await PostgresWorld.create(t);
  const first = await world.start('first');
  const second = await world.startStandby('second');

  // What a network that comes and goes does: the session ends on the server, and the other one asks first. Whoever asks
  // first leads, so the first one asks nothing until then.
  first.program.kill('SIGSTOP');
  world.cluster.query(
    databaseName,
    `select pg_terminate_backend(pid) from pg_locks
     where locktype = 'advisory' and granted and pid <> pg_backend_pid()`,
  );
  await within(
    takeoverMsMax,
    'the takeover',
    second.program.waitForLine('control plane listening'),
  );
  first.program.kill('SIGCONT');

  assert.equal(await within(takeoverMsMax, 'the end of the first', first.program.exited), 1);
  assert.match(first.program.text(), /LEADERSHIP_LOST/);
  assert.equal((await ask(second.port, '/readyz')).status, 200);
});

test('one that waits ends well when it is asked to', async (t) => {
  const world = await PostgresWorld.create(t);
  await world.start('first');
  const second = await world.startStandby('second');

  second.program.kill('SIGTERM');

  assert.equal(await within(takeoverMsMax, 'its end', second.program.exited), 0);
});
