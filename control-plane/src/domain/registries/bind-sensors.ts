// Binding sensors to a registry, where a sensor that is not there is the caller's mistake.
import { createHash } from 'node:crypto';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { SensorService } from '../sensors/sensor-service.ts';
import type { Stores } from '../unit-of-work.ts';

/** The same for the same sensors, in whatever order they were named. */
export function versionOfBinding(sensorIds: readonly string[]): string {
  return createHash('sha256').update(sensorIds.toSorted().join(' ')).digest('base64url');
}

/** Throws NOT_FOUND and so undoes the transaction. */
export async function bindSensors(
  sensors: Pick<SensorService, 'bindSensors'>,
  stores: Stores,
  binding: { readonly registryId: string; readonly sensorIds: readonly string[] },
): Promise<void> {
  const outcome = await sensors.bindSensors(stores, binding.registryId, binding.sensorIds);
  if (outcome.kind === 'unknown-sensor') {
    throw new HarborError('NOT_FOUND', { details: { sensorId: outcome.sensorId } });
  }
}
