// The port's contract, run against programs that stand in for both scanners.
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '@harborguard/shared/ports.ts';
import type { ExternalScannerName } from '@harborguard/shared/protocol/external-report.ts';
import { systemClock } from '@harborguard/shared/runtime/system-clock.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { randomImage } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { MemoryProvider } from '../scan/testing/memory-provider.ts';
import { externalScansOf } from './create-external-scans.ts';
import { fakeProgram, printing, sampleReports } from './testing/fake-programs.ts';

const trivyAlone: readonly ExternalScannerName[] = ['trivy'];

interface Rig {
  readonly bin: string;
  readonly state: string;
  readonly provider: MemoryProvider;
  readonly digest: string;
  scan(options?: {
    readonly names?: readonly ExternalScannerName[];
    readonly diskBytesMax?: number;
    readonly clock?: Clock;
    readonly signal?: AbortSignal;
  }): Promise<readonly unknown[]>;
  leftovers(): readonly string[];
}

async function rig(t: TestContext): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-external-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const provider = new MemoryProvider();
  const image = await randomImage(new SeededRandom(1), { layers: 2, filesPerLayer: 2 });
  provider.add(image);
  const [bin, state] = [join(folder, 'bin'), join(folder, 'state')];
  const { digest } = image;
  return {
    ...{ bin, state, provider, digest },
    scan: async ({ names = trivyAlone, diskBytesMax = 1e9, clock = systemClock, signal } = {}) => {
      const scans = externalScansOf(
        {
          names,
          ...{ diskBytesMax, timeoutMs: 60_000, searchPath: `${bin}:/usr/bin:/bin` },
          programs: { trivy: join(bin, 'trivy'), grype: join(bin, 'grype') },
          cacheFolder: join(folder, 'cache'),
        },
        state,
        { clock, log: new MemoryLog() },
      );
      assert.ok(scans);
      const question = { provider, repository: 'app', digest };
      return await scans.scan({ ...question, signal: signal ?? new AbortController().signal });
    },
    leftovers: () =>
      existsSync(join(state, 'external')) ? readdirSync(join(state, 'external')) : [],
  };
}

function unavailable(scanner: string, code: string) {
  return { scanner, outcome: 'unavailable', code, findings: [] };
}

