// The managed sensor with its key: minted at each start and handed to the child only, the ones before revoked.
import { extname, join, resolve } from 'node:path';
import type { Clock, Log, Random } from '@harborguard/shared/ports.ts';
import type { ControlPlaneConfig } from './config.ts';
import type { Services } from './create-services.ts';
import { managedSensorKeyName } from './domain/keys/key-service.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { type ManagedSensor, startManagedSensor } from './outbound/managed-sensor.ts';

export interface ManagedSensorRun {
  readonly config: ControlPlaneConfig;
  readonly ports: {
    readonly clock: Clock;
    readonly random: Random;
    readonly log: Log;
    readonly environment: Readonly<Record<string, string | undefined>>;
  };
  readonly services: Services;
  /** Of this control plane, on this machine. */
  readonly url: string;
}

/** Beside this program, in the sources as in an image, where both are plain JavaScript. */
const sensorEntry = resolve(
  import.meta.dirname,
  `../../sensor/src/main${extname(import.meta.filename)}`,
);

export async function runManagedSensor(run: ManagedSensorRun): Promise<ManagedSensor> {
  const { config, ports, services, url } = run;
  return await startManagedSensor({
    ...ports,
    entry: sensorEntry,
    url,
    folder: join(config.dataFolder, 'managed-sensor'),
    apiKey: await mintSystemKey(services),
    logLevel: config.logLevel,
  });
}

async function mintSystemKey({ api }: Services): Promise<string> {
  const { keys, unitOfWork, clock } = api;
  return await unitOfWork.writeSystem(async (stores) => {
    const at = clock.now();
    await stores.keys.revokeSystemKeys(managedSensorKeyName, at);
    const operator = stores.organisation(defaultOrganisationId);
    const minted = await keys.mint(operator, {
      name: managedSensorKeyName,
      kind: 'sensor',
      role: 'ci',
      sensorsMax: 1,
      isSystem: true,
    });
    const { id, name, kind, prefix } = minted.key;
    await operator.audit.append({
      ...{ at, address: '', requestId: '', action: 'managed sensor key replaced' },
      actor: { kind: 'system', id: '', name: 'serve' },
      ...{ target: { kind: 'key', id }, before: undefined, after: { name, kind, prefix } },
    });
    return minted.text;
  });
}
