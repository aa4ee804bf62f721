import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { zstdDecompressSync } from 'node:zlib';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { JobAssign } from '@harborguard/shared/protocol/control-plane-frames.ts';
import type { ScriptedConnection } from './testing/scripted-control-plane.ts';
import {
  canaryKey,
  jobRef,
  largeMessage,
  smallMessage,
  startTestLink,
  type TestLink,
} from './testing/start-test-link.ts';

const wideCredit = { messages: 1_000, bytes: 64 * 1024 * 1024 };

async function goLive(
  parts: TestLink,
  changes?: Parameters<ScriptedConnection['welcome']>[0],
): Promise<ScriptedConnection> {
  parts.link.start();
  return await comeBack(parts, changes);
}

async function comeBack(
  parts: TestLink,
  changes?: Parameters<ScriptedConnection['welcome']>[0],
): Promise<ScriptedConnection> {
  const connection = await parts.controlPlane.connection();
  await connection.welcome(changes);
  await parts.inState('live');
  await connection.next('heartbeat');
  return connection;
}

function assign(index: number): JobAssign {
  return {
    kind: 'job.assign',
    ...jobRef(index),
    leaseMs: 60_000,
    budgetMs: 60_000,
    payload: {
      kind: 'probe',
      registry: {
        registryId: '0199a000-0000-7000-8000-00000000aaaa',
        url: 'https://registry.test',
        provider: 'CUSTOM',
        allowPlainHttp: false,
        credentialHolder: 'none',
        guardAddresses: false,
        allowedAddresses: [],
      },
    },
  };
}

test('hello says who the sensor is, which life of its outbox and which jobs it holds', async (t) => {
  const parts = await startTestLink(t);
  parts.append(3);
  parts.held.push(jobRef(1));

  parts.link.start();
  const connection = await parts.controlPlane.connection();
  const hello = await connection.next('hello');

  assert.equal(hello.sensorId, parts.identity.sensorId);
  assert.equal(hello.epoch, parts.outbox.epoch);
  assert.equal(hello.lastSeq, 3);
  assert.deepEqual(hello.jobsHeld, [jobRef(1)]);
  assert.equal(connection.upgrade.url, '/api/sensor/link');
  assert.equal(connection.upgrade.headers.authorization, `Bearer ${canaryKey}`);
});

test('after the welcome a heartbeat goes at once and then at the interval asked for, jittered', async (t) => {
  const parts = await startTestLink(t);
  const connection = await goLive(parts, { heartbeatIntervalMs: 10_000 });

  await parts.clock.advance(7_900);
  connection.ping();
  assert.equal(connection.come('heartbeat').length, 0);
  await parts.clock.advance(4_100);
  await connection.next('heartbeat');
});

test('the id the control plane names is adopted and used from the next hello on', async (t) => {
  const parts = await startTestLink(t);
  const known = '0199a000-0000-7000-8000-0000000000ff';
  const connection = await goLive(parts, { sensorId: known });

  connection.cut();
  await parts.inState('waiting');
  await parts.clock.advance(2_000);
  const hello = await (await parts.controlPlane.connection()).next('hello');

  assert.equal(parts.identity.sensorId, known);
  assert.equal(hello.sensorId, known);
});

test('a protocol version this sensor does not speak is refused and tried again slowly', async (t) => {
  const parts = await startTestLink(t);
  parts.link.start();
  const connection = await parts.controlPlane.connection();
  await connection.welcome({ protocol: 9 });

  const status = await parts.inState('refused');

  assert.equal(status.code, 'PROTOCOL_UNSUPPORTED');
  assert.equal(await connection.closed, 4400);
});

test('log messages go oldest first and stop at the credit of messages until an ack', async (t) => {
  const parts = await startTestLink(t);
  parts.append(5);
  const credit = { messages: 2, bytes: 1_000_000 };
  const connection = await goLive(parts, { credit });

  assert.deepEqual(
    [(await connection.next('log')).seq, (await connection.next('log')).seq],
    [1, 2],
  );
  await parts.clock.advance(1_000);
  assert.equal(connection.come('log').length, 0);
  connection.send({ kind: 'ack', upTo: 1, serverTime: 0, credit });

  assert.equal((await connection.next('log')).seq, 3);
  assert.equal(parts.outbox.ackedUpTo, 1);
});

