import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { zstdDecompressSync } from 'node:zlib';
import type { LogMessage } from '@harborguard/shared/protocol/log-messages.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { OutboxStore } from '../store/outbox-store.ts';
import { Outbox } from './outbox.ts';
import type { OutboxLimits } from './outbox-limits.ts';

const jobId = '0199a000-0000-7000-8000-000000000001';
const all = { messages: 10_000, bytes: 1_000_000_000 };

const outcome = (attempt: number): LogMessage => ({
  type: 'job.finished',
  jobId,
  attempt,
  kind: 'scan',
  outcome: 'succeeded',
});
const fact = (attempt: number, noiseBytes = 0): LogMessage => ({
  type: 'tags.seen',
  jobId,
  attempt,
  registryId: jobId,
  repository: Buffer.from(new SeededRandom(attempt).bytes(noiseBytes)).toString('hex'),
  tags: [],
});

interface Bench {
  readonly outbox: Outbox;
  readonly store: OutboxStore;
  readonly clock: FakeClock;
  readonly log: MemoryLog;
  readonly folder: string;
}

function makeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-outbox-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function open(
  t: TestContext,
  folder: string,
  options: {
    readonly limits?: Partial<OutboxLimits>;
    readonly onStatement?: () => void;
    readonly pagesMax?: number;
    readonly clock?: FakeClock;
  } = {},
): Bench {
  const clock = options.clock ?? new FakeClock();
  const log = new MemoryLog();
  const { limits, onStatement, pagesMax } = options;
  const random = new SeededRandom(folder);
  const store = new OutboxStore({
    path: join(folder, 'outbox.sqlite'),
    clock,
    log,
    random,
    onStatement,
    pagesMax,
  });
  t.after(() => store.close());
  return { outbox: new Outbox({ store, clock, log, limits }), store, clock, log, folder };
}

function messageOf(outbox: Outbox, entry: ReturnType<Outbox['read']>[number]): LogMessage {
  if (entry.kind === 'inline') return JSON.parse(entry.body);
  const chunks = Array.from({ length: entry.chunks }, (_, part) =>
    outbox.readChunk(entry.seq, part),
  );
  const packed = Buffer.concat(chunks.map((chunk) => chunk ?? Buffer.alloc(0)));
  assert.equal(createHash('sha256').update(packed).digest('hex'), entry.sha256);
  assert.equal(packed.byteLength, entry.wireBytes);
  return JSON.parse(zstdDecompressSync(packed).toString('utf8'));
}

const contents = (outbox: Outbox) =>
  outbox.read(1, all).map((entry) => ({ seq: entry.seq, message: messageOf(outbox, entry) }));

test('messages get seqs without gaps and come back oldest first after a restart', (t) => {
  const folder = makeFolder(t);
  const first = open(t, folder);
  assert.deepEqual([first.outbox.append(fact(1)), first.outbox.append(outcome(1))], [1, 2]);
  const { epoch } = first.outbox;
  first.store.close();

  const { outbox } = open(t, folder);

  assert.equal(outbox.epoch, epoch);
  assert.deepEqual(contents(outbox), [
    { seq: 1, message: fact(1) },
    { seq: 2, message: outcome(1) },
  ]);
  assert.equal(outbox.append(outcome(2)), 3);
});

test('appends within a few milliseconds share one commit, and resolve only after it', async (t) => {
  let statements = 0;
  const { outbox, clock } = open(t, makeFolder(t), {
    onStatement: () => {
      statements += 1;
    },
  });
  outbox.append(outcome(0));
  let settled = 0;
  statements = 0;
  const appended = Array.from({ length: 100 }, (_, index) =>
    outbox.appendDurably(outcome(index)).then((seq) => {
      settled += 1;
      return seq;
    }),
  );

  await clock.advance(0);
  assert.equal(settled, 0);
  await clock.advance(20);
  const seqs = await Promise.all(appended);

  assert.deepEqual(
    seqs,
    Array.from({ length: 100 }, (_, index) => index + 2),
  );
  assert.ok(statements < 100 + 20, `${statements} statements for 100 messages`);
});

test('a large body being compressed does not let later messages overtake it', async (t) => {
  const { outbox, clock } = open(t, makeFolder(t));
  const large = outbox.appendDurably(fact(1, 400_000));
  const small = outbox.appendDurably(outcome(1));
  while (outbox.lastSeq < 2) await clock.advance(5);

  assert.deepEqual(await Promise.all([large, small]), [1, 2]);
  assert.deepEqual(contents(outbox), [
    { seq: 1, message: fact(1, 400_000) },
    { seq: 2, message: outcome(1) },
  ]);
});

test('a body above what the link carries is refused alone', async (t) => {
  const { outbox, clock } = open(t, makeFolder(t));
  const tooLarge = assert.rejects(outbox.appendDurably(fact(1, 40_000_000)), {
    code: 'PAYLOAD_TOO_LARGE',
  });
  const after = outbox.appendDurably(outcome(1));
  while (outbox.lastSeq < 1) await clock.advance(5);

  await tooLarge;
  assert.equal(await after, 1);
});

