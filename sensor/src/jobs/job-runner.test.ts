import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { JobKind, JobResult } from '@harborguard/shared/protocol/jobs.ts';
import type { JobFinished, LogMessage } from '@harborguard/shared/protocol/log-messages.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { MemoryTracer } from '@harborguard/shared/testing/memory-tracer.ts';
import type { NewJob } from './job-journal.ts';
import { createJobRunner, type Execute } from './job-runner.ts';
import { MemoryJournal } from './testing/memory-journal.ts';

const probeResult: JobResult = {
  kind: 'probe',
  reachable: true,
  authenticated: true,
  latencyMs: 1,
  provider: 'CUSTOM',
  credentialSource: 'anonymous',
  details: {},
};

function jobNamed(jobId: string, kind: JobKind = 'probe'): NewJob {
  const registry = {
    registryId: 'r',
    url: 'https://registry.example',
    provider: 'CUSTOM',
    allowPlainHttp: false,
    credentialHolder: 'none' as const,
    guardAddresses: false,
    allowedAddresses: [],
  };
  const everything = { include: [], exclude: [] };
  const payloads = {
    probe: { kind: 'probe', registry },
    sync: { kind: 'sync', registry, filters: { repositories: everything, tags: everything } },
    scan: { kind: 'scan', registry, repository: 'a', reference: 'b' },
  } as const;
  return { jobId, attempt: 1, budgetMs: 60_000, payload: payloads[kind] };
}

function rig(execute: Execute, journal = new MemoryJournal()) {
  const clock = new FakeClock();
  const log = new MemoryLog();
  const tracer = new MemoryTracer();
  const reports: LogMessage[] = [];
  const runner = createJobRunner({
    journal,
    execute,
    clock,
    log,
    tracer,
    capacities: { probe: 1, sync: 1, scan: 2 },
    report: (message) => {
      reports.push(message);
      return Promise.resolve();
    },
  });
  const finished = () =>
    reports.filter((message): message is JobFinished => message.type === 'job.finished');
  return { runner, clock, log, tracer, journal, finished };
}

/** Never ends by itself; ends with the reason of its signal. */
const untilAborted: Execute = (_job, signal) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

async function settled(): Promise<void> {
  for (let index = 0; index < 10; index += 1) await turn();
}

test('a job that ends well is reported once and leaves the journal', async () => {
  const { runner, journal, finished } = rig(() => Promise.resolve(probeResult));

  const intake = runner.accept(jobNamed('one'));
  await settled();

  assert.deepEqual(intake, { kind: 'accepted' });
  assert.deepEqual(
    finished().map(({ outcome, result }) => [outcome, result]),
    [['succeeded', probeResult]],
  );
  assert.deepEqual(journal.recover(), []);
});

test('a job is held when its work begins: at once it asks for the secrets of what is held', async () => {
  const held: (readonly string[])[] = [];
  const { runner } = rig(() => {
    held.push(runner.held().map(({ jobId }) => jobId));
    return Promise.resolve(probeResult);
  });

  runner.accept(jobNamed('one'));
  await settled();

  assert.deepEqual(held, [['one']]);
});

test('a coded failure is reported with its code and details, a broken job as INTERNAL_ERROR', async () => {
  const { runner, finished } = rig((job) =>
    Promise.reject(
      job.jobId === 'one'
        ? new HarborError('PULL_DENIED', { details: { status: 403 } })
        : new TypeError('canary-stack'),
    ),
  );

  runner.accept(jobNamed('one', 'scan'));
  runner.accept(jobNamed('two', 'scan'));
  await settled();

  assert.deepEqual(
    finished().map(({ outcome, code, details }) => [outcome, code, details]),
    [
      ['failed', 'PULL_DENIED', { status: '403' }],
      ['failed', 'INTERNAL_ERROR', undefined],
    ],
  );
});