test('zero credit stops the log until more is granted, with nothing newly acked', async (t) => {
  const parts = await startTestLink(t);
  const connection = await goLive(parts, { credit: { messages: 0, bytes: 0 } });
  parts.append(1);

  await parts.clock.advance(1_000);
  assert.equal(connection.come('log').length, 0);
  connection.send({ kind: 'ack', upTo: 0, serverTime: 0, credit: wideCredit });

  assert.equal((await connection.next('log')).seq, 1);
});

test('the credit of bytes holds a message back; one larger than all of it goes alone', async (t) => {
  const parts = await startTestLink(t);
  parts.append(1);
  parts.outbox.append(largeMessage(200_000));
  const credit = { messages: 10, bytes: 1_000 };
  const connection = await goLive(parts, { credit });

  assert.equal((await connection.next('log')).seq, 1);
  await parts.clock.advance(1_000);
  assert.equal(connection.come('log.begin').length, 0);
  connection.send({ kind: 'ack', upTo: 1, serverTime: 0, credit });

  assert.equal((await connection.next('log.begin')).seq, 2);
});

test('a large body arrives in chunks and is byte for byte what was appended', async (t) => {
  const parts = await startTestLink(t);
  const message = largeMessage(1_500_000);
  parts.outbox.append(message);
  parts.append(1);
  const connection = await goLive(parts, { credit: wideCredit });

  const begin = await connection.next('log.begin');
  assert.equal((await connection.next('log')).seq, 2);
  const packed = Buffer.concat(connection.chunks.map(({ payload }) => payload));

  assert.equal(connection.chunks.length, begin.chunks);
  assert.ok(connection.chunks.every(({ seq, index }, at) => seq === 1 && index === at));
  assert.equal(packed.byteLength, begin.compressedBytes);
  assert.equal(createHash('sha256').update(packed).digest('hex'), begin.sha256);
  assert.deepEqual(JSON.parse(zstdDecompressSync(packed).toString('utf8')), message);
});

test('what was not acked is sent again after a cut, and nothing that was', async (t) => {
  const parts = await startTestLink(t);
  parts.append(4);
  const connection = await goLive(parts);
  for (let seq = 1; seq <= 4; seq += 1) await connection.next('log');

  connection.cut();
  await parts.inState('waiting');
  await parts.clock.advance(2_000);
  const again = await comeBack(parts, { ackedUpTo: 2 });

  assert.deepEqual([(await again.next('log')).seq, (await again.next('log')).seq], [3, 4]);
  assert.equal(parts.outbox.ackedUpTo, 2);
});

test('resync sends again from the seq asked for', async (t) => {
  const parts = await startTestLink(t);
  parts.append(3);
  const connection = await goLive(parts);
  for (let seq = 1; seq <= 3; seq += 1) await connection.next('log');

  connection.send({ kind: 'resync', fromSeq: 2 });

  assert.deepEqual(
    [(await connection.next('log')).seq, (await connection.next('log')).seq],
    [2, 3],
  );
});

test('verdicts are acks too: a refused message is named in the log and blocks nothing', async (t) => {
  const parts = await startTestLink(t);
  parts.append(2);
  const connection = await goLive(parts);
  await connection.next('log');

  connection.send({
    kind: 'ack',
    upTo: 2,
    serverTime: 0,
    credit: wideCredit,
    verdicts: [{ seq: 1, verdict: 'refused', code: 'FORBIDDEN' }],
  });

  const line = await parts.log.waitFor('log message refused');
  assert.deepEqual(line.fields, { seq: 1, verdict: 'refused', code: 'FORBIDDEN' });
  assert.equal(parts.outbox.stats().messages, 0);
});

test('an ack of what was never sent is answered with an error and drops nothing', async (t) => {
  const parts = await startTestLink(t);
  const connection = await goLive(parts, { credit: { messages: 0, bytes: 0 } });
  parts.append(2);

  connection.send({ kind: 'ack', upTo: 2, serverTime: 0, credit: wideCredit });

  assert.equal((await connection.next('error')).code, 'FRAME_INVALID');
  assert.equal(parts.outbox.stats().messages, 2);
});

