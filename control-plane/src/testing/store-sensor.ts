// A sensor the control plane has seen before and that is away. For tests only.
import type { ApiWorld } from '../cli/testing/api-world.ts';
import { defaultOrganisationId } from '../domain/unit-of-work.ts';

/** Its id. */
export async function storeSensor(world: ApiWorld, name: string): Promise<string> {
  const body = { name: 'sensors', kind: 'sensor', role: 'ci' };
  const { id: keyId } = (await world.call('POST', '/api/api-keys', { body })).body.data;
  const id = '0199a000-0000-7000-8000-00000000bbbb';
  const now = world.clock.now();
  await world.storage.unitOfWork.writeSystem(({ sensors }) =>
    sensors.put({
      ...{ id, keyId, orgId: defaultOrganisationId, name, version: '1' },
      ...{ platform: 'linux/amd64', analyzerVersion: '1', capabilities: [], isSystem: false },
      ...{ epoch: id, instance: id, firstSeenAt: now, lastSeenAt: now },
      ...{ connectedAt: null, disconnectedAt: now, heartbeat: null },
      ...{ cloneAlertAt: null, drainedAt: null, lostMessages: 0, beats: [] },
    }),
  );
  return id;
}
