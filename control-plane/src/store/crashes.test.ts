// A store that fails at its n-th call, for every n: whatever was cut short is done again, and the end is the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { someOf, upTo } from '@harborguard/shared/testing/some-of.ts';
import type { UnitOfWork } from '../domain/unit-of-work.ts';
import { createUnitOfWork } from './create-unit-of-work.ts';
import type { Tables } from './tables.ts';
import { debianInventory } from './testing/debian-inventory.ts';
import { type InventoryWorld, openWorld } from './testing/inventory-world.ts';

class FailingUnitOfWork {
  calls = 0;
  failAt = Number.POSITIVE_INFINITY;
  readonly unitOfWork: UnitOfWork;

  constructor(inner: UnitOfWork) {
    this.unitOfWork = {
      read: (orgId, run) => inner.read(orgId, (stores) => run(this.#guarded(stores))),
      write: (orgId, run) => inner.write(orgId, (stores) => run(this.#guarded(stores))),
      readSystem: (run) => inner.readSystem((stores) => run(this.#guarded(stores))),
      writeSystem: (run) => inner.writeSystem((stores) => run(this.#guarded(stores))),
    };
  }

  #guarded<Guarded extends object>(stores: Guarded): Guarded {
    const guardStore = (store: object) =>
      new Proxy(store, {
        get: (target, name) => {
          const member: unknown = Reflect.get(target, name);
          if (typeof member !== 'function') return member;
          return async (...given: unknown[]): Promise<unknown> => {
            this.calls += 1;
            if (this.calls === this.failAt) throw new Error('the process dies here');
            return await Reflect.apply(member, target, given);
          };
        },
      });
    return new Proxy(stores, {
      get: (target, name) => {
        const store: unknown = Reflect.get(target, name);
        return typeof store === 'object' && store !== null ? guardStore(store) : store;
      },
    });
  }
}

type Step = (world: InventoryWorld) => Promise<unknown>;

/** Two syncs with scans and matches in between; each step is one delivery, repeated until it is committed. */
const steps: readonly Step[] = [
  (world) => world.seen(world.context(1), { tags: { v1: 'index', v2: 'plain', v3: 'plain' } }),
  (world) => world.index(world.context(1), 'index', ['one-amd64', 'two-arm64']),
  (world) => deliver(world, 1, 'one-amd64', ['openssl@3.0.1'], 'amd64'),
  matchAndRetry,
  (world) => deliver(world, 1, 'two-arm64', ['openssl@3.0.2', 'zlib@1.2'], 'arm64'),
  (world) => deliver(world, 1, 'plain', ['openssl@3.0.1', 'zlib@1.2'], 'amd64'),
  (world) => world.finished(world.context(1)),
  matchAndRetry,
  (world) => world.seen(world.context(2), { tags: { v1: 'plain', v2: 'next' } }),
  (world) => deliver(world, 2, 'next', ['zlib@1.3'], 'amd64'),
  (world) => world.finished(world.context(2)),
  matchAndRetry,
  (world) => {
    world.advisories.advisories = [{ id: 'CVE-2', packageName: 'zlib', fixed: '1.4' }];
    return world.loop.advisoriesChanged([
      { ecosystem: 'Debian:12', packageName: 'zlib' },
      { ecosystem: 'Debian:12', packageName: 'openssl' },
    ]);
  },
  matchAndRetry,
];

/** A loop that met a failure tries again by itself. */
async function matchAndRetry(world: InventoryWorld): Promise<void> {
  await world.matchAll();
  await world.clock.advance(60_000);
}

function deliver(
  world: InventoryWorld,
  jobNumber: number,
  word: string,
  packages: readonly string[],
  architecture: string,
): Promise<void> {
  const inventory = debianInventory({ word, packages, architecture });
  return world.inventory(world.context(jobNumber), inventory);
}

async function play(world: InventoryWorld, failing: FailingUnitOfWork): Promise<void> {
  world.advisories.advisories = [
    { id: 'CVE-1', packageName: 'openssl', fixed: '3.0.2' },
    { id: 'CVE-2', packageName: 'zlib', fixed: '1.3' },
  ];
  await world.restart(failing.unitOfWork);
  for (const step of steps) {
    try {
      await step(world);
    } catch {
      await world.restart(failing.unitOfWork);
      await step(world);
    }
  }
}

const compared: readonly (keyof Tables)[] = [
  'tag',
  'image',
  'image_location',
  'index_member',
  'image_package',
  'image_observation',
  'match',
  'exposure',
  'match_queue',
  'exposure_queue',
  'advisory_alias',
];

/** Columns that hold the row number of another table. */
const parents = {
  image_id: 'image',
  index_image_id: 'image',
  repository_id: 'repository',
  tag_id: 'tag',
  fact_id: 'package_fact',
} as const;

const numbers: ReadonlySet<string> = new Set(['id', 'rowid']);

type RowNames = ReadonlyMap<string, ReadonlyMap<unknown, number>>;

/** Everything but times and row numbers, which may differ after a repetition; of those, which one in its table. */
async function contents(world: InventoryWorld): Promise<unknown> {
  const names = new Map<string, ReadonlyMap<unknown, number>>();
  for (const [column, table] of Object.entries(parents)) {
    const rows = await world.db.selectFrom(table).select('id').orderBy('id').execute();
    names.set(column, new Map(rows.map(({ id }, place) => [id, place])));
  }
  const tables: Record<string, readonly string[]> = {};
  for (const table of compared) {
    const rows = await world.db.selectFrom(table).selectAll().execute();
    tables[table] = rows.map((row) => comparable(row, names)).sort();
  }
  return tables;
}

function comparable(row: object, names: RowNames): string {
  const kept = Object.entries(row)
    .filter(([name, value]) => !numbers.has(name) && !(name.endsWith('_at') && value !== null))
    .map(([name, value]) => [name, names.get(name)?.get(value) ?? value]);
  return JSON.stringify(kept);
}

async function playedWorld(failAt: number) {
  const { world, close } = await openWorld();
  const failing = new FailingUnitOfWork(createUnitOfWork(world.db));
  failing.failAt = failAt;
  await play(world, failing);
  const end = {
    contents: await contents(world),
    calls: failing.calls,
    exposures: await world.exposures(),
  };
  await close();
  return end;
}

/** Each plays two syncs from the start. */
const failuresTried = 20;

test('a failure at any call of a store leads to the same end', async (t) => {
  const undisturbed = await playedWorld(Number.POSITIVE_INFINITY);
  const { exposures } = undisturbed;
  assert.ok(exposures.some((line) => line.endsWith('open')));
  assert.ok(exposures.some((line) => line.endsWith('tag gone')));

  for (const failAt of someOf(t, upTo(undisturbed.calls), failuresTried)) {
    const disturbed = await playedWorld(failAt);
    assert.deepEqual(disturbed.contents, undisturbed.contents, `after a failure at call ${failAt}`);
  }
});