for (const { name, ackedUpTo } of [
  { name: 'the control plane was restored from an older copy', ackedUpTo: 0 },
  { name: 'the sensor was restored from an older copy', ackedUpTo: 99 },
]) {
  test(`when ${name}, what is left is delivered in a new epoch`, async (t) => {
    const parts = await startTestLink(t);
    parts.append(3);
    const connection = await goLive(parts);
    for (let seq = 1; seq <= 3; seq += 1) await connection.next('log');
    connection.send({ kind: 'ack', upTo: 1, serverTime: 0, credit: wideCredit });
    connection.send({ kind: 'job.cancel', ...jobRef(9) });
    await parts.clock.advance(100);
    assert.equal(parts.outbox.ackedUpTo, 1);
    const { epoch } = parts.outbox;
    connection.cut();
    await parts.inState('waiting');
    await parts.clock.advance(2_000);

    const disagreeing = await parts.controlPlane.connection();
    await disagreeing.welcome({ ackedUpTo });
    await parts.inState('waiting');
    await parts.clock.advance(5_000);
    const again = await parts.controlPlane.connection();
    const hello = await again.welcome({ ackedUpTo: 0 });

    assert.notEqual(hello.epoch, epoch);
    assert.equal(hello.lastSeq, 2);
    const bodies = [await again.next('log'), await again.next('log')].map(({ body }) => body);
    assert.deepEqual(bodies, [smallMessage(1), smallMessage(2)]);
  });
}

test('a job is accepted only after the callback says it is persisted', async (t) => {
  const persisted = Promise.withResolvers<'accept'>();
  const parts = await startTestLink(t, { callbacks: { onAssign: () => persisted.promise } });
  const connection = await goLive(parts);

  connection.send(assign(1));
  await parts.clock.advance(1_000);
  assert.equal(connection.come('job.accept').length, 0);
  persisted.resolve('accept');

  assert.equal((await connection.next('job.accept')).jobId, jobRef(1).jobId);
});

test('a job that cannot be persisted is refused with its code', async (t) => {
  const parts = await startTestLink(t, {
    callbacks: {
      onAssign: ({ jobId }) =>
        jobId === jobRef(1).jobId
          ? Promise.reject(new HarborError('DISK_FULL'))
          : Promise.resolve({ refuse: 'SENSOR_BUSY' as const }),
    },
  });
  const connection = await goLive(parts);

  connection.send(assign(1));
  assert.equal((await connection.next('job.refuse')).code, 'DISK_FULL');
  connection.send(assign(2));
  assert.equal((await connection.next('job.refuse')).code, 'SENSOR_BUSY');
});

test('cancel and lost leases reach the jobs at once, and jobs dropped by the welcome too', async (t) => {
  const heard: string[] = [];
  const parts = await startTestLink(t, {
    callbacks: {
      onCancel: ({ jobId }) => heard.push(`cancel ${jobId.slice(-1)}`),
      onLeaseLost: ({ jobId }) => heard.push(`lost ${jobId.slice(-1)}`),
    },
  });
  const jobs = [
    { ...jobRef(1), decision: 'keep' as const },
    { ...jobRef(2), decision: 'drop' as const },
  ];
  const connection = await goLive(parts, { jobs });

  connection.send({ kind: 'job.cancel', ...jobRef(3) });
  connection.send({ kind: 'lease.renewed', serverTime: 0, lost: [jobRef(4)] });
  connection.send(assign(5));
  await connection.next('job.accept');

  assert.deepEqual(heard, ['lost 2', 'cancel 3', 'lost 4']);
});

test('leases are renewed every 20 s while jobs are held, and not otherwise', async (t) => {
  const parts = await startTestLink(t);
  const connection = await goLive(parts, { heartbeatIntervalMs: 300_000 });
  const keepAlive = async () => {
    connection.ping();
    await parts.clock.advance(10_000);
  };

  await keepAlive();
  await keepAlive();
  assert.equal(connection.come('lease.renew').length, 0);
  parts.held.push(jobRef(1));
  await keepAlive();
  await keepAlive();

  assert.deepEqual((await connection.next('lease.renew')).jobs, [jobRef(1)]);
});

