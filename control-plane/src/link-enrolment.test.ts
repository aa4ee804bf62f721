import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashKey, keyPrefix, mintKeyText } from '@harborguard/shared/protocol/api-key-text.ts';
import { closeCodes } from '@harborguard/shared/protocol/link-limits.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import type { EnrolmentRequest } from './domain/keys/enrolment-service.ts';
import type { SensorFilter } from './domain/sensors/sensor.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { idleHeartbeat } from './testing/fake-sensor.ts';
import { LinkWorld, type SensorClient } from './testing/link-world.ts';

const random = new SeededRandom('enrolment');
const sensorId = '019b76da-a802-7253-8d96-d457969ca0fd';
const otherSensorId = '019b76da-a802-7253-8d96-d457969ca0ff';
const hourMs = 60 * 60_000;
const owner = { role: 'owner', registryIds: [] } as const;

test('a sensor comes with a token, proposes the hash of its key, and opens its link with the key', async (t) => {
  const world = await LinkWorld.open(t);
  const registryId = await world.fleet.addRegistry();
  const token = await enrolmentToken(world, { registryIds: [registryId] });
  const key = mintKeyText(random);

  const newcomer = world.dial(token);
  await newcomer.opened;
  newcomer.send(proposalOf(key));
  const accepted = await newcomer.next('key.accepted');
  await newcomer.closed;
  const sensor = await greeted(world, key);
  const welcome = await sensor.next('welcome');

  assert.equal(accepted.hash, hashKey(key));
  assert.deepEqual(
    welcome.configuration.registries.map((registry) => registry.registryId),
    [registryId],
  );
  assert.equal(welcome.rotateKeyAfterMs, 30 * 24 * hourMs);
});

test('a token is used as often as it may, and a repeated proposal is the same use', async (t) => {
  const world = await LinkWorld.open(t);
  const token = await enrolmentToken(world, {});
  const [mine, other] = [mintKeyText(random), mintKeyText(random)];

  assert.equal(await enrol(world, token, mine), 'accepted');
  assert.equal(await enrol(world, token, mine), 'accepted');
  assert.equal(await enrol(world, token, other), closeCodes.keyRevoked);
});

test('a token that is expired, revoked or made up opens no link, in the same words', async (t) => {
  const world = await LinkWorld.open(t);
  const { enrolments } = world.fleet;
  const revoked = await enrolmentToken(world, {});
  const { tokens } = await enrolments.list(defaultOrganisationId, { offset: 0, limit: 1 });
  await enrolments.revoke(defaultOrganisationId, tokens[0]?.id ?? '');
  const expired = await enrolmentToken(world, { expiresAt: world.fleet.clock.now() });

  for (const text of [revoked, expired, `hg_et_${'0'.repeat(40)}963fbb8e`]) {
    const refused = await world.dial(text).refused;
    assert.equal(refused.status, 401);
    assert.equal(refused.body.error.code, 'UNAUTHORIZED');
  }
});

test('a link with a token takes one proposal and nothing else', async (t) => {
  const world = await LinkWorld.open(t);
  const newcomer = world.dial(await enrolmentToken(world, {}));
  await newcomer.opened;

  newcomer.send(world.fleet.hello());
  const error = await newcomer.next('error');

  assert.equal(error.code, 'FRAME_OUT_OF_ORDER');
  assert.equal(await newcomer.closed, 1008);
});

test('a key is replaced without a gap: the one before opens links until the new one has', async (t) => {
  const world = await LinkWorld.open(t);
  const token = await enrolmentToken(world, { registryIds: [await world.fleet.addRegistry()] });
  const [first, second] = [mintKeyText(random), mintKeyText(random)];
  await enrol(world, token, first);
  const sensor = await greeted(world, first);
  await sensor.next('welcome');
  sensor.send(idleHeartbeat(world.fleet.clock.now()));

  sensor.send(proposalOf(second));
  await sensor.next('key.accepted');
  sensor.send(proposalOf(second));
  await sensor.next('key.accepted');
  // The answers were lost; it comes with the key it knows.
  const again = await greeted(world, first);
  assert.equal((await again.next('welcome')).sensorId, sensorId);
  const renewed = await greeted(world, second);
  const welcome = await renewed.next('welcome');

  assert.equal(welcome.sensorId, sensorId, 'the same sensor');
  assert.equal((await world.dial(first).refused).status, 401);
  const known = await world.fleet.keys.authenticate(second);
  assert.ok(known.kind === 'principal' && known.takesOverFrom === undefined);
  const { events } = await world.fleet.unitOfWork.read(defaultOrganisationId, ({ audit }) =>
    audit.list({ action: 'sensor key' }, { page: 1, pageSize: 10 }),
  );
  const told = events.map(({ action, actor, target }) => [action, actor.kind, target.id]);
  assert.deepEqual(told, [
    ['sensor key replaced', 'sensor', known.keyId],
    ['sensor key proposed', 'sensor', known.keyId],
  ]);
});