for (const name of ['trivy', 'grype'] as const) {
  const names = [name];

  test(`${name} is given the whole image and its report becomes findings`, async (t) => {
    const { bin, scan, leftovers, digest } = await rig(t);
    const program = fakeProgram(bin, name, printing(bin, name, sampleReports[name]));

    const reports = await scan({ names });

    assert.deepEqual(reports, [
      {
        scanner: name,
        outcome: 'reported',
        findings: [
          {
            ...{ id: 'CVE-2024-1', aliases: [], packageName: 'openssl', packageVersion: '3.0.1' },
            ...{ packageType: 'deb', purl: 'pkg:deb/debian/openssl@3.0.1?arch=amd64' },
            ...{ severity: 'critical', fixedIn: '3.0.2', summary: 'openssl: a flaw' },
          },
        ],
      },
    ]);
    const note = readFileSync(program.notePath, 'utf8');
    for (const file of ['./index.json', './oci-layout', `./blobs/${digest.replace(':', '/')}`]) {
      assert.ok(note.includes(file), `${file} is in the layout`);
    }
    assert.equal(note.match(/\.\/blobs\//g)?.length, 4);
    assert.deepEqual(leftovers(), []);
  });

  test(`${name} sees no variable of the sensor`, async (t) => {
    const { bin, scan } = await rig(t);
    process.env['HARBORGUARD_API_KEY'] = 'canary-key';
    t.after(() => delete process.env['HARBORGUARD_API_KEY']);
    const program = fakeProgram(bin, name, printing(bin, name, sampleReports[name]));

    await scan({ names });

    assert.ok(!readFileSync(program.notePath, 'utf8').includes('canary'));
  });

  test(`${name} that is not there is told, and no layer is pulled for it`, async (t) => {
    const { scan, provider } = await rig(t);

    assert.deepEqual(await scan({ names }), [unavailable(name, 'EXTERNAL_SCANNER_NOT_INSTALLED')]);
    assert.deepEqual(provider.blobRequests, []);
  });

  test(`${name} that fails is told and cleaned up after`, async (t) => {
    const { bin, scan, leftovers } = await rig(t);
    fakeProgram(bin, name, 'echo secret >&2; exit 3');

    assert.deepEqual(await scan({ names }), [unavailable(name, 'EXTERNAL_SCANNER_FAILED')]);
    assert.deepEqual(leftovers(), []);
  });

  for (const output of ['', 'no json', '[]', '{"matches":7,"SchemaVersion":"x"}', 'null']) {
    test(`${name} that writes ${output || 'nothing'} has no report`, async (t) => {
      const { bin, scan } = await rig(t);
      fakeProgram(bin, name, printing(bin, name, output));

      assert.deepEqual(await scan({ names }), [
        unavailable(name, 'EXTERNAL_SCANNER_OUTPUT_INVALID'),
      ]);
    });
  }

  test(`${name} that hangs is killed with what it started`, async (t) => {
    const { bin, scan, leftovers } = await rig(t);
    const clock = new FakeClock();
    const pidFile = join(bin, 'child.pid');
    fakeProgram(bin, name, `sleep 600 & echo $! > '${pidFile}'; wait`);

    const scanning = scan({ names, clock });
    const child = await pidIn(pidFile);
    await clock.advance(60_001);

    assert.deepEqual(await scanning, [unavailable(name, 'EXTERNAL_SCANNER_TIMEOUT')]);
    await untilGone(child);
    assert.deepEqual(leftovers(), []);
  });

  test(`${name} is killed when the job is cancelled`, async (t) => {
    const { bin, scan, leftovers } = await rig(t);
    const controller = new AbortController();
    const pidFile = join(bin, 'child.pid');
    fakeProgram(bin, name, `sleep 600 & echo $! > '${pidFile}'; wait`);

    const scanning = scan({ names, signal: controller.signal });
    const child = await pidIn(pidFile);
    controller.abort(new Error('cancelled'));

    await assert.rejects(scanning, /cancelled/);
    await untilGone(child);
    assert.deepEqual(leftovers(), []);
  });
}

test('an image beyond the disk budget is refused before a layer is pulled', async (t) => {
  const { bin, scan, provider, leftovers } = await rig(t);
  fakeProgram(bin, 'trivy', 'exit 0');

  assert.deepEqual(await scan({ diskBytesMax: 100 }), [
    unavailable('trivy', 'EXTERNAL_SCANNER_DISK_LIMIT'),
  ]);
  assert.deepEqual(provider.blobRequests, []);
  assert.deepEqual(leftovers(), []);
});

test('a layer that is not what it should be reaches no scanner', async (t) => {
  const { bin, scan, provider, leftovers } = await rig(t);
  const program = fakeProgram(bin, 'trivy', 'exit 0');
  const [last] = [...provider.blobs.keys()].slice(-1);
  provider.blobs.set(last ?? '', Buffer.from('other'));

  assert.deepEqual(await scan(), [unavailable('trivy', 'DIGEST_MISMATCH')]);
  assert.ok(!existsSync(program.notePath));
  assert.deepEqual(leftovers(), []);
});

test('what a killed process left behind is removed at the next start', async (t) => {
  const { scan, state, leftovers } = await rig(t);
  mkdirSync(join(state, 'external', 'image-old'), { recursive: true });
  writeFileSync(join(state, 'external', 'image-old', 'blob'), 'x');

  await scan();

  assert.deepEqual(leftovers(), []);
});

/** A program of ours writes it once it runs. */
async function pidIn(path: string): Promise<number> {
  const read = () => (existsSync(path) ? readFileSync(path, 'utf8') : '');
  await until('the program to run', () => read().endsWith('\n'));
  return Number(read());
}

async function untilGone(processId: number): Promise<void> {
  await until('the program to be gone', () => !isAlive(processId));
}

/** Other processes have no event to wait for. */
async function until(what: string, isTrue: () => boolean): Promise<void> {
  for (let asked = 0; asked < 12_000; asked += 1) {
    if (isTrue()) return;
    await wait(10);
  }
  assert.fail(`still waiting for ${what}`);
}

/** A killed process whose parent has not yet asked for it is dead all the same. */
function isAlive(processId: number): boolean {
  try {
    return !readFileSync(`/proc/${processId}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