test('what is acked is never given out again, and seqs go on after it', async (t) => {
  const folder = makeFolder(t);
  const { outbox, clock, store } = open(t, folder);
  for (let index = 1; index <= 5; index += 1) outbox.append(outcome(index));

  outbox.ackUpTo(3);
  assert.deepEqual(
    contents(outbox).map(({ seq }) => seq),
    [4, 5],
  );
  assert.equal(outbox.stats().messages, 2);
  outbox.ackUpTo(2);
  await clock.advance(20);
  outbox.ackUpTo(5);
  await clock.advance(20);
  store.close();
  const again = open(t, folder).outbox;

  assert.deepEqual(contents(again), []);
  assert.equal(again.ackedUpTo, 5);
  assert.equal(again.append(outcome(6)), 6);
});

test('acking what was never appended is a programmer error', (t) => {
  const { outbox } = open(t, makeFolder(t));

  assert.throws(() => outbox.ackUpTo(1), { name: 'AssertionError' });
});

test('a kill after any statement loses nothing reported durable and makes no gap', async (t) => {
  const folder = makeFolder(t);
  const snapshots: { path: string; durable: number; acked: number }[] = [];
  let durable = 0;
  let acked = 0;
  const snapshot = () => {
    const path = join(folder, `snapshot-${snapshots.length}`);
    mkdirSync(path);
    // What a killed process leaves: the file and its log, as the operating system has them.
    for (const name of ['outbox.sqlite', 'outbox.sqlite-wal']) {
      if (existsSync(join(folder, name))) copyFileSync(join(folder, name), join(path, name));
    }
    snapshots.push({ path, durable, acked });
  };
  const { outbox, clock } = open(t, folder, { limits: { messagesMax: 12 }, onStatement: snapshot });
  for (let round = 0; round < 12; round += 1) {
    durable = outbox.append(fact(round, round === 2 ? 60_000 : 10));
    const pending = [outbox.appendDurably(outcome(round)), outbox.appendDurably(fact(round + 100))];
    await clock.advance(20);
    durable = Math.max(...(await Promise.all(pending)));
    if (round % 2 === 1) {
      outbox.ackUpTo(durable - 4);
      acked = durable - 4;
      await clock.advance(20);
    }
  }
  snapshot();
  assert.ok(snapshots.length > 100);

  for (const { path, durable: promised, acked: confirmed } of snapshots) {
    const survivor = open(t, path).outbox;
    const seqs = contents(survivor).map(({ seq }) => seq);
    const from = survivor.ackedUpTo;
    assert.ok(survivor.lastSeq >= promised, 'what was reported durable is there');
    assert.ok(from <= confirmed, 'nothing is dropped before its ack');
    assert.deepEqual(
      seqs,
      Array.from({ length: survivor.lastSeq - from }, (_, i) => from + 1 + i),
    );
  }
});

test('above the count the oldest facts become tombstones in place, outcomes stay', (t) => {
  const { outbox, log } = open(t, makeFolder(t), { limits: { messagesMax: 4 } });
  for (let index = 1; index <= 3; index += 1) {
    outbox.append(outcome(index));
    outbox.append(fact(index));
  }

  const kinds = contents(outbox).map(({ message }) => message.type);

  assert.deepEqual(kinds, [
    'job.finished',
    'outbox.lost',
    'job.finished',
    'outbox.lost',
    'job.finished',
    'tags.seen',
  ]);
  assert.equal(outbox.stats().lost, 2);
  assert.equal(log.linesOf('outbox gave up messages')[0]?.fields['code'], 'OUTBOX_FULL');
});

test('only when no fact is left do outcomes go, oldest first', (t) => {
  const { outbox } = open(t, makeFolder(t), { limits: { messagesMax: 2 } });
  for (let index = 1; index <= 4; index += 1) outbox.append(outcome(index));

  const kinds = contents(outbox).map(({ message }) => message.type);

  assert.deepEqual(kinds, ['outbox.lost', 'outbox.lost', 'job.finished', 'job.finished']);
});

test('above the bytes old facts go until the new one fits, chunks and all', (t) => {
  const { outbox } = open(t, makeFolder(t), { limits: { bytesMax: 200_000 } });
  for (let index = 1; index <= 4; index += 1) outbox.append(fact(index, 150_000));

  const entries = contents(outbox);

  assert.deepEqual(
    entries.map(({ message }) => message.type),
    ['outbox.lost', 'outbox.lost', 'outbox.lost', 'tags.seen'],
  );
  assert.equal(outbox.readChunk(1, 0), undefined);
  assert.ok(outbox.stats().bytes <= 200_000);
  const lost = entries[0]?.message;
  assert.ok(lost?.type === 'outbox.lost' && lost.reason === 'bytes' && lost.bytes > 300_000);
});