test('the same assignment twice is accepted twice and run once', async () => {
  let runs = 0;
  const { runner } = rig(() => {
    runs += 1;
    return Promise.resolve(probeResult);
  });

  runner.accept(jobNamed('one'));
  runner.accept(jobNamed('one'));
  await settled();

  assert.equal(runs, 1);
});

test('cancel ends a running and a waiting job, and both are reported as cancelled', async () => {
  const { runner, finished } = rig(untilAborted);
  runner.accept(jobNamed('running'));
  runner.accept(jobNamed('waiting'));

  runner.cancel({ jobId: 'waiting', attempt: 1 });
  runner.cancel({ jobId: 'running', attempt: 1 });
  await settled();

  assert.deepEqual(
    finished()
      .map(({ jobId, outcome }) => [jobId, outcome])
      .toSorted(),
    [
      ['running', 'cancelled'],
      ['waiting', 'cancelled'],
    ],
  );
  assert.deepEqual(runner.held(), []);
});

test('a dropped job ends without a word', async () => {
  const { runner, journal, finished } = rig(untilAborted);
  runner.accept(jobNamed('one'));

  runner.drop({ jobId: 'one', attempt: 1 });
  await settled();

  assert.deepEqual(finished(), []);
  assert.deepEqual(journal.recover(), []);
});

test('a job over its budget ends with TIME_LIMIT', async () => {
  const { runner, clock, finished } = rig(untilAborted);
  runner.accept(jobNamed('one'));
  await settled();

  await clock.advance(60_000);
  await settled();

  assert.deepEqual(
    finished().map(({ outcome, code }) => [outcome, code]),
    [['failed', 'TIME_LIMIT']],
  );
});

test('a shutdown keeps running jobs for the next start and does not make them suspect', async () => {
  const { runner, clock, journal, finished } = rig(untilAborted);
  runner.accept(jobNamed('one'));
  await settled();

  const stopped = runner.stop({ graceMs: 5_000 });
  await clock.advance(5_000);
  await stopped;

  assert.deepEqual(finished(), []);
  assert.deepEqual(
    journal.recover().map(({ jobId, suspect }) => [jobId, suspect]),
    [['one', false]],
  );
  assert.deepEqual(runner.accept(jobNamed('two')), { kind: 'refused', code: 'SENSOR_BUSY' });
});

test('jobs in flight at a death become suspect and run one at a time', async () => {
  const journal = new MemoryJournal();
  const before = rig(untilAborted, journal);
  before.runner.accept(jobNamed('one', 'scan'));
  before.runner.accept(jobNamed('two', 'scan'));
  await settled();

  let most = 0;
  let running = 0;
  const after = rig(async () => {
    running += 1;
    most = Math.max(most, running);
    await turn();
    running -= 1;
    return probeResult;
  }, journal);
  after.runner.recover();
  await settled();

  assert.equal(most, 1);
  assert.equal(after.finished().length, 2);
});

test('three deaths in a row alone, with signs of own trouble, end a job with POISON, and others go on', async () => {
  const journal = new MemoryJournal();
  rig(untilAborted, journal).runner.accept(jobNamed('poison', 'scan'));
  await settled();
  for (let death = 0; death < 3; death += 1) {
    const life = rig(untilAborted, journal);
    life.runner.recover();
    await settled();
    life.runner.endangered();
  }

  const last = rig(() => Promise.resolve(probeResult), journal);
  last.runner.recover();
  last.runner.accept(jobNamed('healthy', 'scan'));
  await settled();

  assert.deepEqual(
    last.finished().map(({ jobId, code }) => [jobId, code]),
    [
      ['poison', 'POISON'],
      ['healthy', undefined],
    ],
  );
});

for (const { deaths, code } of [
  { deaths: 11, code: undefined },
  { deaths: 12, code: 'POISON' },
]) {
  test(`after ${deaths} deaths alone without a sign the job ends with ${code ?? 'its result'}`, async () => {
    const journal = new MemoryJournal();
    rig(untilAborted, journal).runner.accept(jobNamed('killed', 'scan'));
    await settled();
    for (let death = 0; death < deaths; death += 1) {
      rig(untilAborted, journal).runner.recover();
      await settled();
    }

    const last = rig(() => Promise.resolve(probeResult), journal);
    last.runner.recover();
    await settled();

    assert.deepEqual(
      last.finished().map((finished) => finished.code),
      [code],
    );
  });
}

