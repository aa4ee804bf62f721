// The process dies at the n-th statement or send, for every n, over a real database file, with receivers that refuse at
// first and a digest being gathered: after a restart each piece of news has reached its receiver, and counts there once.
import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { someOf, upTo } from '@harborguard/shared/testing/some-of.ts';
import { noTracer } from '@harborguard/shared/tracing/no-tracer.ts';
import type { KyselyPlugin } from 'kysely';
import { sealKeyOf } from './domain/credentials/seal.ts';
import type { Channel } from './domain/notifications/channel.ts';
import { sealChannelSecret } from './domain/notifications/channel-secret.ts';
import type { ChannelSender } from './domain/notifications/channel-sender.ts';
import { DeliveryLoop } from './domain/notifications/delivery-loop.ts';
import { sampleRule } from './domain/notifications/testing/sample-events.ts';
import { watchStates } from './domain/notifications/watch-states.ts';
import type { SensorState } from './domain/sensors/sensor-service.ts';
import { createUnitOfWork } from './store/create-unit-of-work.ts';
import { openDatabase } from './store/database.ts';
import { debianInventory } from './store/testing/debian-inventory.ts';
import { InventoryWorld, openWorld, orgs } from './store/testing/inventory-world.ts';

const sealKey = sealKeyOf(createSecretKey(Buffer.alloc(32, 1)));
const channelIds = ['channel-a', 'channel-b'] as const;

/** Counts what could be cut short, and cuts once. */
class Cut {
  points = 0;
  failAt = Number.POSITIVE_INFINITY;
  isArmed = false;

  point(): void {
    if (!this.isArmed) return;
    this.points += 1;
    if (this.points === this.failAt) throw new Error('the process dies here');
  }

  readonly plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      this.point();
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
}

/** Told by channel and news: the ids under which it came. */
class Receiver {
  readonly ids = new Map<string, Set<string>>();
  readonly sends = new Map<string, number>();
  readonly #refused = new Set<string>();

  sender(cut: Cut): ChannelSender {
    return {
      send: async ({ id: channelId }, _secret, { deliveryId, events }) => {
        cut.point();
        await Promise.resolve();
        if (!this.#refused.has(deliveryId)) {
          this.#refused.add(deliveryId);
          cut.point();
          return { kind: 'failed', code: 'NOTIFICATION_DEFERRED', isPermanent: false };
        }
        this.sends.set(deliveryId, (this.sends.get(deliveryId) ?? 0) + 1);
        for (const { newsKey } of events) {
          const key = `${channelId} ${newsKey.replace(/:[0-9]+$/, '')}`;
          this.ids.set(key, (this.ids.get(key) ?? new Set()).add(deliveryId));
        }
        cut.point();
        return { kind: 'sent' };
      },
    };
  }
}

async function prepare(path: string): Promise<void> {
  const { world, close } = await openWorld(path);
  const random = new SeededRandom(3);
  await world.unitOfWork.write(orgs.one.orgId, async ({ notifications, registries }) => {
    for (const id of channelIds) {
      const channel: Channel = {
        ...{ id, name: id, isEnabled: true, failuresInRow: 0, createdAt: 0, updatedAt: 0 },
        settings: { kind: 'webhook', origin: 'https://receiver', caPem: undefined },
        sealed: sealChannelSecret(sealKey, id, { secret: { url: 'https://receiver' }, random }),
        ...{ pausedUntil: undefined, lastErrorCode: undefined, lastSuccessAt: undefined },
      };
      await notifications.insertChannel(channel);
      const digest = id === 'channel-b' ? 'daily' : 'realtime';
      await notifications.insertRule(sampleRule({ id: `rule-${id}`, channelId: id, digest }));
    }
    // A second rule for the same news of the same channel.
    await notifications.insertRule(sampleRule({ id: 'rule-again', channelId: channelIds[0] }));
    await registries.setSyncTimes(orgs.one.registryId, { lastSyncAt: 1 });
  });
  await world.unitOfWork.write(orgs.one.orgId, ({ notifications }) =>
    notifications.setWatchedState({ subject: 'sensor:s', state: '0 online' }, 0),
  );
  await close();
}

type Life = Awaited<ReturnType<typeof live>>;

function later(hours: number): (life: Life) => Promise<void> {
  return async ({ loop, world }) => {
    await world.clock.advance(hours * 3_600_000);
    await loop.round();
  };
}