test('facts older than the limit go, but not because a clock was set from 1970 to today', (t) => {
  const clock = new FakeClock(0);
  const { outbox } = open(t, makeFolder(t), { clock });
  outbox.append(fact(1));
  clock.setNow(Date.UTC(2026, 0, 1));
  outbox.append(fact(2));
  clock.setNow(Date.UTC(2026, 0, 20));
  outbox.append(fact(3));
  assert.equal(outbox.stats().lost, 0);
  outbox.ackUpTo(1);
  clock.setNow(Date.UTC(2026, 1, 10));
  outbox.append(fact(4));

  const kinds = contents(outbox).map(({ message }) => message.type);

  assert.deepEqual(kinds, ['outbox.lost', 'tags.seen', 'tags.seen']);
});

test('what was given up stays counted after a restart', (t) => {
  const folder = makeFolder(t);
  const first = open(t, folder, { limits: { messagesMax: 1 } });
  first.outbox.append(fact(1));
  first.outbox.append(fact(2));
  first.store.close();

  const { outbox } = open(t, folder, { limits: { messagesMax: 1 } });

  assert.equal(outbox.stats().lost, 1);
  outbox.append(fact(3));
  assert.equal(outbox.stats().lost, 2);
});

test('on a full disk appends fail with a code, what is there is still given out and acked', async (t) => {
  const { outbox, clock } = open(t, makeFolder(t), { pagesMax: 24 });
  const before = outbox.append(fact(1, 30_000));
  assert.throws(() => outbox.append(fact(2, 200_000)), { code: 'DISK_FULL' });
  const waiting = assert.rejects(outbox.appendDurably(fact(3, 30_000)), { code: 'DISK_FULL' });
  const waitingToo = assert.rejects(outbox.appendDurably(fact(4, 30_000)), { code: 'DISK_FULL' });
  await clock.advance(20);
  await waiting;
  await waitingToo;
  assert.equal(outbox.lastSeq, before);
  assert.deepEqual(
    contents(outbox).map(({ seq }) => seq),
    [1],
  );

  outbox.ackUpTo(1);
  await clock.advance(20);

  assert.equal(outbox.append(outcome(1)), 2);
  assert.deepEqual(contents(outbox), [{ seq: 2, message: outcome(1) }]);
});

test('a new epoch numbers what is left from one', (t) => {
  const folder = makeFolder(t);
  const { outbox, store } = open(t, folder);
  outbox.append(outcome(1));
  outbox.append(fact(2, 150_000));
  outbox.append(outcome(3));
  const { epoch } = outbox;
  outbox.ackUpTo(1);

  outbox.beginEpoch();

  assert.notEqual(outbox.epoch, epoch);
  const expected = [
    { seq: 1, message: fact(2, 150_000) },
    { seq: 2, message: outcome(3) },
  ];
  assert.deepEqual(contents(outbox), expected);
  assert.equal(outbox.append(outcome(4)), 3);
  assert.equal(outbox.stats().messages, 3);
  store.close();
  assert.deepEqual(contents(open(t, folder).outbox).slice(0, 2), expected);
});

test('a body damaged on disk is given up in place, an intact one never', (t) => {
  const folder = makeFolder(t);
  const { outbox, store } = open(t, folder);
  outbox.append(fact(1, 150_000));
  outbox.append(outcome(2));
  outbox.append(fact(3, 150_000));
  const part = Buffer.from(outbox.readChunk(1, 0) ?? '').subarray(100, 200);
  store.close();
  const path = join(folder, 'outbox.sqlite');
  const file = readFileSync(path);
  for (let at = file.indexOf(part); at >= 0; at = file.indexOf(part)) file[at] = ~part.readUInt8(0);
  writeFileSync(path, file);
  const { outbox: again } = open(t, folder);

  assert.deepEqual(
    [1, 2, 3, 4].map((seq) => again.giveUpIfDamaged(seq)),
    [true, false, false, false],
  );

  const [first, ...rest] = contents(again);
  assert.ok(first?.message.type === 'outbox.lost' && first.message.reason === 'damaged');
  assert.deepEqual(
    rest.map(({ message }) => message),
    [outcome(2), fact(3, 150_000)],
  );
  assert.equal(again.stats().lost, 1);
});

test('stats tell how much waits and for how long', async (t) => {
  const { outbox, clock } = open(t, makeFolder(t));
  outbox.append(outcome(1));
  await clock.advance(60_000);
  outbox.append(outcome(2));

  const { messages, bytes, oldestAgeMs, lastSeq } = outbox.stats();

  assert.deepEqual([messages, lastSeq, oldestAgeMs], [2, 2, 60_000]);
  assert.equal(bytes, 2 * Buffer.byteLength(JSON.stringify(outcome(1))));
});

test('reading stops at its bounds but gives at least one message', (t) => {
  const { outbox } = open(t, makeFolder(t));
  for (let index = 1; index <= 5; index += 1) outbox.append(fact(index, 1_000));

  assert.equal(outbox.read(1, { messages: 3, bytes: 1_000_000 }).length, 3);
  assert.equal(outbox.read(2, { messages: 3, bytes: 1 })[0]?.seq, 2);
  assert.equal(outbox.read(2, { messages: 3, bytes: 1 }).length, 1);
  assert.deepEqual(outbox.read(6, all), []);
});
