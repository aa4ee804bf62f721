// Keys the operator brought along for an automated installation. Each counts once: revoked, it stays revoked however
// often the installation starts with it. What changes stands in the audit log, as done by the configuration.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Random } from '@harborguard/shared/ports.ts';
import { hashKey, isWellFormedKey, keyPrefix } from '@harborguard/shared/protocol/api-key-text.ts';
import type { AuditActor } from '../audit/audit-event.ts';
import { defaultOrganisationId, type SystemStores, type UnitOfWork } from '../unit-of-work.ts';
import { defaultSensorsMax, type KeyRequest } from './key-service.ts';

const configuredSensorKeyName = 'system sensor of the configuration';
const configuration: AuditActor = { kind: 'operator', id: '', name: 'configuration' };

export interface AdoptDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
}

/** Throws CONFIGURATION_INVALID when it has not the form of a key. */
export async function adoptOwnerKey(dependencies: AdoptDependencies, text: string): Promise<void> {
  requireKeyForm('HARBORGUARD_BOOTSTRAP_KEY', text);
  await dependencies.unitOfWork.writeSystem(async (stores) => {
    await insertOnce(dependencies, stores, {
      ...{ text, name: 'bootstrap', kind: 'user', role: 'owner', isSystem: false },
    });
  });
}

/**
 * The key of a sensor that somebody else runs for cloud mode. Another key in the configuration takes the place of the
 * one before. Throws CONFIGURATION_INVALID when it has not the form of a key.
 */
export async function adoptSystemSensorKey(
  dependencies: AdoptDependencies,
  text: string,
): Promise<void> {
  requireKeyForm('HARBORGUARD_SYSTEM_SENSOR_KEY', text);
  await dependencies.unitOfWork.writeSystem(async (stores) => {
    if ((await stores.keys.findByHash(hashKey(text))) !== undefined) return;
    await stores.keys.revokeSystemKeys(configuredSensorKeyName, dependencies.clock.now());
    await insertOnce(dependencies, stores, {
      ...{ text, name: configuredSensorKeyName, kind: 'sensor', role: 'ci', isSystem: true },
    });
  });
}

interface AdoptedKey extends Pick<KeyRequest, 'name' | 'kind' | 'role'> {
  readonly text: string;
  readonly isSystem: boolean;
}

async function insertOnce(
  { clock, random }: AdoptDependencies,
  stores: SystemStores,
  { text, ...key }: AdoptedKey,
): Promise<void> {
  const hash = hashKey(text);
  if ((await stores.keys.findByHash(hash)) !== undefined) return;
  const organisation = stores.organisation(defaultOrganisationId);
  const id = random.uuid();
  const at = clock.now();
  const prefix = keyPrefix(text);
  await organisation.keys.insert({
    ...{ ...key, id, prefix, hash, registryIds: [], createdAt: at, expiresAt: undefined },
    // A sensor may be replaced before the one before is forgotten.
    sensorsMax: key.isSystem ? defaultSensorsMax : 1,
  });
  await organisation.audit.append({
    ...{ at, actor: configuration, address: '', requestId: '', action: 'adopt-key' },
    ...{ target: { kind: 'key', id }, before: undefined },
    after: { name: key.name, kind: key.kind, role: key.role, prefix },
  });
}

function requireKeyForm(variable: string, text: string): void {
  if (isWellFormedKey(text)) return;
  const rule = 'must be hg_ak_ and 48 hexadecimal digits with their checksum';
  throw new HarborError('CONFIGURATION_INVALID', { details: { variable, rule } });
}
