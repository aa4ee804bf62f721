// What the rules of sensors need remembered, within one organisation and across all of them.
import type {
  Beat,
  ReceivedHeartbeat,
  Sensor,
  SensorEnrolment,
  SensorFilter,
  ServedRegistry,
} from './sensor.ts';

/** Bound to one organisation: it neither reads nor writes a row of another. */
export interface SensorStore {
  readonly orgId: string;
  /** Sensors of this organisation; managed sensors are the operator's and not among them. */
  list(
    page: SensorFilter & { readonly limit: number; readonly offset: number },
  ): Promise<{ readonly sensors: readonly Sensor[]; readonly total: number }>;
  get(id: string): Promise<Sensor | undefined>;
  /** By the id of the sensor; none for those that came with a key somebody made. */
  enrolmentsOf(sensors: readonly Sensor[]): Promise<ReadonlyMap<string, SensorEnrolment>>;
  /** False for a sensor of another organisation, also a managed one. */
  setDrained(id: string, drainedAt: number | null): Promise<boolean>;
  /** All that may serve this registry; for a cloud registry the managed sensors, whose row is elsewhere. */
  serving(registryId: string): Promise<readonly Sensor[]>;
  boundTo(registryId: string): Promise<readonly string[]>;
  replaceBindings(registryId: string, sensorIds: readonly string[], now: number): Promise<void>;
}

/** Which life of which database has been committed how far. */
export interface EpochPosition {
  readonly sensorId: string;
  readonly epoch: string;
}

/** What changes while a link is open, written together every few seconds. */
export interface SensorSighting {
  readonly sensorId: string;
  readonly lastSeenAt: number;
  readonly heartbeat?: ReceivedHeartbeat;
}

/** Across organisations, for work that starts from a key, a sensor or a clock. */
export interface SystemSensorStore {
  readonly scope: 'system';
  find(id: string): Promise<Sensor | undefined>;
  /** The one seen last, when several share key and name. */
  findByKeyAndName(keyId: string, name: string): Promise<Sensor | undefined>;
  /** Inserts or replaces the row with this id. */
  put(sensor: Sensor): Promise<void>;
  /** Registries of its key, of its bindings, and all cloud registries for a managed sensor. */
  servedBy(sensor: Pick<Sensor, 'id' | 'keyId' | 'isSystem'>): Promise<readonly ServedRegistry[]>;
  serves(
    sensor: Pick<Sensor, 'id' | 'keyId' | 'isSystem'>,
    registryId: string,
  ): Promise<ServedRegistry | undefined>;
  /** Zero for an epoch never seen; its row is made then. */
  openEpoch(position: EpochPosition, now: number): Promise<number>;
  ackedSeq(position: EpochPosition): Promise<number>;
  moveAckedSeq(position: EpochPosition, seq: number): Promise<void>;
  /** Puts them behind those that are there, without those it has, and keeps the last so many. */
  appendBeats(sensorId: string, beats: readonly Beat[], kept: number): Promise<void>;
  saveSightings(sightings: readonly SensorSighting[]): Promise<void>;
  markDisconnected(sensorId: string, at: number): Promise<void>;
  /** After a start: links of an earlier life of the control plane are gone. */
  markAllDisconnected(at: number): Promise<void>;
  /** None was heard later than `now`. */
  limitLastSeen(now: number): Promise<void>;
  addLostMessages(sensorId: string, count: number): Promise<void>;
}