test('a sensor has the labels of its token, also after its key was replaced, and is found by them', async (t) => {
  const world = await LinkWorld.open(t);
  const berlin = await enrolmentToken(world, { labels: { site: 'berlin', tier: '1' } });
  const oslo = await enrolmentToken(world, { labels: { site: 'oslo', tier: '1' } });
  const [first, second, other] = [mintKeyText(random), mintKeyText(random), mintKeyText(random)];
  await enrol(world, berlin, first);
  await enrol(world, oslo, other);
  const sensor = await greeted(world, first);
  await sensor.next('welcome');
  const elsewhere = world.dial(other);
  await elsewhere.opened;
  elsewhere.send(world.fleet.hello({ sensorId: otherSensorId }));
  await elsewhere.next('welcome');
  await world.connect(await world.fleet.addKey());
  const { sensors } = world.fleet.fleet;
  const found = async (filter: SensorFilter) => {
    const page = await sensors.list(defaultOrganisationId, { offset: 0, limit: 10, ...filter });
    assert.equal(page.total, page.sensors.length);
    return page.sensors.map(({ sensor: { id } }) => id).toSorted();
  };

  assert.deepEqual(await found({ label: { name: 'site', value: 'berlin' } }), [sensorId]);
  assert.deepEqual(
    await found({ label: { name: 'tier', value: '1' } }),
    [sensorId, otherSensorId].toSorted(),
  );
  assert.deepEqual(await found({ label: { name: 'site', value: 'BERLIN' } }), []);
  assert.equal((await found({})).length, 3);

  sensor.send(proposalOf(second));
  await sensor.next('key.accepted');
  await (await greeted(world, second)).next('welcome');
  const state = await sensors.get(defaultOrganisationId, sensorId);

  assert.deepEqual(state?.enrolment?.labels, { site: 'berlin', tier: '1' });
  assert.deepEqual(await found({ enrolmentTokenId: state?.enrolment?.tokenId ?? '' }), [sensorId]);
});

test('a key of one sensor on a second machine is noticed', async (t) => {
  const world = await LinkWorld.open(t);
  const token = await enrolmentToken(world, {});
  const key = mintKeyText(random);
  await enrol(world, token, key);
  await (await greeted(world, key)).next('welcome');

  // The whole volume was copied: the same sensor, another process.
  const copy = world.dial(key);
  await copy.opened;
  copy.send(world.fleet.hello({ sensorId, instance: otherSensorId }));
  await copy.next('welcome');
  const state = await world.fleet.fleet.sensors.get(defaultOrganisationId, sensorId);

  assert.equal(state?.isCloned, true);

  // Only the key was copied: another sensor than the one it was made for.
  const thief = world.dial(key);
  await thief.opened;
  thief.send(world.fleet.hello({ sensorId: otherSensorId, name: 'elsewhere' }));

  assert.equal(typeof (await thief.closed), 'number');
});

test('a key that several may share is not replaced by one of them', async (t) => {
  const world = await LinkWorld.open(t);
  const key = await world.fleet.addKey();
  const sensor = await world.connect(key);

  sensor.send(proposalOf(mintKeyText(random)));

  assert.equal((await sensor.next('error')).code, 'FORBIDDEN');
});

test('a key that is revoked takes the key proposed in its place with it', async (t) => {
  const world = await LinkWorld.open(t);
  const token = await enrolmentToken(world, {});
  const [first, second] = [mintKeyText(random), mintKeyText(random)];
  await enrol(world, token, first);
  const sensor = await greeted(world, first);
  await sensor.next('welcome');
  sensor.send(proposalOf(second));
  await sensor.next('key.accepted');
  const known = await world.fleet.keys.authenticate(first);
  assert.ok(known.kind === 'principal');

  await world.fleet.keys.revoke(defaultOrganisationId, known.keyId, owner);

  assert.equal(await sensor.closed, closeCodes.keyRevoked);
  assert.equal((await world.fleet.keys.authenticate(second)).kind, 'refused');
});

test('a key that was revoked a moment ago proposes no other over the link it still has', async (t) => {
  const world = await LinkWorld.open(t);
  const { enrolments, keys } = world.fleet;
  const [first, second] = [mintKeyText(random), mintKeyText(random)];
  await enrol(world, await enrolmentToken(world, {}), first);
  const known = await keys.authenticate(first);
  assert.ok(known.kind === 'principal');
  await keys.revoke(defaultOrganisationId, known.keyId, owner);

  assert.equal(await enrolments.replace(known.keyId, proposalOf(second)), false);
  assert.equal((await keys.authenticate(second)).kind, 'refused');
});

test('a token that is revoked or expires while its link is open enrols nobody', async (t) => {
  const world = await LinkWorld.open(t);
  const { enrolments, clock } = world.fleet;
  const revoked = await enrolments.recognise(await enrolmentToken(world, {}));
  const expired = await enrolments.recognise(await enrolmentToken(world, {}));
  assert.ok(revoked !== undefined && expired !== undefined);

  await enrolments.revoke(defaultOrganisationId, revoked.id);
  assert.equal(await enrolments.enrol(revoked, proposalOf(mintKeyText(random))), false);
  await clock.advance(hourMs);
  assert.equal(await enrolments.enrol(expired, proposalOf(mintKeyText(random))), false);
});

async function enrolmentToken(world: LinkWorld, wish: Partial<EnrolmentRequest>): Promise<string> {
  const { enrolments, clock } = world.fleet;
  const { text } = await enrolments.create(defaultOrganisationId, {
    ...{ name: 'clusters', registryIds: [], labels: {}, usesMax: 1 },
    expiresAt: clock.now() + hourMs,
    ...wish,
  });
  return text;
}

/** How it ended: accepted, or the close code. */
async function enrol(world: LinkWorld, token: string, key: string): Promise<'accepted' | number> {
  const newcomer = world.dial(token);
  await newcomer.opened;
  newcomer.send(proposalOf(key));
  return await Promise.race([
    newcomer.next('key.accepted').then(() => 'accepted' as const),
    newcomer.closed,
  ]);
}

async function greeted(world: LinkWorld, key: string): Promise<SensorClient> {
  // One sensor, with one process, that comes again and again.
  const client = world.dial(key);
  await client.opened;
  client.send(world.fleet.hello({ sensorId, instance: sensorId }));
  return client;
}

function proposalOf(key: string) {
  return { kind: 'key.propose', hash: hashKey(key), prefix: keyPrefix(key) } as const;
}
