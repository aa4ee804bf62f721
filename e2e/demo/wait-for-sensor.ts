// Waits for the first heartbeat of a sensor, so that what follows is not about a sensor that is still starting.
import { setTimeout as wait } from 'node:timers/promises';
import type { ApiClient } from '../support/api-client.ts';

const pollMs = 100;
const waitMsMax = 60_000;

export async function waitForSensor(api: ApiClient): Promise<void> {
  for (let waitedMs = 0; waitedMs < waitMsMax; waitedMs += pollMs) {
    const sensors = await api.list<{ connected: boolean }>('/sensors');
    if (sensors.some((sensor) => sensor.connected)) return;
    await wait(pollMs);
  }
  throw new Error('The managed sensor did not connect within a minute.');
}
