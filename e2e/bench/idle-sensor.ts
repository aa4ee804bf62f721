// What a sensor costs that has nothing to do: its memory, and how long it takes from its start to the link.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startControlPlane } from '../support/control-plane.ts';
import { residentBytes } from '../support/process-memory.ts';
import { startSensor } from '../support/sensor.ts';
import { freePort, temporaryFolder } from '../support/temporary-folder.ts';
import { within } from '../support/within.ts';
import { type Bench, benchRow, median, peer } from './bench.ts';

const mebibyte = 1024 * 1024;
const startMsMax = 60_000;
const restMs = 5_000;

export const idleSensor: Bench = {
  name: 'idle-sensor',
  about: 'memory of an idle sensor, and its time from start to connected',
  run: async (context) => {
    const folder = temporaryFolder(context);
    const port = await freePort();
    const options = { dataFolder: join(folder, 'data'), port, managedSensor: false };
    const controlPlane = await startControlPlane(options);
    context.after(() => controlPlane.stop());
    const body = { name: 'bench', kind: 'sensor', role: 'viewer' };
    const { key } = await controlPlane.api.send<{ key: string }>('POST', '/api-keys', body);
    const starts: number[] = [];
    const sizes: number[] = [];
    const bareSizes: number[] = [];
    for (let round = 0; round < context.rounds; round += 1) {
      const measured = await oneLife(controlPlane.url, key, join(folder, 'state'));
      starts.push(measured.startMs);
      sizes.push(measured.bytes);
      bareSizes.push(await bareNodeBytes());
    }
    const row = { bench: 'idle-sensor' } as const;
    return [
      benchRow({
        ...row,
        measure: 'resident memory of a connected sensor without work, from source',
        unit: 'MiB',
        ours: median(sizes) / mebibyte,
        peers: [peer('node that only waits', median(bareSizes) / mebibyte)],
      }),
      benchRow({
        ...row,
        measure: 'from the start of the process to the welcome of the control plane, from source',
        unit: 'ms',
        ours: median(starts),
        peers: [],
      }),
    ];
  },
};

async function oneLife(url: string, apiKey: string, stateFolder: string) {
  const startedAt = performance.now();
  const sensor = startSensor({ url, apiKey, stateFolder });
  await within(startMsMax, 'the link', sensor.waitForLine('link welcomed'));
  const startMs = performance.now() - startedAt;
  await wait(restMs);
  const bytes = residentBytes(sensor.pid);
  await sensor.stop();
  return { startMs, bytes };
}

async function bareNodeBytes(): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  await wait(1_000);
  const bytes = residentBytes(child.pid ?? 0);
  child.kill('SIGKILL');
  return bytes;
}