test('progress is coalesced to the latest value, at most two a second for a job', async (t) => {
  const parts = await startTestLink(t);
  const connection = await goLive(parts);

  for (let done = 1; done <= 50; done += 1) {
    parts.link.sendProgress({ ...jobRef(1), phase: 'layers', done });
  }
  assert.equal((await connection.next('progress')).done, 1);
  await parts.clock.advance(500);
  assert.equal((await connection.next('progress')).done, 50);
  await parts.clock.advance(2_000);
  assert.equal(connection.come('progress').length, 0);
});

test('credentials are asked for once per job, and again after a cut', async (t) => {
  const parts = await startTestLink(t);
  const connection = await goLive(parts);
  const first = parts.link.requestCredential(jobRef(1));
  const second = parts.link.requestCredential(jobRef(1));
  await connection.next('credential.request');

  connection.cut();
  await parts.inState('waiting');
  await parts.clock.advance(2_000);
  const again = await comeBack(parts);
  await again.next('credential.request');
  const credential = { username: 'u', password: 'canary-password' };
  again.send({ kind: 'credential.grant', ...jobRef(1), credential });

  assert.deepEqual(await first, { credential });
  assert.deepEqual(await second, { credential });
  assert.equal(again.come('credential.request').length, 0);
  assert.ok(!parts.log.text().includes('canary'));
});

test('a credential that never comes fails the wait after a minute', async (t) => {
  const parts = await startTestLink(t);
  const refused = assert.rejects(parts.link.requestCredential(jobRef(1)), {
    code: 'LINK_UNREACHABLE',
  });

  await parts.clock.advance(60_000);

  await refused;
});

test('an unknown frame, a broken one and a binary one are answered and the session goes on', async (t) => {
  const parts = await startTestLink(t);
  const connection = await goLive(parts);

  connection.sendRaw('{"kind":"job.teleport","jobId":7}');
  const unknown = await connection.next('error');
  connection.sendRaw('{"kind":"ack","upTo":"all"}');
  const broken = await connection.next('error');
  connection.sendRaw('not json');
  const garbage = await connection.next('error');
  connection.sendRaw(Buffer.from([1, 2, 3]));
  const binary = await connection.next('error');
  connection.send({ ...assign(1), addedLater: true } as JobAssign);

  assert.deepEqual([unknown.code, unknown.frameKind], ['FRAME_UNKNOWN', 'job.teleport']);
  assert.deepEqual([broken.code, broken.frameKind], ['FRAME_INVALID', 'ack']);
  assert.equal(garbage.code, 'FRAME_INVALID');
  assert.equal(binary.code, 'FRAME_UNKNOWN');
  await connection.next('job.accept');
});

test('a frame that has no place before the welcome is answered as out of order', async (t) => {
  const parts = await startTestLink(t);
  parts.link.start();
  const connection = await parts.controlPlane.connection();

  connection.send(assign(1));

  assert.equal((await connection.next('error')).code, 'FRAME_OUT_OF_ORDER');
  await connection.welcome();
  await parts.inState('live');
});

test('a frame above the limit ends the session with its code', async (t) => {
  const parts = await startTestLink(t);
  const connection = await goLive(parts);

  connection.sendRaw(`"${'x'.repeat(1024 * 1024)}"`);

  assert.equal(await connection.closed, 1009);
  await parts.inState('waiting');
});

test('pings go every 8 s, and 20 s without a byte end the link', async (t) => {
  const parts = await startTestLink(t);
  const connection = await goLive(parts);
  connection.freeze();

  await parts.clock.advance(19_000);
  assert.equal(parts.link.status.state, 'live');
  await parts.clock.advance(1_000);

  const status = await parts.inState('waiting');
  assert.equal(status.code, 'LINK_UNREACHABLE');
});

test('answered pings keep a quiet link alive for hours', async (t) => {
  const parts = await startTestLink(t);
  const connection = await goLive(parts, { heartbeatIntervalMs: 300_000 });

  for (let round = 0; round < 40; round += 1) {
    const before = connection.pings;
    await parts.clock.advance(8_000);
    while (connection.pings === before) await parts.clock.advance(0);
    await parts.clock.advance(0);
  }

  assert.equal(parts.link.status.state, 'live');
});

