// Reads one layer file the way a scan does, or only gunzips it, and prints as JSON what the work itself took: seconds on
// the clock, and seconds of processors, which say more on a machine that others use too.
// Arguments: `scan` or `gunzip`, the file, its digest, its diffID.
import { createReadStream, statSync } from 'node:fs';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { systemClock } from '@harborguard/shared/runtime/system-clock.ts';
import type { RegistryProvider } from '../../../sensor/src/registry/registry-provider.ts';
import { detectors } from '../../../sensor/src/scan/detectors/detectors.ts';
import { readLayer } from '../../../sensor/src/scan/read-layer.ts';
import { createScanBudget } from '../../../sensor/src/scan/scan-budget.ts';
import { defaultScanLimits } from '../../../sensor/src/scan/scan-limits.ts';

const [mode = '', file = '', digest = '', diffId = ''] = process.argv.slice(2);
const highWaterMark = 64 * 1024;
const mebibyte = 1024 * 1024;

const usedBefore = process.cpuUsage();
const startedAt = performance.now();
if (mode === 'scan') await scan();
else await gunzip();
const seconds = (performance.now() - startedAt) / 1000;
const { user, system } = process.cpuUsage(usedBefore);
process.stdout.write(`${JSON.stringify({ seconds, processorSeconds: (user + system) / 1e6 })}\n`);

async function scan(): Promise<void> {
  const blob = () => createReadStream(file, { highWaterMark });
  const reading = await readLayer({
    // Of a provider, the reading of a layer uses nothing but its blobs.
    provider: { blob } as Partial<RegistryProvider> as RegistryProvider,
    repository: 'bench/image',
    layer: {
      mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
      digest,
      sizeBytes: statSync(file).size,
      annotations: {},
    },
    diffId,
    detectors,
    limits: defaultScanLimits,
    heldBytes: createScanBudget().heldBytes,
    clock: systemClock,
    signal: new AbortController().signal,
    onBytes: () => undefined,
  });
  if (reading.kind !== 'facts') throw new Error(`the layer was not read: ${reading.code}`);
}

async function gunzip(): Promise<void> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  await pipeline(
    createReadStream(file, { highWaterMark }),
    createGunzip({ chunkSize: mebibyte }),
    nowhere,
  );
}
