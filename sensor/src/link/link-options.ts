// What the link needs from the rest of the sensor, and what it tells it. Types only.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import type { Clock, Log, Random } from '@harborguard/shared/ports.ts';
import type {
  JobAssign,
  SensorConfiguration,
  Welcome,
} from '@harborguard/shared/protocol/control-plane-frames.ts';
import type { DiagnosticsBody } from '@harborguard/shared/protocol/diagnostics.ts';
import type { Heartbeat, JobRef } from '@harborguard/shared/protocol/sensor-frames.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { SocketFactory } from './link-socket.ts';
import type { LinkStatus } from './link-state.ts';

/** Who the sensor is. `sensorId` is on disk and changes only by `adopt`. */
export interface SensorSelf {
  readonly sensorId: string;
  /** The control plane knows this sensor by another id; after this returns that id is on disk. */
  adopt(sensorId: string): void;
}

/** The rest of hello, fixed for the life of the process. */
export interface ProcessFacts {
  readonly name: string;
  readonly version: string;
  /** A new UUID for each process. */
  readonly instance: string;
  readonly capabilities: readonly string[];
  readonly analyzerVersion: string;
  readonly platform: string;
}

export type AssignReply = 'accept' | { readonly refuse: ErrorCode };

/** What a callback throws is logged and does not end the link. */
export interface LinkCallbacks {
  onWelcome(welcome: Welcome): void;
  /** Resolves once the job is persisted; a job already held is accepted again. Rejecting refuses it. */
  onAssign(job: JobAssign): Promise<AssignReply>;
  onCancel(job: JobRef): void;
  /** The job belongs to somebody else by now, or is not wanted any more: stop it and say nothing about it. */
  onLeaseLost(job: JobRef): void;
  /** After each welcome and whenever it changes. */
  onConfiguration(configuration: SensorConfiguration): void;
  /** The control plane is about to restart. */
  onDrain(): void;
  onState(status: LinkStatus): void;
}

/** The sensor's own key, as the link moves it on. */
export interface LinkOwnKey {
  /** The link was opened with an enrolment token: it is for proposing a key. */
  readonly isEnrolling: boolean;
  refused(): void;
  welcomed(): void;
  isOlderThan(ageMs: number): boolean;
  propose(): { readonly hash: string; readonly prefix: string };
  accepted(hash: string): boolean;
}

export interface SessionOptions {
  readonly outbox: Outbox;
  readonly identity: SensorSelf;
  readonly process: ProcessFacts;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly callbacks: LinkCallbacks;
  /** Set when the sensor makes its own key. */
  readonly ownKey?: LinkOwnKey | undefined;
  readonly heartbeat: () => Omit<Heartbeat, 'kind'>;
  readonly heldJobs: () => readonly JobRef[];
  readonly diagnostics?: () => DiagnosticsBody;
}

export interface LinkOptions extends SessionOptions {
  /** HARBORGUARD_URL. */
  readonly url: string;
  /** Asked at each try, so that a rotated key file takes effect. */
  readonly apiKey: () => string;
  readonly allowPlainHttp?: boolean | undefined;
  /** PEM certificates trusted for the control plane besides the system's. */
  readonly caPem?: string | undefined;
  /** Set when a proxy applies to this address; may hold its user and password. */
  readonly proxy?: URL | undefined;
  readonly socketFactory?: SocketFactory | undefined;
}
