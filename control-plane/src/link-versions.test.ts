// A sensor of another version than the control plane: what it lacks is not asked for, what it knows more is left aside,
// and neither ends the link or holds up what comes behind it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { LinkWorld } from './testing/link-world.ts';

const digest = `sha256:${'a'.repeat(64)}`;

/** Field by field as the first version sent it. */
function firstInventory(changes: object = {}) {
  return {
    schemaVersion: 1,
    analyzerVersion: '1',
    imageDigest: digest,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    platform: { os: 'linux', architecture: 'amd64' },
    sizeBytes: 10,
    facts: { exposedPorts: [], labels: {} },
    layers: [{ digest, mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', sizeBytes: 5 }],
    packages: [
      {
        ...{ type: 'deb', name: 'bash', version: '5.2', purl: 'pkg:deb/debian/bash@5.2' },
        ...{ locations: ['var/lib/dpkg/status'], layer: 0, detector: 'dpkg' },
      },
    ],
    state: 'indexed',
    issues: [],
    ...changes,
  };
}

function firstHeartbeat(clock: number) {
  return {
    ...{ kind: 'heartbeat', state: 'idle', version: '0.0.1', leases: [], rssBytes: 1, clock },
    ...{ backlog: { messages: 0, bytes: 0, oldestAgeMs: 0 }, registries: [], lostMessages: 0 },
  };
}

async function dialled(world: LinkWorld, hello: object) {
  const registryId = await world.fleet.addRegistry();
  const client = world.dial((await world.fleet.addKey({ registryIds: [registryId] })).text);
  await client.opened;
  client.send({ ...world.fleet.hello(), ...hello });
  return { client, registryId };
}

test('a sensor of the first version comes in, syncs, and delivers what it scans', async (t) => {
  const world = await LinkWorld.open(t);
  const { client, registryId } = await dialled(world, {
    ...{ version: '0.0.1', capabilities: [], analyzerVersion: '1' },
  });
  const welcome = await client.next('welcome');
  client.send(firstHeartbeat(world.fleet.clock.now()));

  const { jobId, attempt } = await client.next('job.assign');
  client.send({ kind: 'job.accept', jobId, attempt });
  const place = { jobId, attempt, registryId, repository: 'team/app' };
  const bodies = [
    { type: 'tags.seen', ...place, tags: [{ name: '1', digest }] },
    { type: 'image.inventory', ...place, inventory: firstInventory() },
    {
      ...{ type: 'job.finished', jobId, attempt, kind: 'sync', outcome: 'succeeded' },
      result: {
        ...{
          kind: 'sync',
          complete: true,
          restricted: false,
          repositories: 1,
          tags: 1,
          digests: 1,
        },
        ...{ filteredTags: 0, failedRepositories: [], conditions: [], durationMs: 1 },
      },
    },
  ];
  for (const [index, body] of bodies.entries()) client.send({ kind: 'log', seq: index + 1, body });
  const ack = await client.acked(3);

  assert.equal(welcome.protocol, 1);
  assert.deepEqual(
    client.sent('ack').flatMap(({ verdicts }) => verdicts ?? []),
    [],
  );
  assert.equal(ack.upTo, 3);
  assert.deepEqual(world.fleet.facts.kinds(), ['tagsSeen', 'imageInventory', 'syncFinished']);
  assert.equal((await world.fleet.job(jobId)).state, 'succeeded');
});

test('a sensor that does not name a capability is never asked for what goes with it', async (t) => {
  const world = await LinkWorld.open(t);
  const sensorId = world.fleet.random.uuid();
  const { client } = await dialled(world, { sensorId, capabilities: [] });
  await client.next('welcome');
  client.send(firstHeartbeat(world.fleet.clock.now()));
  await client.roundTrip();

  await assert.rejects(world.fleet.fleet.sensors.diagnostics(defaultOrganisationId, sensorId));

  await client.roundTrip();
  assert.deepEqual(client.sent('diagnostics.request'), []);
});

test('a sensor of the first version that comes back keeps its job, and is sent away in good order', async (t) => {
  const world = await LinkWorld.open(t);
  const registryId = await world.fleet.addRegistry();
  const key = (await world.fleet.addKey({ registryIds: [registryId] })).text;
  const hello = { ...world.fleet.hello(), version: '0.0.1', capabilities: [] };
  const open = async (jobsHeld: readonly object[]) => {
    const client = world.dial(key);
    await client.opened;
    client.send({ ...hello, jobsHeld });
    return { client, welcome: await client.next('welcome') };
  };
  const first = await open([]);
  first.client.send(firstHeartbeat(world.fleet.clock.now()));
  const { jobId, attempt } = await first.client.next('job.assign');
  first.client.send({ kind: 'job.accept', jobId, attempt });
  first.client.send({ kind: 'lease.renew', jobs: [{ jobId, attempt }] });
  const { lost } = await first.client.next('lease.renewed');
  first.client.socket.terminate();

  const second = await open([{ jobId, attempt }]);
  const drained = world.gateway.drain();
  const { reconnectAfterMs } = await second.client.next('drain');
  const closedWith = await second.client.closed;
  await drained;

  assert.deepEqual(lost, []);
  assert.deepEqual(second.welcome.jobs, [{ jobId, attempt, decision: 'keep' }]);
  assert.ok(reconnectAfterMs >= 0 && reconnectAfterMs <= 30_000);
  assert.equal(closedWith, 1012);
});

const strangers: readonly {
  readonly name: string;
  readonly protocol: { readonly min: number; readonly max: number };
  readonly upgrade: string;
}[] = [
  { name: 'too old', protocol: { min: 0, max: 0 }, upgrade: 'sensor' },
  { name: 'too new', protocol: { min: 2, max: 9 }, upgrade: 'control plane' },
];

for (const { name, protocol, upgrade } of strangers) {
  test(`a sensor that is ${name} is told both versions and which one to upgrade`, async (t) => {
    const world = await LinkWorld.open(t);
    const { client } = await dialled(world, { version: '7.8.9', protocol });

    const refusal = await client.next('error');

    assert.equal(refusal.code, 'PROTOCOL_UNSUPPORTED');
    assert.equal(refusal.frameKind, 'hello');
    assert.match(refusal.message, /control plane 0\.0\.0-test speaks link protocol 1/);
    assert.match(refusal.message, /sensor 7\.8\.9 speaks link protocol/);
    assert.match(refusal.message, new RegExp(`upgrade the ${upgrade}$`));
    assert.equal(await client.closed, 4400);
    const [line] = world.fleet.log.linesOf('sensor refused');
    assert.equal(line?.fields['reason'], refusal.message);
  });
}

test('of the versions both speak the highest is taken, and the control plane says its own', async (t) => {
  const world = await LinkWorld.open(t);
  const { client } = await dialled(world, { protocol: { min: 1, max: 9 } });

  const welcome = await client.next('welcome');

  assert.deepEqual([welcome.protocol, welcome.version], [1, '0.0.0-test']);
});

test('what is not understood of a newer inventory is left out by name, and the rest counts', async (t) => {
  const world = await LinkWorld.open(t);
  const { client, registryId } = await dialled(world, {});
  await client.next('welcome');
  client.send(firstHeartbeat(world.fleet.clock.now()));
  const { jobId, attempt } = await client.next('job.assign');
  const [bash] = firstInventory().packages;
  const inventory = firstInventory({ packages: [bash, { ...bash, type: 'conda', name: 'numpy' }] });

  client.send({
    ...{ kind: 'log', seq: 1 },
    body: { type: 'image.inventory', jobId, attempt, registryId, repository: 'a', inventory },
  });
  const ack = await client.acked(1);

  assert.equal(ack.verdicts, undefined);
  assert.deepEqual(world.fleet.facts.kinds(), ['imageInventory']);
});

test('a newer sensor works, and what only it knows is refused alone', async (t) => {
  const world = await LinkWorld.open(t);
  const { client, registryId } = await dialled(world, {
    ...{ protocol: { min: 1, max: 9 }, version: '99.0.0', mood: { is: 'good' } },
    capabilities: ['diagnostics', 'telepathy'],
  });
  await client.next('welcome');
  client.send({ ...firstHeartbeat(world.fleet.clock.now()), temperature: 21 });
  const { jobId, attempt } = await client.next('job.assign');
  const place = { jobId, attempt, registryId, repository: 'team/app' };
  const inventory = firstInventory({ colour: 'red', observations: [] });

  client.send({ kind: 'thought', about: 'images' });
  client.send({ kind: 'log', seq: 1, body: { type: 'image.dream', ...place } });
  client.send({ kind: 'log', seq: 2, body: { type: 'image.inventory', ...place, inventory } });
  const refusal = await client.next('error');
  await client.acked(2);

  assert.deepEqual([refusal.code, refusal.frameKind], ['FRAME_UNKNOWN', 'thought']);
  assert.deepEqual(
    client.sent('ack').flatMap(({ verdicts }) => verdicts ?? []),
    [{ seq: 1, verdict: 'refused', code: 'FRAME_INVALID' }],
  );
  assert.deepEqual(world.fleet.facts.kinds(), ['imageInventory']);
});
