// What a sensor is to the control plane, as stored. Whether it can be reached now is a question for live links.
import type { Heartbeat } from '@harborguard/shared/protocol/sensor-frames.ts';

export interface ReceivedHeartbeat {
  readonly heartbeat: Heartbeat;
  readonly receivedAt: number;
  /** The sensor's clock minus ours. */
  readonly clockSkewMs: number;
}

/** What one heartbeat said, in short. */
export interface Beat {
  readonly receivedAt: number;
  readonly runningJobs: number;
  readonly backlogMessages: number;
}

export interface Sensor {
  readonly id: string;
  readonly orgId: string;
  readonly keyId: string;
  readonly name: string;
  readonly version: string;
  readonly platform: string;
  readonly analyzerVersion: string;
  readonly capabilities: readonly string[];
  /** A managed sensor: it serves the cloud registries of every organisation. */
  readonly isSystem: boolean;
  readonly epoch: string;
  readonly instance: string;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly connectedAt: number | null;
  readonly disconnectedAt: number | null;
  readonly heartbeat: ReceivedHeartbeat | null;
  /** The last sign that two processes use this identity. */
  readonly cloneAlertAt: number | null;
  /** Since when a person keeps it from taking jobs. */
  readonly drainedAt: number | null;
  /** Messages its outboxes had to give up. */
  readonly lostMessages: number;
  /** The last heartbeats that were written, the oldest first. */
  readonly beats: readonly Beat[];
}

export interface ServedRegistry {
  readonly registryId: string;
  readonly orgId: string;
  readonly url: string;
}

/** The token a sensor came with; its labels are those of the sensor. */
export interface SensorEnrolment {
  readonly tokenId: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface SensorFilter {
  /** Came with this enrolment token. */
  readonly enrolmentTokenId?: string;
  readonly label?: { readonly name: string; readonly value: string };
}