async function play(template: string, path: string, failAt: number) {
  copyFileSync(template, path);
  const cut = new Cut();
  cut.failAt = failAt;
  const receiver = new Receiver();
  let life = await live(path, cut, receiver);
  const { clock, advisories } = life.world;
  const steps: readonly ((now: Life) => Promise<unknown>)[] = [
    ({ world }) => world.seen(world.context(1), { tags: { v1: 'first', latest: 'first' } }),
    ({ world }) =>
      world.inventory(
        world.context(1),
        debianInventory({ word: 'first', packages: ['openssl@3.0.1'] }),
      ),
    async ({ world }) => {
      await world.matchAll();
      // What failed is tried again by the loop itself.
      await world.clock.advance(60_000);
    },
    ({ watch }) => watch(),
    ({ loop }) => loop.round(),
    later(24),
    later(1),
    // Where the send itself dies the refusal of the receiver comes after it, and one more attempt is needed.
    later(1),
  ];
  cut.isArmed = true;
  for (const step of steps) {
    try {
      await step(life);
    } catch {
      await life.close();
      life = await live(path, cut, receiver, { clock, advisories });
      await step(life);
    }
  }
  cut.isArmed = false;
  const waiting = await life.world.db
    .selectFrom('delivery')
    .select('id')
    .where('state', '<>', 'sent')
    .execute();
  await life.close();
  return { cut, receiver, waiting };
}

/** One life of the program on the file. */
async function live(
  path: string,
  cut: Cut,
  receiver: Receiver,
  kept?: Partial<Pick<InventoryWorld, 'clock' | 'advisories'>>,
) {
  const database = await openDatabase(path);
  const world = new InventoryWorld(database.db.withPlugin(cut.plugin));
  Object.assign(world, kept ?? {});
  world.advisories.replace([
    { id: 'CVE-1', packageName: 'openssl', fixed: '3.0.2', level: 'critical' },
  ]);
  await world.restart(createUnitOfWork(world.db));
  const { clock, log, unitOfWork } = world;
  const random = new SeededRandom(`${path} ${cut.points}`);
  const base = { clock, log, random, unitOfWork };
  const loop = new DeliveryLoop({
    ...{ ...base, tracer: noTracer, publicUrl: undefined },
    dataKeys: { sealing: () => Promise.resolve(sealKey), opening: () => Promise.resolve(sealKey) },
    sender: receiver.sender(cut),
  });
  const offline = { sensor: { id: 's', name: 's' }, liveness: 'offline', lastSeenAt: 0 };
  const watch = () =>
    watchStates({
      ...base,
      sensors: {
        list: (orgId) => {
          const sensors = orgId === orgs.one.orgId ? [offline as SensorState] : [];
          return Promise.resolve({ sensors, total: sensors.length });
        },
      },
      registryStates: { of: () => Promise.resolve([]) },
      advisories: () => ({ state: 'missing' }),
    });
  const close = async () => {
    await loop.stop();
    await world.loop.stop();
    await database.close();
  };
  return { world, loop, watch, close };
}

/** Each plays the whole story from the start. */
const crashesTried = 10;

test('a crash at any statement or send neither loses nor doubles news', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-crashes-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const template = join(folder, 'template.sqlite');
  await prepare(template);
  const undisturbed = await play(template, join(folder, 'whole.sqlite'), Number.POSITIVE_INFINITY);
  const expected = [...undisturbed.receiver.ids.keys()].sort();
  // Two new images, two findings and a sensor, for each of two channels.
  assert.equal(expected.filter((key) => key.includes('image:')).length, 4);
  assert.equal(expected.filter((key) => key.includes('sensor.offline')).length, 2);
  assert.ok(expected.some((key) => key.includes('finding')));
  assert.ok([...undisturbed.receiver.sends.values()].every((sends) => sends === 1));

  const { points } = undisturbed.cut;
  assert.ok(points > 50, `${points} points`);
  for (const failAt of someOf(t, upTo(points), crashesTried)) {
    const path = join(folder, `${failAt}.sqlite`);
    const { receiver, waiting } = await play(template, path, failAt);
    const at = `after a crash at point ${failAt}`;
    assert.deepEqual([...receiver.ids.keys()].sort(), expected, at);
    assert.deepEqual(waiting, [], at);
    const again = [...receiver.sends.values()].filter((sends) => sends > 1);
    assert.ok(again.length <= 1 && again.every((sends) => sends === 2), at);
    rmSync(path);
  }
});
