// Every frame of the link with its direction, class and purpose. docs/link.md is made from this list and a test
// keeps the two equal; the codec reads schemas from here and nowhere else.
import type { TSchema } from 'typebox';
import * as controlPlane from './control-plane-frames.ts';
import * as sensor from './sensor-frames.ts';

/** state: last value wins, never queued. log: durable, acked, exactly once in effect. control: about the link itself. */
export type FrameClass = 'control' | 'state' | 'log';

export interface FrameRow {
  readonly kind: string;
  readonly class: FrameClass;
  readonly purpose: string;
  readonly schema: TSchema;
}

export const sensorFrames: readonly FrameRow[] = [
  {
    kind: 'hello',
    class: 'control',
    purpose:
      'The first frame: who the sensor is, which life of which database, which jobs it holds.',
    schema: sensor.HelloSchema,
  },
  {
    kind: 'heartbeat',
    class: 'state',
    purpose: 'How the sensor is: work, backlog, leases, disk, memory, clock, registries.',
    schema: sensor.HeartbeatSchema,
  },
  {
    kind: 'progress',
    class: 'state',
    purpose: 'How far a running job is; only the latest value of a job counts.',
    schema: sensor.ProgressSchema,
  },
  {
    kind: 'log',
    class: 'log',
    purpose: 'A message of the outbox whose body fits in the frame.',
    schema: sensor.LogSchema,
  },
  {
    kind: 'log.begin',
    class: 'log',
    purpose: 'Announces a message of the outbox whose zstd body follows in binary chunks.',
    schema: sensor.LogBeginSchema,
  },
  {
    kind: 'job.accept',
    class: 'control',
    purpose: 'The job is persisted by the sensor; its lease counts from here.',
    schema: sensor.JobAcceptSchema,
  },
  {
    kind: 'job.refuse',
    class: 'control',
    purpose:
      'The sensor does not take the job; it goes back to the queue without a counted attempt.',
    schema: sensor.JobRefuseSchema,
  },
  {
    kind: 'lease.renew',
    class: 'control',
    purpose: 'Every 20 s while jobs run: these are still being worked on.',
    schema: sensor.LeaseRenewSchema,
  },
  {
    kind: 'credential.request',
    class: 'control',
    purpose: 'Asks for the credential of a job whose registry keeps it in the control plane.',
    schema: sensor.CredentialRequestSchema,
  },
  {
    kind: 'key.propose',
    class: 'control',
    purpose:
      'The sensor has made itself a key: in place of hello under an enrolment token, later to replace the one it has.',
    schema: sensor.KeyProposeSchema,
  },
  {
    kind: 'goodbye',
    class: 'control',
    purpose: 'The sensor is about to close the link on purpose.',
    schema: sensor.GoodbyeSchema,
  },
  {
    kind: 'diagnostics',
    class: 'control',
    purpose: 'What the sensor knows of itself, when it is asked: numbers, codes, names.',
    schema: sensor.DiagnosticsSchema,
  },
  {
    kind: 'error',
    class: 'control',
    purpose: 'A frame could not be taken; the session goes on.',
    schema: sensor.SensorErrorSchema,
  },
];

export const controlPlaneFrames: readonly FrameRow[] = [
  {
    kind: 'welcome',
    class: 'control',
    purpose: 'The answer to hello: where to go on, what to keep, how often to beat.',
    schema: controlPlane.WelcomeSchema,
  },
  {
    kind: 'ack',
    class: 'control',
    purpose: 'Everything up to a seq is committed; the new credit.',
    schema: controlPlane.AckSchema,
  },
  {
    kind: 'resync',
    class: 'control',
    purpose: 'A gap was seen: send again from this seq.',
    schema: controlPlane.ResyncSchema,
  },
  {
    kind: 'job.assign',
    class: 'control',
    purpose: 'A job for this sensor, with its lease and budget.',
    schema: controlPlane.JobAssignSchema,
  },
  {
    kind: 'job.cancel',
    class: 'control',
    purpose: 'Stop this job within a second.',
    schema: controlPlane.JobCancelSchema,
  },
  {
    kind: 'lease.renewed',
    class: 'control',
    purpose: 'Leases are extended, but for those lost.',
    schema: controlPlane.LeaseRenewedSchema,
  },
  {
    kind: 'credential.grant',
    class: 'control',
    purpose: 'The credential of one job and attempt; kept in memory only.',
    schema: controlPlane.CredentialGrantSchema,
  },
  {
    kind: 'key.accepted',
    class: 'control',
    purpose: 'The key proposed opens the link; the one before ends when it has been used.',
    schema: controlPlane.KeyAcceptedSchema,
  },
  {
    kind: 'configuration',
    class: 'control',
    purpose: 'The registries of this sensor have changed.',
    schema: controlPlane.ConfigurationSchema,
  },
  {
    kind: 'drain',
    class: 'control',
    purpose: 'The control plane is about to restart; come back after this long.',
    schema: controlPlane.DrainSchema,
  },
  {
    kind: 'diagnostics.request',
    class: 'control',
    purpose: 'Asks what the sensor knows of itself; only of those with the capability.',
    schema: controlPlane.DiagnosticsRequestSchema,
  },
  {
    kind: 'error',
    class: 'control',
    purpose: 'A frame could not be taken; the session goes on unless the link is closed.',
    schema: controlPlane.ControlPlaneErrorSchema,
  },
];