test('a control plane that accepts and says nothing is left after 20 s', async (t) => {
  const parts = await startTestLink(t);
  parts.link.start();
  const connection = await parts.controlPlane.connection();
  await connection.next('hello');

  for (let round = 0; round < 4; round += 1) {
    connection.ping();
    await parts.clock.advance(5_000);
  }

  assert.equal((await parts.inState('waiting')).code, 'LINK_UNREACHABLE');
});

test('tries never end while the control plane is away, and stay within the window of a minute', async (t) => {
  const parts = await startTestLink(t);
  await parts.controlPlane.stop();
  parts.link.start();

  for (let round = 0; round < 60; round += 1) {
    await parts.inState('waiting');
    await parts.clock.advanceToNextTimer();
  }

  const delays = parts.statuses.flatMap(({ nextTryInMs }) => nextTryInMs ?? []);
  assert.ok(delays.length >= 60);
  assert.ok(delays.every((delay) => delay < 60_000));
  assert.ok(Math.max(...delays.slice(10)) > 30_000);
  assert.ok(new Set(delays.slice(10)).size > 40, 'delays at the cap are still spread');
});

test('a wrong key is a state of its own with a code, and is tried again slowly until it works', async (t) => {
  const parts = await startTestLink(t);
  parts.controlPlane.refuseNext({ status: 401, body: '{"error":{"code":"UNAUTHORIZED"}}' });
  parts.link.start();

  const status = await parts.inState('refused');
  assert.equal(status.code, 'UNAUTHORIZED');
  assert.ok((status.nextTryInMs ?? 0) > 1_000);
  await parts.clock.advance(status.nextTryInMs ?? 0);
  await comeBack(parts);

  assert.ok(!parts.log.text().includes(canaryKey));
});

test('a key that was replaced since it was shown is tried at once, the same one is not', async (t) => {
  let key = canaryKey;
  const parts = await startTestLink(t, { options: { apiKey: () => key } });
  const connection = await goLive(parts);

  key = `${canaryKey}-rotated`;
  connection.close(4401);
  const status = await parts.inState('waiting');
  assert.deepEqual([status.code, status.nextTryInMs], ['UNAUTHORIZED', 0]);
  await parts.clock.advance(0);
  const again = await comeBack(parts);

  again.close(4401);
  assert.equal((await parts.inState('refused')).code, 'UNAUTHORIZED');
  assert.ok(!parts.log.text().includes(canaryKey));
});

test('a hello that is refused shows its code, whatever the close code is', async (t) => {
  const parts = await startTestLink(t);
  parts.link.start();
  const connection = await parts.controlPlane.connection();
  await connection.next('hello');

  connection.send({ kind: 'error', code: 'SENSOR_LIMIT', message: 'enough', frameKind: 'hello' });
  connection.close(1008);

  assert.equal((await parts.inState('refused')).code, 'SENSOR_LIMIT');
});

test('the body of a refusal may name a better code than its status', async (t) => {
  const parts = await startTestLink(t);
  parts.controlPlane.refuseNext({ status: 403, body: '{"error":{"code":"SENSOR_LIMIT"}}' });

  parts.link.start();

  assert.equal((await parts.inState('refused')).code, 'SENSOR_LIMIT');
});

test('a redirect is not followed: the key goes nowhere else', async (t) => {
  const parts = await startTestLink(t);
  const elsewhere = await startTestLink(t);
  parts.controlPlane.refuseNext({
    status: 307,
    headers: { location: `${elsewhere.controlPlane.url}/api/sensor/link` },
  });

  parts.link.start();

  assert.equal((await parts.inState('waiting')).code, 'LINK_UNREACHABLE');
  assert.deepEqual(elsewhere.controlPlane.authorizations, []);
});

test('503 with Retry-After is honoured', async (t) => {
  const parts = await startTestLink(t);
  parts.controlPlane.refuseNext({ status: 503, headers: { 'retry-after': '17' } });
  parts.link.start();

  const status = await parts.inState('waiting');

  assert.equal(status.code, 'SHUTTING_DOWN');
  assert.ok((status.nextTryInMs ?? 0) >= 17_000 && (status.nextTryInMs ?? 0) <= 22_000);
});

