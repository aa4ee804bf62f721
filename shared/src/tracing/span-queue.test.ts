import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../testing/fake-clock.ts';
import { MemoryLog } from '../../testing/memory-log.ts';
import {
  batchSpansMax,
  type Delivery,
  lastSpansMsMax,
  queueSpansMax,
  SpanQueue,
  sendEveryMs,
} from './span-queue.ts';

interface Rig {
  readonly clock: FakeClock;
  readonly log: MemoryLog;
  readonly queue: SpanQueue<number>;
  readonly batches: (readonly number[])[];
  answer: (signal: AbortSignal) => Promise<Delivery>;
}

const delivered = { kind: 'delivered' } as const;
const away = { kind: 'unavailable', reason: 'ECONNREFUSED' } as const;

function rig(): Rig {
  const clock = new FakeClock();
  const log = new MemoryLog();
  const batches: (readonly number[])[] = [];
  const made: Rig = {
    ...{ clock, log, batches },
    answer: () => Promise.resolve(delivered),
    queue: new SpanQueue<number>({
      ...{ clock, log },
      send: (spans, signal) => {
        batches.push(spans);
        return made.answer(signal);
      },
    }),
  };
  return made;
}

function addMany(queue: SpanQueue<number>, count: number): void {
  for (let span = 0; span < count; span += 1) queue.add(span);
}

test('spans leave together after a while, and a full batch at once', async () => {
  const { clock, queue, batches } = rig();

  queue.add(1);
  queue.add(2);
  assert.equal(batches.length, 0);
  await clock.advance(sendEveryMs);
  addMany(queue, batchSpansMax);

  assert.deepEqual(batches[0], [1, 2]);
  assert.equal(batches[1]?.length, batchSpansMax);
});

test('a collector that is away is asked ever later, told about once, and gets what waited for it', async () => {
  const made = rig();
  const { clock, log, queue, batches } = made;
  made.answer = () => Promise.resolve(away);

  queue.add(1);
  await clock.advance(10 * 60_000);
  const tries = batches.length;
  made.answer = () => Promise.resolve(delivered);
  queue.add(2);
  await clock.advance(60_000);

  assert.ok(tries > 5 && tries < 20, String(tries));
  assert.deepEqual(batches.at(-1), [1, 2]);
  assert.equal(log.linesOf('traces not delivered').length, 1);
  assert.deepEqual(log.linesOf('traces not delivered')[0]?.fields, {
    kind: 'unavailable',
    reason: 'ECONNREFUSED',
  });
  assert.equal(log.linesOf('traces are delivered again').length, 1);
  assert.equal(log.linesOf('spans dropped').length, 0);
});

test('what a collector refuses is not sent again, and counted', async () => {
  const made = rig();
  const { clock, log, queue, batches } = made;
  made.answer = () => Promise.resolve({ kind: 'refused', reason: 'HTTP 401' });

  queue.add(1);
  await clock.advance(sendEveryMs);
  made.answer = () => Promise.resolve(delivered);
  queue.add(2);
  await clock.advance(60_000);

  assert.deepEqual(batches, [[1], [2]]);
  assert.deepEqual(log.linesOf('spans dropped')[0]?.fields, { spans: 1 });
});

test('more than the queue holds is dropped, and the count is told once in a while', async () => {
  const made = rig();
  const { clock, log, queue, batches } = made;
  const hanging = Promise.withResolvers<Delivery>();
  made.answer = () => hanging.promise;

  addMany(queue, batchSpansMax + queueSpansMax + 7);
  assert.equal(batches.length, 1);
  made.answer = () => Promise.resolve(delivered);
  hanging.resolve(delivered);
  await clock.advance(sendEveryMs);

  assert.equal(batches.flat().length, batchSpansMax + queueSpansMax);
  assert.deepEqual(
    log.linesOf('spans dropped').map(({ fields }) => fields),
    [{ spans: 7 }],
  );
});

test('at the end what is at hand is delivered', async () => {
  const { queue, batches } = rig();

  queue.add(1);
  await queue.close();
  queue.add(2);

  assert.deepEqual(batches, [[1]]);
});

test('a collector that hangs holds up the end no longer than a little while', async () => {
  const made = rig();
  const { clock, log, queue } = made;
  made.answer = (signal) =>
    new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve(away), { once: true });
    });

  addMany(queue, batchSpansMax);
  let isClosed = false;
  const closing = queue.close().then(() => {
    isClosed = true;
  });
  await clock.advance(lastSpansMsMax - 1);
  assert.equal(isClosed, false);
  await clock.advance(1);
  await closing;

  assert.deepEqual(log.linesOf('spans dropped')[0]?.fields, { spans: batchSpansMax });
  assert.deepEqual(clock.pendingDelaysMs(), []);
});