test('a layer newly read in between keeps a job from being quarantined', async () => {
  const journal = new MemoryJournal();
  rig(untilAborted, journal).runner.accept(jobNamed('large', 'scan'));
  await settled();
  for (let death = 0; death < 30; death += 1) {
    rig((job, signal) => {
      journal.markAdvanced(job);
      return untilAborted(job, signal);
    }, journal).runner.recover();
    await settled();
  }

  const last = rig(() => Promise.resolve(probeResult), journal);
  last.runner.recover();
  await settled();

  assert.deepEqual(
    last.finished().map(({ outcome }) => outcome),
    ['succeeded'],
  );
});

test('a sync that dies again and again is never quarantined: it reads nothing that could be the cause', async () => {
  const journal = new MemoryJournal();
  rig(untilAborted, journal).runner.accept(jobNamed('killed', 'sync'));
  await settled();
  for (let death = 0; death < 6; death += 1) {
    rig(untilAborted, journal).runner.recover();
    await settled();
  }

  const last = rig(() => Promise.resolve(probeResult), journal);
  last.runner.recover();
  await settled();

  assert.deepEqual(
    last.finished().map(({ outcome }) => outcome),
    ['succeeded'],
  );
});

test('a journal that cannot be written costs the job and never the sensor', async (t) => {
  const unhandled: unknown[] = [];
  const note = (error: unknown) => unhandled.push(error);
  process.on('unhandledRejection', note);
  t.after(() => process.off('unhandledRejection', note));
  const journal = new MemoryJournal();
  const full = () => {
    throw new HarborError('DISK_FULL');
  };
  const { runner, finished, clock } = rig(() => Promise.resolve(probeResult), journal);

  journal.markStarted = full;
  runner.accept(jobNamed('one'));
  await settled();
  const stopping = rig(untilAborted, new MemoryJournal());
  const held = stopping.runner;
  held.accept(jobNamed('two'));
  await settled();
  stopping.journal.markStopped = full;
  stopping.journal.markEndangered = full;
  held.endangered();
  const stopped = held.stop({ graceMs: 1_000 });
  await stopping.clock.advance(1_000);
  await stopped;
  await clock.advance(0);

  assert.deepEqual(
    finished().map(({ outcome, code }) => [outcome, code]),
    [['failed', 'DISK_FULL']],
  );
  assert.deepEqual(unhandled, []);
});

test('a job is a span of the trace it was offered in, whichever job made room for it', async () => {
  const traceparent = `00-${'c'.repeat(32)}-${'d'.repeat(16)}-01`;
  const { runner, tracer } = rig(({ jobId }) =>
    jobId === 'one'
      ? Promise.resolve(probeResult)
      : Promise.reject(new HarborError('REGISTRY_TIMEOUT', { details: { host: 'canary' } })),
  );
  const [one, two, three] = ['one', 'two', 'three'].map((jobId) => jobNamed(jobId));
  assert.ok(one && two && three);

  runner.accept({ ...one, payload: { ...one.payload, traceparent } });
  runner.accept(two);
  runner.accept({ ...three, payload: { ...three.payload, traceparent: 'canary' } });
  await settled();

  const [first, second, third] = tracer.named('job probe');
  assert.equal(first?.options.parent?.spanId, 'd'.repeat(16));
  assert.equal(first?.attributes['harborguard.job.outcome'], 'succeeded');
  assert.equal(first?.status, undefined);
  assert.equal(second?.options.parent, undefined);
  assert.equal(second?.status?.message, 'REGISTRY_TIMEOUT');
  assert.equal(third?.options.parent, undefined);
  assert.ok(!JSON.stringify(tracer.spans).includes('canary'));
});
