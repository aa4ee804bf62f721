// How much memory a sensor takes above its idle while it scans a large image, and whether any of it touches the disk.
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import type { ApiClient } from '../support/api-client.ts';
import { startControlPlane } from '../support/control-plane.ts';
import { peakResidentBytes, resetPeak, residentBytes } from '../support/process-memory.ts';
import { startSensor } from '../support/sensor.ts';
import { type Ending, freePort, temporaryFolder } from '../support/temporary-folder.ts';
import { within } from '../support/within.ts';
import { type Bench, type BenchContext, type BenchRow, benchRow } from './bench.ts';
import { type ArchiveShape, writeArchive } from './generated-archive.ts';
import { type LargeImage, largeImage } from './large-image.ts';
import { watchDisk } from './watch-disk.ts';

const mebibyte = 1024 * 1024;
const imageMebibytes = 1024;
const limitMebibytes = 150;
/** The sensor's databases and their logs; layers would be hundreds of MiB. */
const diskMebibytesMax = 16;
const startMsMax = 60_000;
const scanMsMax = 10 * 60_000;
const pollMs = 100;
/** After this long without work the memory of a start has gone back. */
const restMs = 5_000;

/** Read to the end; the bench imports no advisories. */
const wholeStates: readonly string[] = ['indexed', 'no-advisory-data'];

const variants = { 'many files': 'many', 'one file': 'one' } as const;

export const scanMemory: Bench = {
  name: 'scan-memory',
  about:
    'memory of a sensor above its idle while it scans an image of --size MiB; bytes on its disk',
  run: async (context) => {
    const rows: BenchRow[] = [];
    const bytes = (context.size ?? imageMebibytes) * mebibyte;
    for (const [variant, files] of Object.entries(variants)) {
      const shape = { bytes, files, packages: 500 };
      rows.push(...(await measureVariant(context, variant, shape)));
    }
    return rows;
  },
};

async function measureVariant(context: BenchContext, variant: string, shape: ArchiveShape) {
  const size = Math.round(shape.bytes / mebibyte);
  context.say(`making the image of ${variant}, once`);
  const image = await largeImage(`scan-memory-${shape.files}-${size}`, (path) =>
    writeArchive(path, shape),
  );
  context.say(`scanning the image of ${variant}`);
  const measured = await scanOnce(context, image);
  const { idleBytes, peakBytes, diskBytes, seconds } = measured;
  const wire = Math.round(image.layerBytes / mebibyte);
  const what = `${size} MiB image (${wire} MiB of gzip), ${variant}`;
  const idle = Math.round(idleBytes / mebibyte);
  return [
    benchRow({
      bench: 'scan-memory',
      measure: `peak resident memory over idle (${idle} MiB) in a scan of a ${what}, ${seconds.toFixed(1)} s`,
      unit: 'MiB',
      ours: (peakBytes - idleBytes) / mebibyte,
      limit: limitMebibytes,
      peers: [],
    }),
    benchRow({
      bench: 'scan-memory',
      measure: `bytes in the state folder and the temporary folder at most, ${what}`,
      unit: 'MiB',
      ours: diskBytes / mebibyte,
      limit: diskMebibytesMax,
      peers: [],
    }),
  ];
}

interface Measured {
  readonly idleBytes: number;
  readonly peakBytes: number;
  readonly diskBytes: number;
  readonly seconds: number;
}

async function scanOnce(context: BenchContext, image: LargeImage): Promise<Measured> {
  const registryUrl = await serve(context, image);
  const folder = temporaryFolder(context);
  const port = await freePort();
  const dataFolder = join(folder, 'data');
  const controlPlane = await startControlPlane({ dataFolder, port, managedSensor: false });
  context.after(() => controlPlane.stop());
  const { api, url } = controlPlane;
  const apiKey = await sensorKey(api);
  const stateFolder = join(folder, 'state');
  const temporary = join(folder, 'temporary');
  const environment = { TMPDIR: temporary };
  const sensor = startSensor({ url, apiKey, stateFolder, environment });
  context.after(() => sensor.stop());
  await within(startMsMax, 'the link', sensor.waitForLine('link welcomed'));
  await wait(restMs);
  const idleBytes = residentBytes(sensor.pid);
  resetPeak(sensor.pid);
  const startedAt = performance.now();
  await connect(api, registryUrl);
  const diskBytes = await watchDisk([stateFolder, temporary], scanned(api));
  const seconds = (performance.now() - startedAt) / 1000;
  return { idleBytes, peakBytes: peakResidentBytes(sensor.pid), diskBytes, seconds };
}

/** A key that serves every registry, so that the sensor is idle before there is one. */
async function sensorKey(api: ApiClient): Promise<string> {
  const body = { name: 'bench', kind: 'sensor', role: 'viewer' };
  return (await api.send<{ key: string }>('POST', '/api-keys', body)).key;
}

async function connect(api: ApiClient, url: string): Promise<void> {
  const [sensor] = await api.list<{ id: string }>('/sensors');
  const target = { name: 'bench', url, scanMethod: 'sensor', allowPlainHttp: true };
  await api.send('POST', '/registries', { ...target, sensorId: sensor?.id });
}

async function scanned(api: ApiClient): Promise<void> {
  for (let waitedMs = 0; waitedMs < scanMsMax; waitedMs += pollMs) {
    const [image] = await api.list<{ state: string }>('/images');
    if (image !== undefined && image.state !== 'waiting') {
      if (wholeStates.includes(image.state)) return;
      throw new Error(`the scan ended as ${image.state}`);
    }
    await wait(pollMs);
  }
  throw new Error('the scan did not end');
}

/** In a process of its own, so that its memory and its work are not the sensor's. */
async function serve(ending: Ending, image: LargeImage): Promise<string> {
  const child = spawn(
    process.execPath,
    [
      resolve(import.meta.dirname, 'children/serve-image.ts'),
      ...['bench/large', 'latest', image.manifestDigest, image.manifestFile],
      ...[image.configDigest, image.configFile, image.layerDigest, image.layerFile],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TMPDIR: tmpdir() } },
  );
  ending.after(() => child.kill('SIGTERM'));
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('the registry did not start');
}
