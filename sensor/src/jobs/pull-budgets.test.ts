import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PullBudget } from '@harborguard/shared/protocol/registry-target.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import type { RegistryProvider } from '../registry/registry-provider.ts';
import { PullBudgets, type SpentMinute, type SpentPulls } from './pull-budgets.ts';
import { jobRig } from './testing/job-rig.ts';

const { signal } = new AbortController();
const spent = { code: 'PULL_BUDGET_SPENT' };

/** As the database keeps it, but in memory. */
class KeptPulls implements SpentPulls {
  readonly #kept = new Map<string, Map<number, SpentMinute>>();
  read(registryId: string): readonly SpentMinute[] {
    return [...(this.#kept.get(registryId)?.values() ?? [])];
  }
  write(registryId: string, minute: SpentMinute): void {
    const kept = this.#kept.get(registryId) ?? new Map<number, SpentMinute>();
    this.#kept.set(registryId, kept.set(minute.endsAtMs, minute));
  }
}

async function rigWith(t: Parameters<typeof jobRig>[0], pullBudget: PullBudget) {
  const rig = await jobRig(t);
  const digest = await rig.push('shop/web', ['1.0'], { layers: 1, filesPerLayer: 4 });
  const clock = new FakeClock();
  const kept = new KeptPulls();
  const budgets = new PullBudgets(clock, kept);
  const target = { ...rig.target, pullBudget };
  const provider = budgets.watch(rig.context.provider, target);
  const pull = async () => {
    await provider.manifest('shop/web', digest, { signal });
  };
  return { rig, clock, budgets, kept, provider, pull, target };
}

async function firstLayer(provider: RegistryProvider): Promise<number> {
  const { bytes } = await provider.manifest('shop/web', '1.0', { signal });
  const { layers } = JSON.parse(Buffer.from(bytes).toString()) as {
    layers: readonly { digest: string }[];
  };
  let read = 0;
  for await (const chunk of provider.blob('shop/web', layers[0]?.digest ?? '', { signal })) {
    read += chunk.byteLength;
  }
  return read;
}

test('pulls beyond the budget are refused before the registry is asked, and go on when the hour has passed', async (t) => {
  const { rig, clock, pull, budgets, target } = await rigWith(t, { pullsPerHour: 2 });
  await pull();
  await clock.advance(30 * 60_000);
  await pull();
  const asked = rig.registry.requests.length;

  await assert.rejects(pull, spent);
  assert.equal(rig.registry.requests.length, asked);
  assert.deepEqual(budgets.spentOf(target.registryId), { pulls: 2, bytes: 0 });

  await clock.advance(31 * 60_000);
  await pull();
  await assert.rejects(pull, spent);
});

test('the refusal says after how many seconds something is left', async (t) => {
  const { clock, pull } = await rigWith(t, { pullsPerHour: 1 });
  await pull();
  await clock.advance(10 * 60_000);

  await assert.rejects(pull, (error: { details: Record<string, unknown> }) => {
    const seconds = Number(error.details['retryAfterSeconds']);
    assert.ok(seconds > 49 * 60 && seconds <= 51 * 60, `${seconds}`);
    return true;
  });
});

test('an image that has begun is finished; the next one waits for bytes to spend', async (t) => {
  const { provider, pull, budgets, target } = await rigWith(t, { bytesPerHour: 1 });

  const read = await firstLayer(provider);

  assert.ok(read > 1);
  assert.equal(budgets.spentOf(target.registryId).bytes, read);
  await assert.rejects(pull, spent);
});

test('another registry has a budget of its own, and one without a budget is not counted', async (t) => {
  const { rig, pull, budgets, target } = await rigWith(t, { pullsPerHour: 1 });
  await pull();

  const other = budgets.watch(rig.context.provider, { ...target, registryId: 'other' });
  await other.manifest('shop/web', '1.0', { signal });
  assert.equal(
    budgets.watch(rig.context.provider, { ...target, pullBudget: {} }),
    rig.context.provider,
  );
});

test('lists and digests cost nothing', async (t) => {
  const { provider, budgets, target } = await rigWith(t, { pullsPerHour: 1 });

  for (let round = 0; round < 3; round += 1) {
    await provider.resolve('shop/web', '1.0', { signal });
    await Array.fromAsync(provider.tags('shop/web', { signal }));
  }

  assert.deepEqual(budgets.spentOf(target.registryId), { pulls: 0, bytes: 0 });
});

test('a restart forgets nothing of the hour, neither pulls nor bytes', async (t) => {
  const { clock, kept, provider, pull, target, rig } = await rigWith(t, { pullsPerHour: 2 });
  await pull();
  const read = await firstLayer(provider);
  await clock.advance(20 * 60_000);

  const after = new PullBudgets(clock, kept);
  const next = after.watch(rig.context.provider, target);
  const again = async () => {
    await next.manifest('shop/web', '1.0', { signal });
  };

  await assert.rejects(again, spent);
  assert.deepEqual(after.spentOf(target.registryId), { pulls: 2, bytes: read });
  await clock.advance(41 * 60_000);
  await again();
});

test('a layer that was cut off counts with what was read of it', async (t) => {
  const { clock, kept, provider, target } = await rigWith(t, { pullsPerHour: 2 });
  const { bytes } = await provider.manifest('shop/web', '1.0', { signal });
  const { layers } = JSON.parse(Buffer.from(bytes).toString()) as {
    layers: readonly { digest: string }[];
  };
  let read = 0;
  for await (const chunk of provider.blob('shop/web', layers[0]?.digest ?? '', { signal })) {
    read += chunk.byteLength;
    break;
  }

  const { bytes: known } = new PullBudgets(clock, kept).spentOf(target.registryId);
  assert.ok(read > 0);
  assert.equal(known, read);
});
