// What survives the process between two attempts: when the next is due, a channel that is left alone, a digest that is
// being gathered, and mailboxes that have the message already; over a real database file that is closed and opened again.
import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { noTracer } from '@harborguard/shared/tracing/no-tracer.ts';
import { sealKeyOf } from './domain/credentials/seal.ts';
import { sealChannelSecret } from './domain/notifications/channel-secret.ts';
import type { SendOutcome } from './domain/notifications/channel-sender.ts';
import { DeliveryLoop } from './domain/notifications/delivery-loop.ts';
import type { Message } from './domain/notifications/message.ts';
import type { NotificationRule } from './domain/notifications/notification-rule.ts';
import { findingEvent, sampleRule } from './domain/notifications/testing/sample-events.ts';
import { defaultOrganisationId as orgId } from './domain/unit-of-work.ts';
import { createUnitOfWork } from './store/create-unit-of-work.ts';
import { openDatabase } from './store/database.ts';
import { placeEmptyDatabase } from './store/testing/empty-database.ts';

const sealKey = sealKeyOf(createSecretKey(Buffer.alloc(32, 1)));
const secondMs = 1000;
const minuteMs = 60 * secondMs;
const deferred: SendOutcome = {
  ...{ kind: 'failed', code: 'NOTIFICATION_DEFERRED', isPermanent: false },
};

/** One channel with one rule; each round is another process over the same file. */
class Lives {
  readonly clock = new FakeClock();
  readonly sent: Message[] = [];
  /** Of the next attempts; sent when there is none. */
  readonly outcomes: SendOutcome[] = [];
  readonly #path: string;
  readonly #random = new SeededRandom(1);
  #events = 0;

  private constructor(path: string) {
    this.#path = path;
  }

  static async open(t: TestContext, rule: Partial<NotificationRule> = {}): Promise<Lives> {
    const folder = mkdtempSync(join(tmpdir(), 'harborguard-restarts-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const lives = new Lives(join(folder, 'control-plane.sqlite'));
    await placeEmptyDatabase(lives.#path);
    const { channelId: id } = sampleRule();
    await lives.#live(async (unitOfWork) => {
      await unitOfWork.writeSystem(({ organisations }) => organisations.ensure(orgId, 'one', 0));
      await unitOfWork.write(orgId, async ({ notifications }) => {
        await notifications.insertChannel({
          ...{ id, name: 'hook', isEnabled: true, failuresInRow: 0, createdAt: 0, updatedAt: 0 },
          settings: { kind: 'webhook', origin: 'https://receiver', caPem: undefined },
          sealed: sealChannelSecret(sealKey, id, { secret: {}, random: lives.#random }),
          ...{ pausedUntil: undefined, lastErrorCode: undefined, lastSuccessAt: undefined },
        });
        await notifications.insertRule(sampleRule(rule));
      });
    });
    return lives;
  }

  async happen(count = 1): Promise<void> {
    await this.#live((unitOfWork) =>
      unitOfWork.write(orgId, ({ notifications }) => {
        const events = Array.from({ length: count }, () => {
          this.#events += 1;
          const key = `news${this.#events}`;
          return findingEvent({ key, newsKey: key });
        });
        return notifications.addEvents(events);
      }),
    );
  }

  /** A process starts this much later, does what is due, and is gone. How many attempts there were until now. */
  async round(laterMs: number): Promise<number> {
    this.clock.setNow(this.clock.now() + laterMs);
    await this.#live(async (unitOfWork) => {
      const keys = () => Promise.resolve(sealKey);
      const loop = new DeliveryLoop({
        ...{ unitOfWork, clock: this.clock, random: this.#random, log: new MemoryLog() },
        tracer: noTracer,
        dataKeys: { sealing: keys, opening: keys },
        sender: {
          send: (_channel, _secret, message) => {
            this.sent.push(message);
            return Promise.resolve(this.outcomes.shift() ?? { kind: 'sent' });
          },
        },
        publicUrl: undefined,
      });
      await loop.round();
      await loop.stop();
    });
    return this.sent.length;
  }

  async #live(run: (unitOfWork: ReturnType<typeof createUnitOfWork>) => Promise<void>) {
    const database = await openDatabase(this.#path);
    try {
      await run(createUnitOfWork(database.db));
    } finally {
      await database.close();
    }
  }
}

test('the time of the next attempt survives, and all attempts carry one id', async (t) => {
  const lives = await Lives.open(t);
  await lives.happen();
  lives.outcomes.push(deferred, deferred);
  assert.equal(await lives.round(0), 1);
  assert.equal(await lives.round(4 * secondMs), 1);
  assert.equal(await lives.round(3 * secondMs), 2);
  assert.equal(await lives.round(4 * minuteMs), 2);
  assert.equal(await lives.round(3 * minuteMs), 3);
  assert.equal(await lives.round(24 * 60 * minuteMs), 3);
  assert.equal(new Set(lives.sent.map(({ deliveryId }) => deliveryId)).size, 1);
});

test('attempts are used up over three days, whatever restarts there are', async (t) => {
  const lives = await Lives.open(t);
  await lives.happen();
  lives.outcomes.push(...Array.from({ length: 50 }, () => deferred));
  for (let hours = 0; hours < 180; hours += 6) await lives.round(6 * 60 * minuteMs);
  assert.equal(lives.sent.length, 10);
});

test('a channel that is left alone stays so, and one attempt is let through afterwards', async (t) => {
  const lives = await Lives.open(t);
  await lives.happen();
  lives.outcomes.push(...Array.from({ length: 6 }, () => deferred));
  await lives.round(0);
  for (let failures = 2; failures <= 5; failures += 1) {
    await lives.happen();
    assert.equal(await lives.round(secondMs), failures);
  }
  await lives.happen();
  assert.equal(await lives.round(4 * minuteMs), 5);
  assert.equal(await lives.round(2 * minuteMs), 6);
  assert.equal(await lives.round(5 * minuteMs), 6, 'longer than before');
  lives.outcomes.length = 0;
  assert.ok((await lives.round(6 * minuteMs)) > 7);
});

test('a digest goes on being gathered, and goes out once', async (t) => {
  const lives = await Lives.open(t, { digest: 'hourly' });
  await lives.happen(2);
  assert.equal(await lives.round(10 * minuteMs), 0);
  await lives.happen(3);
  assert.equal(await lives.round(10 * minuteMs), 0);
  assert.equal(await lives.round(40 * minuteMs), 1);
  assert.equal(await lives.round(60 * minuteMs), 1);
  assert.deepEqual([lives.sent[0]?.total, lives.sent[0]?.events.length], [5, 5]);
});

test('mailboxes that took it are remembered, also while the others cannot be asked', async (t) => {
  const lives = await Lives.open(t);
  await lives.happen();
  lives.outcomes.push({ ...deferred, served: ['a@example.com'] }, deferred);
  await lives.round(0);
  await lives.round(10 * secondMs);
  await lives.round(10 * minuteMs);
  assert.deepEqual(
    lives.sent.map(({ served }) => served),
    [[], ['a@example.com'], ['a@example.com']],
  );
});

test('a clock that is set back or ahead in between loses and doubles nothing', async (t) => {
  const lives = await Lives.open(t);
  await lives.happen();
  lives.outcomes.push(deferred);
  assert.equal(await lives.round(0), 1);
  const yearMs = 365 * 24 * 60 * minuteMs;
  assert.equal(await lives.round(-yearMs), 2, 'nobody waits for a clock that was wrong');
  await lives.happen();
  assert.equal(await lives.round(2 * yearMs), 3);
  assert.equal(await lives.round(-yearMs), 3);
});
