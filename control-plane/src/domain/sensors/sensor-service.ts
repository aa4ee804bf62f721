// What the rest of the control plane may ask of sensors. Interfaces only; `create-sensor-service.ts` answers.
import type { DiagnosticsBody } from '@harborguard/shared/protocol/diagnostics.ts';
import type { Stores } from '../unit-of-work.ts';
import type { Beat, Sensor, SensorEnrolment, SensorFilter, ServedRegistry } from './sensor.ts';

/** never: no heartbeat yet. offline: nothing heard for two minutes. */
export type SensorLiveness = 'never' | 'online' | 'offline';

export interface SensorState {
  readonly sensor: Sensor;
  readonly liveness: SensorLiveness;
  /** Whether a link is open at this moment; a closed one shows here before the sensor counts as offline. */
  readonly isConnected: boolean;
  /** Two processes use its identity, so it gets no work. */
  readonly isCloned: boolean;
  /** Of any byte, also between two heartbeats. */
  readonly lastSeenAt: number;
  /** The last heartbeats, the oldest first, also those before a restart. */
  readonly beats: readonly Beat[];
  readonly enrolment: SensorEnrolment | undefined;
}

/** `reach`: how it stood at the last heartbeat, for those the sensor spoke of. */
export interface RegistryOfSensor extends ServedRegistry {
  readonly reach: { readonly reachable: boolean; readonly code?: string } | undefined;
}

export type BindOutcome =
  | { readonly kind: 'bound' }
  | { readonly kind: 'unknown-sensor'; readonly sensorId: string };

export interface SensorPage {
  readonly sensors: readonly SensorState[];
  readonly total: number;
}

export interface SensorService {
  list(
    orgId: string,
    page: SensorFilter & { readonly limit: number; readonly offset: number },
  ): Promise<SensorPage>;
  get(orgId: string, sensorId: string): Promise<SensorState | undefined>;
  /** The registries of this organisation it may be given work of. Throws NOT_FOUND. */
  registriesOf(orgId: string, sensorId: string): Promise<readonly RegistryOfSensor[]>;
  /** Drained, it finishes what it has and is given nothing new. Throws NOT_FOUND and FORBIDDEN. */
  setDrained(orgId: string, sensorId: string, isDrained: boolean): Promise<SensorState>;
  /** Asked over its link. Throws NOT_FOUND, FORBIDDEN, SENSOR_OFFLINE and PROTOCOL_UNSUPPORTED. */
  diagnostics(orgId: string, sensorId: string): Promise<DiagnosticsBody>;

  // Within a transaction of the caller.
  /** The sensors that may serve this registry, whether by their key, by a binding or as managed sensors. */
  sensorStates(stores: Stores, registryId: string): Promise<readonly SensorState[]>;
  /** Ids bound by `bindSensors`; those that serve it by their key are not in it. */
  boundSensorIds(stores: Stores, registryId: string): Promise<readonly string[]>;
  /** Replaces the bindings of a registry. Call `configurationChanged` after the commit. */
  bindSensors(
    stores: Stores,
    registryId: string,
    sensorIds: readonly string[],
  ): Promise<BindOutcome>;

  /**
   * After a commit that changed a registry, a binding or the scope of a key: live links learn of it, and jobs
   * that their sensor may no longer hold go back to the queue.
   */
  configurationChanged(): Promise<void>;
}