for (const { closeCode, state, code, atLeastMs } of [
  { closeCode: 4401, state: 'refused', code: 'UNAUTHORIZED', atLeastMs: 0 },
  { closeCode: 4409, state: 'waiting', code: 'LINK_SUPERSEDED', atLeastMs: 30_000 },
  { closeCode: 4400, state: 'refused', code: 'PROTOCOL_UNSUPPORTED', atLeastMs: 0 },
  { closeCode: 1011, state: 'waiting', code: 'LINK_UNREACHABLE', atLeastMs: 0 },
] as const) {
  test(`close code ${closeCode} leads to ${state} with ${code}`, async (t) => {
    const parts = await startTestLink(t);
    const connection = await goLive(parts);

    connection.close(closeCode);
    const status = await parts.inState(state);

    assert.equal(status.code, code);
    assert.ok((status.nextTryInMs ?? -1) >= atLeastMs);
  });
}

test('drain stops the log, and the sensor comes back after the time it was given', async (t) => {
  let drains = 0;
  const parts = await startTestLink(t, {
    callbacks: {
      onDrain: () => {
        drains += 1;
      },
    },
  });
  const connection = await goLive(parts);
  connection.send({ kind: 'drain', reconnectAfterMs: 10_000 });
  await parts.inState('draining');
  parts.append(1);
  connection.send(assign(1));
  assert.equal((await connection.next('job.refuse')).code, 'SENSOR_BUSY');
  assert.equal(connection.come('log').length, 0);
  connection.close(1012);

  const status = await parts.inState('waiting');

  assert.equal(drains, 1);
  assert.equal(status.code, 'SHUTTING_DOWN');
  assert.ok((status.nextTryInMs ?? 0) >= 10_000 && (status.nextTryInMs ?? 0) <= 12_000);
  await parts.clock.advance(12_000);
  const again = await comeBack(parts);
  assert.equal((await again.next('log')).seq, 1);
});

test('acks are still taken while draining', async (t) => {
  const parts = await startTestLink(t);
  parts.append(1);
  const connection = await goLive(parts);
  await connection.next('log');
  connection.send({ kind: 'drain', reconnectAfterMs: 0 });
  connection.send({ kind: 'ack', upTo: 1, serverTime: 0, credit: wideCredit });
  connection.send(assign(1));
  await connection.next('job.refuse');

  assert.equal(parts.outbox.ackedUpTo, 1);
});

test('after a stable link the first try is at once; after an unstable one it is not', async (t) => {
  const parts = await startTestLink(t);
  const first = await goLive(parts);
  first.cut();
  assert.ok(((await parts.inState('waiting')).nextTryInMs ?? 0) > 0);
  await parts.clock.advance(2_000);
  const second = await comeBack(parts);
  for (let elapsed = 0; elapsed < 64_000; elapsed += 4_000) {
    second.ping();
    await parts.clock.advance(4_000);
  }

  second.cut();

  assert.equal((await parts.inState('waiting')).nextTryInMs, 0);
});

test('the reconnect floor of the welcome spreads even the first try', async (t) => {
  const parts = await startTestLink(t);
  const connection = await goLive(parts, { reconnectFloorMs: 30_000 });
  for (let elapsed = 0; elapsed < 64_000; elapsed += 4_000) {
    connection.ping();
    await parts.clock.advance(4_000);
  }

  connection.cut();

  const { nextTryInMs = 0 } = await parts.inState('waiting');
  assert.ok(nextTryInMs > 0 && nextTryInMs < 30_000);
});

test('stop with drain says goodbye, waits for the acks and then closes', async (t) => {
  const parts = await startTestLink(t);
  const connection = await goLive(parts);
  parts.append(2);
  for (let seq = 1; seq <= 2; seq += 1) await connection.next('log');

  const stopped = parts.link.stop({ drain: true });
  assert.equal((await connection.next('goodbye')).reason, 'drain');
  parts.append(1);
  assert.equal((await connection.next('log')).seq, 3);
  connection.send({ kind: 'ack', upTo: 3, serverTime: 0, credit: wideCredit });
  await stopped;

  assert.equal(await connection.closed, 1000);
  assert.equal(parts.link.status.state, 'stopped');
  assert.equal(parts.outbox.stats().messages, 0);
});

