// A control plane of another version than the sensor: what it does not say has a meaning, what it says more is left
// aside, and the link stays.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  JobAssign,
  SensorConfiguration,
} from '@harborguard/shared/protocol/control-plane-frames.ts';
import { jobRef, startTestLink, type TestLink } from './testing/start-test-link.ts';

const registryId = '0199a000-0000-7000-8000-00000000aaaa';
const registries = [{ registryId, url: 'https://registry.test' }];

/** Field by field as the first version sent them. */
const firstWelcome = {
  ...{ kind: 'welcome', protocol: 1, ackedUpTo: 0, serverTime: 0, heartbeatIntervalMs: 30_000 },
  ...{ credit: { messages: 64, bytes: 4_194_304 }, reconnectFloorMs: 0, jobs: [] },
  configuration: { registries },
};
const firstAssign = {
  ...{ kind: 'job.assign', leaseMs: 60_000, budgetMs: 60_000 },
  payload: {
    kind: 'sync',
    filters: { repositories: { include: [], exclude: [] }, tags: { include: [], exclude: [] } },
    registry: {
      ...{ registryId, url: 'https://registry.test', provider: 'CUSTOM', allowPlainHttp: false },
      ...{ credentialHolder: 'none', guardAddresses: false, allowedAddresses: [] },
    },
  },
};

async function welcomed(parts: TestLink, changes: object = {}) {
  parts.link.start();
  const connection = await parts.controlPlane.connection();
  const { sensorId } = await connection.next('hello');
  connection.sendRaw(JSON.stringify({ ...firstWelcome, sensorId, ...changes }));
  await parts.inState('live');
  await connection.next('heartbeat');
  return connection;
}

test('a control plane of the first version welcomes the sensor and gives it work', async (t) => {
  const assigned: JobAssign[] = [];
  const onAssign = (assign: JobAssign) => {
    assigned.push(assign);
    return Promise.resolve('accept' as const);
  };
  const parts = await startTestLink(t, { callbacks: { onAssign } });
  parts.append(1);
  const connection = await welcomed(parts);

  const { seq } = await connection.next('log');
  const credit = firstWelcome.credit;
  connection.sendRaw(JSON.stringify({ kind: 'ack', upTo: seq, serverTime: 0, credit }));
  connection.sendRaw(JSON.stringify({ ...firstAssign, ...jobRef(1) }));
  const accepted = await connection.next('job.accept');

  assert.equal(accepted.jobId, jobRef(1).jobId);
  assert.equal(assigned[0]?.payload.kind, 'sync');
  assert.equal(parts.outbox.stats().messages, 0);
});

test('a newer control plane is understood as far as this sensor goes', async (t) => {
  const configurations: SensorConfiguration[] = [];
  const onConfiguration = (configuration: SensorConfiguration) => {
    configurations.push(configuration);
  };
  const parts = await startTestLink(t, { callbacks: { onConfiguration } });
  const connection = await welcomed(parts, {
    ...{ region: 'moon', rotateKeyAfterMs: 86_400_000 },
    configuration: { registries: registries.map((row) => ({ ...row, weight: 2 })), theme: 'dark' },
  });

  connection.sendRaw(JSON.stringify({ kind: 'thought', about: 'images' }));
  const unknown = await connection.next('error');
  const stranger = { ...firstAssign, ...jobRef(2), payload: { kind: 'dream' } };
  connection.sendRaw(JSON.stringify(stranger));
  const refused = await connection.next('error');
  const configuration = { registries, priority: ['first'] };
  connection.sendRaw(JSON.stringify({ kind: 'configuration', configuration, since: 1 }));
  const payload = {
    ...firstAssign.payload,
    depth: 3,
    filters: { ...firstAssign.payload.filters, age: 1 },
  };
  connection.sendRaw(JSON.stringify({ ...firstAssign, ...jobRef(3), payload, reason: 'push' }));
  const accepted = await connection.next('job.accept');

  assert.deepEqual([unknown.code, unknown.frameKind], ['FRAME_UNKNOWN', 'thought']);
  assert.deepEqual([refused.code, refused.frameKind], ['FRAME_INVALID', 'job.assign']);
  assert.equal(accepted.jobId, jobRef(3).jobId);
  assert.equal(configurations.at(-1)?.registries[0]?.registryId, registryId);
  assert.equal(parts.link.status.state, 'live');
});

test('a control plane of the first version sends it away, and it comes back by itself with what it holds', async (t) => {
  const parts = await startTestLink(t);
  parts.held.push(jobRef(1));
  const connection = await welcomed(parts);
  parts.append(1);
  const { seq } = await connection.next('log');
  connection.sendRaw(JSON.stringify({ kind: 'drain', reconnectAfterMs: 5_000 }));
  await parts.inState('draining');
  // Found while the other is away.
  parts.append(2);
  connection.close(1012);
  const { code, nextTryInMs = 0 } = await parts.inState('waiting');

  await parts.clock.advance(nextTryInMs);
  const second = await parts.controlPlane.connection();
  const hello = await second.welcome({ ackedUpTo: seq });
  const seqs = [(await second.next('log')).seq, (await second.next('log')).seq];

  assert.equal(code, 'SHUTTING_DOWN');
  assert.ok(nextTryInMs >= 5_000 && nextTryInMs <= 6_000, `${nextTryInMs} ms`);
  assert.deepEqual(hello.jobsHeld, [jobRef(1)]);
  assert.deepEqual(seqs, [2, 3]);
});

for (const { name, changes, expected } of [
  {
    name: 'a newer control plane',
    changes: { protocol: 9, version: '4.5.6' },
    expected: /control plane 4\.5\.6 speaks link protocol 9: upgrade the sensor$/,
  },
  {
    name: 'an older one that does not say its version',
    changes: { protocol: 0 },
    expected: /control plane of unknown version speaks link protocol 0: upgrade the control plane$/,
  },
]) {
  test(`a sensor keeps its results while ${name} has no version of the protocol in common with it, and says so`, async (t) => {
    const parts = await startTestLink(t);
    parts.append(3);
    parts.link.start();
    const connection = await parts.controlPlane.connection();
    await connection.welcome(changes);
    const { nextTryInMs = 0 } = await parts.inState('refused');
    const [line] = parts.log.linesOf('link lost');
    assert.equal(parts.outbox.stats().messages, 3);

    await parts.clock.advance(nextTryInMs);
    const upgraded = await parts.controlPlane.connection();
    await upgraded.welcome();
    const seqs = [
      await upgraded.next('log'),
      await upgraded.next('log'),
      await upgraded.next('log'),
    ];

    assert.equal(line?.fields['code'], 'PROTOCOL_UNSUPPORTED');
    assert.match(String(line?.fields['reason']), /^sensor 0\.0\.0 speaks link protocol 1, /);
    assert.match(String(line?.fields['reason']), expected);
    assert.match(String(line?.fields['firstCheck']), /Upgrade the older/);
    assert.deepEqual(
      seqs.map(({ seq }) => seq),
      [1, 2, 3],
    );
  });
}

test('the reason in a refused upgrade is passed on', async (t) => {
  const parts = await startTestLink(t);
  const message = 'No version in common. Control plane 9.0.0 takes harborguard.sensor.v2.';
  parts.controlPlane.refuseNext({
    status: 426,
    body: JSON.stringify({ error: { code: 'PROTOCOL_UNSUPPORTED', message } }),
  });
  parts.link.start();

  await parts.inState('refused');

  assert.equal(parts.log.linesOf('link lost')[0]?.fields['reason'], message);
});
