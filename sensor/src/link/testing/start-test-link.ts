// A link over a real outbox and a scripted control plane, on a clock the test moves. For tests of the link only.
import type { TestContext } from 'node:test';
import type { LogMessage } from '@harborguard/shared/protocol/log-messages.ts';
import type { JobRef } from '@harborguard/shared/protocol/sensor-frames.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import type { Outbox } from '../../outbox/outbox.ts';
import { openTestOutbox } from '../../outbox/testing/open-test-outbox.ts';
import { createLink, type Link } from '../link.ts';
import type { LinkCallbacks, LinkOptions } from '../link-options.ts';
import type { LinkState, LinkStatus } from '../link-state.ts';
import { ScriptedControlPlane } from './scripted-control-plane.ts';

export const canaryKey = 'hg_ak_canary-that-must-not-be-logged';

export interface TestLink {
  readonly link: Link;
  readonly controlPlane: ScriptedControlPlane;
  readonly outbox: Outbox;
  readonly clock: FakeClock;
  readonly log: MemoryLog;
  readonly identity: { sensorId: string; adopt(sensorId: string): void };
  readonly statuses: LinkStatus[];
  readonly held: JobRef[];
  /** Resolves when the link is in this state, or comes to it. */
  inState(state: LinkState): Promise<LinkStatus>;
  append(count: number): number[];
}

export interface TestLinkChanges {
  readonly callbacks?: Partial<LinkCallbacks>;
  readonly options?: Partial<LinkOptions>;
}

export async function startTestLink(
  t: TestContext,
  { callbacks = {}, options = {} }: TestLinkChanges = {},
): Promise<TestLink> {
  const controlPlane = await ScriptedControlPlane.start();
  const clock = new FakeClock();
  const log = new MemoryLog();
  const random = new SeededRandom(7);
  const outbox = openTestOutbox(t, { clock, log, random });
  const statuses: LinkStatus[] = [];
  const waiters = new Set<(status: LinkStatus) => void>();
  const held: JobRef[] = [];
  const identity = {
    sensorId: random.uuid(),
    adopt(sensorId: string) {
      this.sensorId = sensorId;
    },
  };
  const link = createLink({
    url: controlPlane.url,
    apiKey: () => canaryKey,
    outbox,
    identity,
    process: {
      name: 'test sensor',
      version: '0.0.0',
      instance: random.uuid(),
      capabilities: ['probe'],
      analyzerVersion: '1',
      platform: 'linux/amd64',
    },
    clock,
    random,
    log,
    callbacks: {
      onWelcome: () => undefined,
      onAssign: () => Promise.resolve('accept'),
      onCancel: () => undefined,
      onLeaseLost: () => undefined,
      onConfiguration: () => undefined,
      onDrain: () => undefined,
      ...callbacks,
      onState: (status) => {
        statuses.push(status);
        for (const waiter of [...waiters]) waiter(status);
        callbacks.onState?.(status);
      },
    },
    heartbeat: () => ({
      state: 'idle',
      version: '0.0.0',
      backlog: { messages: outbox.stats().messages, bytes: 0, oldestAgeMs: 0 },
      leases: [],
      rssBytes: 1,
      clock: clock.now(),
      registries: [],
      lostMessages: 0,
    }),
    heldJobs: () => held,
    ...options,
  });
  t.after(async () => {
    const stopped = link.stop({ drain: false });
    await clock.advance(2_000);
    await stopped;
    await controlPlane.stop();
  });
  const inState = (state: LinkState) => {
    if (link.status.state === state) return Promise.resolve(link.status);
    return new Promise<LinkStatus>((resolve) => {
      const waiter = (status: LinkStatus) => {
        if (status.state !== state) return;
        waiters.delete(waiter);
        resolve(status);
      };
      waiters.add(waiter);
    });
  };
  const append = (count: number) =>
    Array.from({ length: count }, (_, index) => outbox.append(smallMessage(index)));
  return { link, controlPlane, outbox, clock, log, identity, statuses, held, inState, append };
}

export function smallMessage(index: number): LogMessage {
  return {
    type: 'job.finished',
    jobId: '0199a000-0000-7000-8000-000000000001',
    attempt: index + 1,
    kind: 'probe',
    outcome: 'succeeded',
  };
}

/** Does not compress well, so that it takes many chunks. */
export function largeMessage(bytes: number): LogMessage {
  const random = new SeededRandom(bytes);
  return {
    type: 'job.finished',
    jobId: '0199a000-0000-7000-8000-000000000001',
    attempt: 1,
    kind: 'scan',
    outcome: 'failed',
    code: 'INTERNAL_ERROR',
    details: { noise: Buffer.from(random.bytes(bytes)).toString('latin1') },
  };
}

export const jobRef = (index: number): JobRef => ({
  jobId: `0199a000-0000-7000-8000-${String(index).padStart(12, '0')}`,
  attempt: 1,
});