test('stop does not wait for ever for a control plane that does not ack', async (t) => {
  const parts = await startTestLink(t);
  const connection = await goLive(parts);
  parts.append(1);
  await connection.next('log');

  const stopped = parts.link.stop({ drain: true, drainMsMax: 3_000 });
  await connection.next('goodbye');
  await parts.clock.advance(5_000);
  await stopped;

  assert.equal(parts.outbox.stats().messages, 1);
});

test('stop while waiting for the next try ends at once', async (t) => {
  const parts = await startTestLink(t);
  parts.controlPlane.refuseNext({ status: 503 });
  parts.link.start();
  await parts.inState('waiting');

  await parts.link.stop({ drain: true });

  assert.deepEqual(parts.clock.pendingDelaysMs(), []);
});

test('a clock that is far off is shown and warned of once', async (t) => {
  const parts = await startTestLink(t);
  const connection = await goLive(parts, { serverTime: Date.UTC(2026, 0, 1) - 3_600_000 });
  parts.append(1);
  await connection.next('log');
  const serverTime = Date.UTC(2026, 0, 1) - 3_600_000;
  connection.send({ kind: 'ack', upTo: 1, serverTime, credit: wideCredit });
  connection.send(assign(1));
  await connection.next('job.accept');

  assert.ok(Math.abs((parts.link.status.clockSkewMs ?? 0) - 3_600_000) < 60_000);
  assert.equal(parts.log.linesOf('clock differs from the control plane').length, 1);
});

test('callbacks that throw do not end the link', async (t) => {
  const fail = () => {
    throw new Error('callback broke');
  };
  const parts = await startTestLink(t, {
    callbacks: { onWelcome: fail, onConfiguration: fail, onState: fail, onCancel: fail },
  });
  const connection = await goLive(parts);

  connection.send({ kind: 'job.cancel', ...jobRef(1) });
  connection.send(assign(1));

  await connection.next('job.accept');
  assert.equal(parts.link.status.state, 'live');
});

test('a key that cannot be read for a moment does not end the tries', async (t) => {
  let reads = 0;
  const parts = await startTestLink(t, {
    options: {
      apiKey: () => {
        reads += 1;
        if (reads === 1) throw new HarborError('FILE_UNREADABLE');
        return canaryKey;
      },
    },
  });
  parts.link.start();

  assert.equal((await parts.inState('waiting')).code, 'FILE_UNREADABLE');
  await parts.clock.advance(2_000);
  await comeBack(parts);
});

test('an outbox that cannot be read closes the link with its code instead of beating on', async (t) => {
  const parts = await startTestLink(t);
  await goLive(parts);
  t.after(() => Reflect.deleteProperty(parts.outbox, 'read'));
  Object.defineProperty(parts.outbox, 'read', {
    configurable: true,
    value: () => {
      throw new HarborError('DATABASE_CORRUPT');
    },
  });

  parts.append(1);

  assert.equal((await parts.inState('waiting')).code, 'DATABASE_CORRUPT');
});

test('a question about the sensor itself is answered, and one it knows nothing of ends no link', async (t) => {
  const body = {
    ...{ version: '0.1.0', analyzerVersion: 'a', platform: 'linux/amd64', nodeVersion: 'v24' },
    ...{ startedAt: 1, variables: [], link: [], errors: [], runningJobs: 0, layerCacheBytes: 0 },
    outbox: { messages: 0, bytes: 0, oldestAgeMs: 0, lastSeq: 0, ackedUpTo: 0, lost: 0 },
    rssBytes: 1,
  };
  const parts = await startTestLink(t, { options: { diagnostics: () => body } });
  const connection = await goLive(parts);
  const requestId = '11111111-1111-4111-8111-111111111111';

  connection.send({ kind: 'diagnostics.request', requestId });
  const answer = await connection.next('diagnostics');

  assert.deepEqual(answer, { kind: 'diagnostics', requestId, body });
});
