// Which sensors could take a job of a registry at this moment.
import type { LiveLinks } from '../sensors/live-links.ts';
import type { Stores } from '../unit-of-work.ts';

/** Those connected at this moment that may serve the registry. */
export async function connectedSensors(
  links: LiveLinks,
  stores: Stores,
  registryId: string,
): Promise<readonly string[]> {
  const serving = await stores.sensors.serving(registryId);
  return serving.map((sensor) => sensor.id).filter((id) => links.get(id)?.hasHeartbeat === true);
}
