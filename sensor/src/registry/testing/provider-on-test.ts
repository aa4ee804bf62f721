// For tests only: a fake registry and the generic provider that speaks to it, with a clock that stands still.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { RegistryTarget } from '@harborguard/shared/protocol/registry-target.ts';
import type { TokenCredential } from '@harborguard/shared/registry/token-exchange.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import type { RegistryKnobs } from '@harborguard/shared/testing/fake-registry/registry-knobs.ts';
import {
  type FakeRegistry,
  startFakeRegistry,
} from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { noTracer } from '@harborguard/shared/tracing/no-tracer.ts';
import { createProvider, type ProviderDependencies } from '../providers/create-provider.ts';
import type { RepositoryPage } from '../registry-provider.ts';

export const signal = new AbortController().signal;
export const account = { username: 'robot', password: 'canary-password' };
export const password: TokenCredential = { kind: 'password', ...account };
export const wrong = { ...account, kind: 'password', password: 'canary-wrong' } as const;
export const anonymous: TokenCredential = { kind: 'anonymous' };

export function providerFor(
  t: TestContext,
  url: string,
  options: {
    readonly credential?: TokenCredential | (() => TokenCredential);
    readonly target?: Partial<RegistryTarget>;
    readonly dependencies?: Partial<ProviderDependencies>;
  } = {},
) {
  const clock = new FakeClock();
  const log = new MemoryLog();
  const { credential = anonymous } = options;
  const provider = createProvider(
    {
      registryId: '00000000-0000-7000-8000-000000000000',
      url,
      provider: 'CUSTOM',
      allowPlainHttp: true,
      credentialHolder: 'sensor',
      guardAddresses: false,
      allowedAddresses: [],
      ...options.target,
    },
    {
      clock,
      log,
      random: new SeededRandom(1),
      userAgent: 'HarborGuard-Sensor/test',
      tracer: noTracer,
      credentials: {
        resolve: () => {
          const found = typeof credential === 'function' ? credential() : credential;
          const source = found.kind === 'anonymous' ? 'anonymous' : 'registries-file';
          return Promise.resolve({ credential: found, source, trace: [`${source}: asked`] });
        },
      },
      ...options.dependencies,
    },
  );
  t.after(() => provider.close());
  return { provider, clock, log };
}

export async function startRegistry(
  t: TestContext,
  knobs: Partial<RegistryKnobs> = {},
): Promise<FakeRegistry> {
  const registry = await startFakeRegistry({ knobs });
  t.after(() => registry.close());
  return registry;
}

/** Runs every timer as soon as it is set, so that retries do not wait. */
export async function withoutWaiting<Value>(
  clock: FakeClock,
  work: Promise<Value>,
): Promise<Value> {
  let working = true;
  const done = work.finally(() => {
    working = false;
  });
  done.catch(() => undefined);
  while (working) {
    await Promise.race([clock.timersPending(), done.catch(() => undefined)]);
    if (working && clock.pendingDelaysMs().length > 0) await clock.advanceToNextTimer();
  }
  return done;
}

export async function rejectsWith(
  work: Promise<unknown>,
  code: string,
  details: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(isHarborError(error), String(error));
    assert.equal(error.code, code, error.message);
    for (const [name, value] of Object.entries(details)) {
      assert.deepEqual(error.details[name], value);
    }
    return true;
  });
}

export async function collect<Item>(source: AsyncIterable<Item>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of source) items.push(item);
  return items;
}

/** Of all pages, sorted. */
export async function namesOf(
  pages: AsyncIterable<Pick<RepositoryPage, 'repositories'>>,
): Promise<readonly string[]> {
  return (await collect(pages)).flatMap((page) => page.repositories).toSorted();
}
