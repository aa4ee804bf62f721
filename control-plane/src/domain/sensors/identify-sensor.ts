// Decides which stored sensor a hello speaks for. An id is taken at its word only where that gives the key no
// more than it has; without a volume a sensor is known again by its key and name.
import type { Hello } from '@harborguard/shared/protocol/sensor-frames.ts';
import type { SystemStores } from '../unit-of-work.ts';
import type { Sensor } from './sensor.ts';

/** The key a link was opened with. */
export interface LinkKey {
  readonly keyId: string;
  readonly orgId: string;
  readonly isSystem: boolean;
  readonly sensorsMax: number;
  readonly registryIds: readonly string[];
  /** The key this one replaces, until it has been used. */
  readonly takesOverFrom?: string | undefined;
  /** Set for a key that is the sensor's own. */
  readonly enrolmentId?: string | undefined;
}

export type Identified =
  | { readonly kind: 'known'; readonly sensor: Sensor }
  /** Same key and name under another id: the same sensor without its volume, unless the old one still answers. */
  | { readonly kind: 'namesake'; readonly sensor: Sensor }
  /** `isIdFree`: no other sensor has the id it calls itself by. */
  | { readonly kind: 'new'; readonly isIdFree: boolean };

export async function identifySensor(
  { sensors }: SystemStores,
  key: LinkKey,
  hello: Pick<Hello, 'sensorId' | 'name'>,
): Promise<Identified> {
  const known = await sensors.find(hello.sensorId);
  if (known !== undefined) {
    return (await mayBe(known))
      ? { kind: 'known', sensor: known }
      : { kind: 'new', isIdFree: false };
  }
  const namesake = await sensors.findByKeyAndName(key.keyId, hello.name);
  return namesake === undefined
    ? { kind: 'new', isIdFree: true }
    : { kind: 'namesake', sensor: namesake };

  /** After a rotation the key differs; it may take the identity over when it sees all that identity serves. */
  async function mayBe(sensor: Sensor): Promise<boolean> {
    if (sensor.keyId === key.keyId) return true;
    if (sensor.isSystem !== key.isSystem) return false;
    if (sensor.isSystem) return true;
    if (sensor.orgId !== key.orgId) return false;
    if (key.takesOverFrom === sensor.keyId) return true;
    const served = await sensors.servedBy(sensor);
    return served.every(({ registryId }) => key.registryIds.includes(registryId));
  }
}
