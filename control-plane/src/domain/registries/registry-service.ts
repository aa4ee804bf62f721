// What the rest of the control plane may ask of connections to registries. Interfaces only; their syncs and scans
// are jobs.
import type { Clock, Log, Random } from '@harborguard/shared/ports.ts';
import type { CredentialVault } from '../credentials/credential-vault.ts';
import type { ExpectedVersion } from '../expected-version.ts';
import type { JobService } from '../jobs/job-service.ts';
import type { KeyService } from '../keys/key-service.ts';
import type { SensorService } from '../sensors/sensor-service.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { RegistryClearing } from './registry-clearing.ts';
import type { RegistryEdit, RegistryInput } from './registry-input.ts';
import type { Registry, RegistryListOptions, SyncRun } from './registry-store.ts';

export interface CreatedRegistry {
  readonly registry: Registry;
  /** Sensor mode without a sensor to bind to: shown once. */
  readonly sensorApiKey?: string;
}

export interface RegistryService {
  create(orgId: string, input: RegistryInput): Promise<CreatedRegistry>;
  /** Throws NOT_FOUND. */
  get(orgId: string, registryId: string): Promise<Registry>;
  list(
    orgId: string,
    options: RegistryListOptions,
  ): Promise<{ readonly registries: readonly Registry[]; readonly total: number }>;
  /** Throws NOT_FOUND, CONFLICT, what a wrong address throws, and PRECONDITION_FAILED unless `expected`. */
  edit(
    orgId: string,
    registryId: string,
    edit: RegistryEdit,
    expected?: ExpectedVersion,
  ): Promise<Registry>;
  /** Throws NOT_FOUND, and PRECONDITION_FAILED unless `expected`. */
  remove(orgId: string, registryId: string, expected?: ExpectedVersion): Promise<void>;
  /** While it is paused nothing starts by itself; doing it again changes nothing. Throws NOT_FOUND. */
  pause(orgId: string, registryId: string): Promise<Registry>;
  resume(orgId: string, registryId: string): Promise<Registry>;
  /** Makes exactly these the sensors bound to the registry. Throws NOT_FOUND, and PRECONDITION_FAILED unless `expected`. */
  bindSensors(
    orgId: string,
    registryId: string,
    sensorIds: readonly string[],
    expected?: ExpectedVersion,
  ): Promise<void>;
  /** What a change of the bound sensors expects to find. Throws NOT_FOUND. */
  bindingVersion(orgId: string, registryId: string): Promise<string>;
  syncRuns(
    orgId: string,
    registryId: string,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<{ readonly runs: readonly SyncRun[]; readonly total: number }>;
}

export interface RegistryServiceDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly keys: Pick<KeyService, 'mint' | 'announceRevoked'>;
  readonly vault: Pick<CredentialVault, 'sealer'>;
  readonly sensors: Pick<SensorService, 'bindSensors' | 'boundSensorIds' | 'configurationChanged'>;
  readonly jobs: Pick<JobService, 'cancelJobsOf' | 'committed'>;
  readonly clearing: Pick<RegistryClearing, 'wake'>;
  /** What the operator lets cloud mode reach in spite of the guard. */
  readonly allowedAddresses: readonly string[];
}
