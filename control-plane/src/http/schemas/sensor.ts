// Sensors on the wire: connection, work and freshness as separate facts.
import { type Static, Type } from 'typebox';
import type { SensorState } from '../../domain/sensors/sensor-service.ts';
import { isoTime, optional, optionalTime, Time, Uuid } from './common.ts';

export const SensorSchema = Type.Object({
  id: Uuid,
  name: Type.String(),
  version: Type.String(),
  platform: Type.String(),
  analyzerVersion: Type.String(),
  capabilities: Type.Array(Type.String(), { description: 'What it says it can do.' }),
  keyId: Type.Optional(
    Type.String({ description: 'The key it opens its link with; not told of a managed one.' }),
  ),
  managed: Type.Boolean(),
  state: Type.Enum(['never', 'online', 'offline']),
  connected: Type.Boolean(),
  cloned: Type.Boolean(),
  drained: Type.Boolean({ description: 'A person keeps it from taking jobs.' }),
  drainedAt: Type.Optional(Time),
  firstSeenAt: Time,
  lastSeenAt: Time,
  lostMessages: Type.Integer(),
  labels: Type.Record(Type.String(), Type.String(), {
    description: 'Those of the enrolment token it came with.',
    examples: [{ site: 'berlin' }],
  }),
  enrolment: Type.Optional(Type.Object({ tokenId: Uuid, name: Type.String() })),
  lastHeartbeatAt: Type.Optional(Time),
  clockSkewMs: Type.Optional(Type.Integer()),
  work: Type.Optional(Type.Enum(['idle', 'working', 'draining'])),
  backlog: Type.Optional(
    Type.Object({
      messages: Type.Integer(),
      bytes: Type.Integer(),
      oldestAgeMs: Type.Integer(),
    }),
  ),
  runningJobs: Type.Optional(Type.Integer()),
  freeDiskBytes: Type.Optional(Type.Integer()),
  rssBytes: Type.Optional(Type.Integer()),
  recentHeartbeats: Type.Array(
    Type.Object({
      at: Time,
      runningJobs: Type.Integer(),
      backlogMessages: Type.Integer(),
    }),
    { description: 'The last 60, the oldest first.' },
  ),
});

export const SensorStatusSchema = Type.Object({
  registryId: Uuid,
  /** waiting: no heartbeat yet. */
  state: Type.Enum(['waiting', 'online', 'offline']),
  status: Type.String(),
  lastHeartbeatAt: Type.Union([Time, Type.Null()]),
  sensors: Type.Array(SensorSchema),
});

export function sensorView(state: SensorState): Static<typeof SensorSchema> {
  const { sensor } = state;
  const { id, name, version, platform, analyzerVersion, lostMessages } = sensor;
  return {
    ...{ id, name, version, platform, analyzerVersion, lostMessages },
    labels: { ...state.enrolment?.labels },
    ...optional('enrolment', enrolmentView(state.enrolment)),
    capabilities: [...sensor.capabilities],
    ...(sensor.isSystem ? {} : { keyId: sensor.keyId }),
    managed: sensor.isSystem,
    state: state.liveness,
    connected: state.isConnected,
    cloned: state.isCloned,
    drained: sensor.drainedAt !== null,
    ...optionalTime('drainedAt', sensor.drainedAt),
    firstSeenAt: isoTime(sensor.firstSeenAt),
    lastSeenAt: isoTime(state.lastSeenAt),
    ...heartbeatView(sensor.heartbeat),
    recentHeartbeats: state.beats.map(({ receivedAt, ...beat }) => ({
      at: isoTime(receivedAt),
      ...beat,
    })),
  };
}

function enrolmentView(enrolment: SensorState['enrolment']) {
  return enrolment && { tokenId: enrolment.tokenId, name: enrolment.name };
}

function heartbeatView(
  received: SensorState['sensor']['heartbeat'],
): Partial<Static<typeof SensorSchema>> {
  if (received === null) return {};
  const { heartbeat } = received;
  return {
    ...optionalTime('lastHeartbeatAt', received.receivedAt),
    clockSkewMs: Math.round(received.clockSkewMs),
    work: heartbeat.state,
    backlog: heartbeat.backlog,
    runningJobs: heartbeat.leases.length,
    rssBytes: heartbeat.rssBytes,
    ...optional('freeDiskBytes', heartbeat.freeDiskBytes),
  };
}
