// A sensor without a socket: the frames it is sent, and short ways to do what a sensor does. For tests only.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { ControlPlaneFrame } from '@harborguard/shared/protocol/control-plane-frames.ts';
import type { JobFinished } from '@harborguard/shared/protocol/log-messages.ts';
import type { Heartbeat, Hello, JobRef } from '@harborguard/shared/protocol/sensor-frames.ts';
import type { Fleet } from '../domain/sensors/create-fleet.ts';
import type { LinkKey } from '../domain/sensors/identify-sensor.ts';
import type { IngestOutcome } from '../domain/sensors/ingest.ts';
import type { LinkPeer } from '../domain/sensors/live-links.ts';
import { defaultCredit } from '../domain/sensors/log-receiver.ts';
import type { SensorSession } from '../domain/sensors/sensor-session.ts';

type FrameOf<Kind extends ControlPlaneFrame['kind']> = Extract<
  ControlPlaneFrame,
  { readonly kind: Kind }
>;

export class FakePeer implements LinkPeer {
  readonly id = randomUUID();
  readonly frames: ControlPlaneFrame[] = [];
  closedWith: number | undefined;
  isAnswering = false;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  send(frame: ControlPlaneFrame): boolean {
    if (this.closedWith !== undefined) return false;
    this.frames.push(frame);
    return true;
  }

  close(code: number): void {
    this.closedWith ??= code;
  }

  answersPing(): Promise<boolean> {
    return Promise.resolve(this.isAnswering);
  }

  lastHeardAt(): number {
    return this.#now();
  }
}

export class FakeSensor {
  readonly fleet: Fleet;
  readonly key: LinkKey;
  readonly hello: Hello;
  seq = 0;
  #peer: FakePeer | undefined;
  #session: SensorSession | undefined;
  readonly #now: () => number;

  constructor(fleet: Fleet, key: LinkKey, hello: Hello, now: () => number) {
    this.fleet = fleet;
    this.key = key;
    this.hello = hello;
    this.#now = now;
  }

  get peer(): FakePeer {
    assert.ok(this.#peer, 'the sensor has opened a link');
    return this.#peer;
  }

  get hasPeer(): boolean {
    return this.#peer !== undefined;
  }

  /** The same sensor, in front of a control plane that was started anew. */
  over(fleet: Fleet, key: LinkKey): FakeSensor {
    const sensor = new FakeSensor(fleet, key, this.hello, this.#now);
    sensor.seq = this.seq;
    return sensor;
  }

  get session(): SensorSession {
    assert.ok(this.#session, 'the sensor was welcomed');
    return this.#session;
  }

  get isOpen(): boolean {
    return this.#session !== undefined && !this.#session.link.isClosed;
  }

  /** Hello, and a heartbeat unless told otherwise. */
  async connect(
    changes: Partial<Hello> = {},
    options: { readonly heartbeat?: boolean } = {},
  ): Promise<FrameOf<'welcome'>> {
    const peer = new FakePeer(this.#now);
    const hello = { ...this.hello, lastSeq: this.seq, ...changes };
    const outcome = await this.fleet.links.sessions.open({
      key: this.key,
      hello,
      peer,
      credit: defaultCredit,
    });
    assert.equal(outcome.kind, 'open', 'code' in outcome ? outcome.code : '');
    assert.ok(outcome.kind === 'open');
    this.#peer = peer;
    this.#session = outcome.session;
    this.fleet.links.welcomed(outcome.session);
    if (options.heartbeat !== false) await this.heartbeat();
    await this.fleet.settled();
    return outcome.welcome;
  }

  async heartbeat(changes: Partial<Heartbeat> = {}): Promise<void> {
    await this.fleet.links.heartbeat(this.session, { ...idleHeartbeat(this.#now()), ...changes });
    await this.fleet.settled();
  }

  async disconnect(): Promise<void> {
    this.peer.closedWith ??= 1006;
    await this.fleet.links.sessions.close(this.session);
    await this.fleet.settled();
  }

  sent<Kind extends ControlPlaneFrame['kind']>(kind: Kind): readonly FrameOf<Kind>[] {
    return this.peer.frames.filter((frame): frame is FrameOf<Kind> => frame.kind === kind);
  }

  /** The last job it was offered. */
  offer(): FrameOf<'job.assign'> {
    const offer = this.sent('job.assign').at(-1);
    assert.ok(offer, 'a job was offered');
    return offer;
  }

  accept(ref: JobRef): Promise<boolean> {
    return this.fleet.links.leases.accept(this.session.link.identity.sensorId, ref);
  }

  renew(refs: readonly JobRef[]): Promise<readonly JobRef[]> {
    return this.fleet.links.leases.renew(this.session.link.identity.sensorId, refs);
  }

  async report(...bodies: readonly unknown[]): Promise<IngestOutcome> {
    const items = bodies.map((body) => {
      this.seq += 1;
      return { seq: this.seq, body: { kind: 'body' as const, body } };
    });
    const outcome = await this.fleet.links.ingest(this.session, items);
    await this.fleet.settled();
    return outcome;
  }

  finish(
    { jobId, attempt, payload }: FrameOf<'job.assign'>,
    changes: Partial<JobFinished> = {},
  ): Promise<IngestOutcome> {
    return this.report({ ...finished({ jobId, attempt }, payload.kind), ...changes });
  }
}

export function finished(ref: JobRef, kind: JobFinished['kind']): JobFinished {
  const base = { type: 'job.finished', ...ref, kind, outcome: 'succeeded' } as const;
  switch (kind) {
    case 'probe':
      return { ...base, result: probeResult };
    case 'sync':
      return { ...base, result: syncResult };
    case 'scan':
      return { ...base, result: scanResult };
  }
}

const probeResult = {
  kind: 'probe' as const,
  reachable: true,
  authenticated: true,
  latencyMs: 12,
  provider: 'CUSTOM',
  credentialSource: 'docker-config',
  details: {},
};

const syncResult = {
  kind: 'sync' as const,
  complete: true,
  restricted: false,
  repositories: 3,
  tags: 7,
  digests: 5,
  filteredTags: 0,
  failedRepositories: [],
  conditions: [],
  durationMs: 1500,
};

const scanResult = {
  kind: 'scan' as const,
  digest: `sha256:${'a'.repeat(64)}`,
  state: 'indexed' as const,
  layers: 2,
  bytes: 1000,
  durationMs: 800,
};

export function idleHeartbeat(clock: number): Heartbeat {
  return {
    kind: 'heartbeat',
    state: 'idle',
    version: '0.1.0',
    backlog: { messages: 0, bytes: 0, oldestAgeMs: 0 },
    leases: [],
    rssBytes: 50_000_000,
    clock,
    registries: [],
    lostMessages: 0,
  };
}
