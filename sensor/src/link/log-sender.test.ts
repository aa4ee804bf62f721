import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { LogMessage } from '@harborguard/shared/protocol/log-messages.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { OutboxLimits } from '../outbox/outbox-limits.ts';
import { openTestOutbox } from '../outbox/testing/open-test-outbox.ts';
import type { LinkSocket } from './link-socket.ts';
import { LogSender } from './log-sender.ts';
import { largeMessage } from './testing/start-test-link.ts';

const wideCredit = { messages: 1_000, bytes: 1_000_000_000 };

/** A line of so many bytes a second, on a clock the test moves. */
class SlowLine implements LinkSocket {
  readonly #clock: FakeClock;
  readonly #bytesPerMs: number;
  readonly #queue: { bytes: number; readonly onFlushed: (() => void) | undefined }[] = [];
  sentBytes = 0;
  highestBuffered = 0;

  constructor(clock: FakeClock, bytesPerSecond: number) {
    this.#clock = clock;
    this.#bytesPerMs = bytesPerSecond / 1000;
  }

  get bufferedBytes(): number {
    return this.#queue.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  send(frame: string | Uint8Array, onFlushed?: () => void): void {
    this.#queue.push({ bytes: Buffer.byteLength(frame), onFlushed });
    this.highestBuffered = Math.max(this.highestBuffered, this.bufferedBytes);
  }

  async run(durationMs: number): Promise<void> {
    const stepMs = 10;
    for (let elapsed = 0; elapsed < durationMs; elapsed += stepMs) {
      await this.#clock.advance(stepMs);
      this.#carry(this.#bytesPerMs * stepMs);
    }
  }

  ping(): void {}
  close(): void {}
  terminate(): void {}

  #carry(budget: number): void {
    let left = budget;
    for (let head = this.#queue[0]; head !== undefined && left > 0; head = this.#queue[0]) {
      const carried = Math.min(left, head.bytes);
      head.bytes -= carried;
      left -= carried;
      this.sentBytes += carried;
      if (head.bytes > 0) return;
      this.#queue.shift();
      head.onFlushed?.();
    }
  }
}

function openOutbox(t: TestContext, clock: FakeClock, limits: Partial<OutboxLimits> = {}): Outbox {
  const random = new SeededRandom(3);
  return openTestOutbox(t, { clock, log: new MemoryLog(), random, limits });
}

const onBroken = (error: unknown) => assert.fail(String(error));

for (const { name, bytesPerSecond } of [
  { name: '1 Mbit/s', bytesPerSecond: 125_000 },
  { name: '20 Mbit/s', bytesPerSecond: 2_500_000 },
]) {
  test(`on a line of ${name} a heartbeat waits at most a second behind a backlog`, async (t) => {
    const clock = new FakeClock();
    const outbox = openOutbox(t, clock);
    for (let index = 0; index < 12; index += 1) outbox.append(largeMessage(1_000_000 + index));
    const line = new SlowLine(clock, bytesPerSecond);
    const credit = wideCredit;
    const sender = new LogSender({ socket: line, outbox, clock, credit, onBroken });
    sender.pump();
    const delays: number[] = [];

    for (let beat = 0; beat < 8; beat += 1) {
      const sentAtMs = clock.monotonicMs();
      line.send('heartbeat', () => delays.push(clock.monotonicMs() - sentAtMs));
      await line.run(300);
    }
    await line.run(1_000);

    assert.equal(delays.length, 8);
    assert.ok(Math.max(...delays) <= 1_000, `delays ${delays.join(', ')} ms`);
    assert.ok(line.sentBytes > bytesPerSecond * 2, 'the backlog still uses the line');
  });
}

test('on a fast line at most 1 MiB and a chunk wait in the socket', async (t) => {
  const clock = new FakeClock();
  const outbox = openOutbox(t, clock);
  for (let index = 0; index < 12; index += 1) outbox.append(largeMessage(1_000_000 + index));
  const line = new SlowLine(clock, 1_000_000_000);
  const credit = wideCredit;
  const sender = new LogSender({ socket: line, outbox, clock, credit, onBroken });

  sender.pump();
  await line.run(1_000);

  assert.ok(line.highestBuffered <= 1024 * 1024 + 70_000);
  assert.ok(line.sentBytes > 10_000_000);
});

test('a message given up in the middle of its chunks ends the session instead of corrupting it', async (t) => {
  const clock = new FakeClock();
  const outbox = openOutbox(t, clock, { bytesMax: 1_500_000 });
  outbox.append(largeFact(1));
  const line = new SlowLine(clock, 1_000_000);
  const broken: unknown[] = [];
  const sender = new LogSender({
    socket: line,
    outbox,
    clock,
    credit: wideCredit,
    onBroken: (error) => broken.push(error),
  });
  sender.pump();

  outbox.append(largeFact(2));
  await line.run(3_000);

  assert.equal(outbox.stats().lost, 1);
  assert.deepEqual(
    broken.map((error) => isHarborError(error) && error.code),
    ['OUTBOX_FULL'],
  );
});

function largeFact(attempt: number): LogMessage {
  const jobId = '0199a000-0000-7000-8000-000000000001';
  const noise = Buffer.from(new SeededRandom(attempt).bytes(1_000_000)).toString('latin1');
  return { type: 'tags.seen', jobId, attempt, registryId: jobId, repository: noise, tags: [] };
}
