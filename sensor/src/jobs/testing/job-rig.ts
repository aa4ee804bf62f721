// A job's surroundings for tests: the real provider against an in-process registry, everything else in memory.

import type { TestContext } from 'node:test';
import type { Clock } from '@harborguard/shared/ports.ts';
import type { JobPayload } from '@harborguard/shared/protocol/jobs.ts';
import type { LogMessage } from '@harborguard/shared/protocol/log-messages.ts';
import type { RegistryTarget } from '@harborguard/shared/protocol/registry-target.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import {
  type FakeRegistry,
  startFakeRegistry,
} from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { type RandomImageOptions, randomImage } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { noTracer } from '@harborguard/shared/tracing/no-tracer.ts';
import { createCredentialChain } from '../../identity/create-credential-chain.ts';
import { createProvider } from '../../registry/providers/create-provider.ts';
import type { RegistryProvider } from '../../registry/registry-provider.ts';
import type { JobContext } from '../job-context.ts';

export interface JobRig {
  readonly registry: FakeRegistry;
  readonly target: RegistryTarget;
  readonly reports: LogMessage[];
  readonly phases: string[];
  /** What the journal holds for the job. */
  cursor: string | undefined;
  readonly context: JobContext;
  readonly controller: AbortController;
  push(repository: string, tags: readonly string[], options?: RandomImageOptions): Promise<string>;
  /** A context for another life of the job: same cursor, new provider. */
  again(): JobContext;
}

export async function jobRig(t: TestContext): Promise<JobRig> {
  const registry = await startFakeRegistry({});
  t.after(() => registry.close());
  const random = new SeededRandom(1);
  const target = targetOf(registry.url);
  const controller = new AbortController();
  const rig: JobRig = {
    registry,
    target,
    controller,
    reports: [],
    phases: [],
    cursor: undefined,
    context: {} as JobContext,
    push: async (repository, tags, options = { layers: 1, filesPerLayer: 1 }) => {
      const image = await randomImage(random, options);
      registry.push(image, repository, ...tags);
      return image.digest;
    },
    again: () => contextOf(rig, providerFor(target, t)),
  };
  return Object.assign(rig, { context: contextOf(rig, providerFor(target, t)) });
}

function targetOf(url: string): RegistryTarget {
  return {
    registryId: '0190b5a0-0000-7000-8000-000000000001',
    url,
    provider: 'CUSTOM',
    allowPlainHttp: true,
    credentialHolder: 'none',
    guardAddresses: false,
    allowedAddresses: [],
  };
}

function providerFor(target: RegistryTarget, t: TestContext): RegistryProvider {
  const provider = createProvider(target, {
    clock: hurriedClock(),
    random: new SeededRandom(2),
    log: new MemoryLog(),
    userAgent: 'test',
    tracer: noTracer,
    credentials: createCredentialChain([]),
  });
  t.after(() => provider.close());
  return provider;
}

function contextOf(rig: JobRig, provider: RegistryProvider): JobContext {
  return {
    job: { jobId: '0190b5a0-0000-7000-8000-000000000002', attempt: 1 },
    signal: rig.controller.signal,
    provider,
    clock: new FakeClock(),
    log: new MemoryLog(),
    tracer: noTracer,
    report: (message) => {
      rig.reports.push(message);
      return Promise.resolve();
    },
    progress: (phase, done, total) =>
      rig.phases.push(`${phase} ${done}${total === undefined ? '' : ` of ${total}`}`),
    advanced: () => undefined,
    cursor: {
      read: () => rig.cursor,
      write: (value) => {
        rig.cursor = value;
      },
    },
  };
}

/** Waits between retries take no time. */
function hurriedClock(): Clock {
  const clock = new FakeClock();
  return {
    now: () => clock.now(),
    monotonicMs: () => clock.monotonicMs(),
    setTimer: (delayMs, run) => {
      if (delayMs > hurriedMsMax) return clock.setTimer(delayMs, run);
      const immediate = setImmediate(run);
      return { cancel: () => clearImmediate(immediate) };
    },
  };
}

/** Pauses between retries are shorter than this, timeouts longer. */
const hurriedMsMax = 8_000;

const everything = { include: [], exclude: [] };

export function syncPayload(
  rig: JobRig,
  more: Partial<Extract<JobPayload, { kind: 'sync' }>> = {},
): Extract<JobPayload, { kind: 'sync' }> {
  return {
    kind: 'sync',
    registry: rig.target,
    filters: { repositories: everything, tags: everything },
    ...more,
  };
}

/** `repository:tag` of everything reported, sorted. */
export function tagsReported(rig: JobRig): readonly string[] {
  return rig.reports
    .flatMap((message) =>
      message.type === 'tags.seen'
        ? message.tags.map((tag) => `${message.repository}:${tag.name}`)
        : [],
    )
    .toSorted();
}
