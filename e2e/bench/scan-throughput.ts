// How fast an image is indexed: a real one of more than a gigabyte, cold, beside other scanners where they are installed;
// its layer, verified twice, unpacked and looked into, beside programs that only unpack it; and what a second image on
// the same base and a known image cost.
import { rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { debianRoot } from '../support/debian-root.ts';
import { findPeer } from '../support/find-peer.ts';
import { missingPrograms, mustRun } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import {
  absentPeer,
  type Bench,
  type BenchContext,
  type BenchRow,
  benchRow,
  inTurns,
  median,
  type PeerFigure,
  peer,
} from './bench.ts';
import { writeArchive } from './generated-archive.ts';
import { type LargeImage, largeImage } from './large-image.ts';

const mebibyte = 1024 * 1024;
const generatedBytes = 1024 * mebibyte;
/** Of what bare decompression reaches, both hashes, tar and detectors together have to reach this. */
const inflateShareMin = 0.6;
const knownImageMsMax = 50;

/** More than a gigabyte, with packages of many languages in it. */
const largeRoot = [
  ...['python3-pip', 'openjdk-17-jre-headless', 'nodejs', 'npm', 'ruby', 'git', 'nginx'],
  ...['php-cli', 'golang-go'],
];

export const scanThroughput: Bench = {
  name: 'scan-throughput',
  about: 'how fast an image is indexed, beside bare decompression and other scanners',
  run: async (context) => {
    const { image, content } = await realisticImage(context);
    const size = Math.round(image.archiveBytes / mebibyte);
    const what = `${size} MiB (${content})`;
    return [
      ...(await wholeImage(context, image, what)),
      ...(await layerAlone(context, image, what)),
      ...(await repeats(context, image)),
    ];
  },
};

/** Programs from their start to their end, with nothing known before. */
async function wholeImage(context: BenchContext, image: LargeImage, what: string) {
  const sensor = resolve(import.meta.dirname, '../../sensor/src/main.ts');
  const scan = ['scan', `oci-layout:${image.layout}`, '--format', 'json'];
  const { scanners, absent } = otherScanners(context, image);
  const seconds: Readonly<Record<string, number>> = await inTurns<string>(context.rounds, {
    ours: () => wallSeconds(process.execPath, [sensor, ...scan]),
    ...scanners,
  });
  const measured = Object.keys(scanners).map((name) => ({
    name,
    value: seconds[name] ?? Number.NaN,
  }));
  const fastest = Math.min(...measured.map(({ value }) => value));
  return [
    benchRow({
      bench: 'scan-throughput',
      measure: `cold index of an image of ${what}, from the start of the program to its end`,
      unit: 's',
      ours: seconds['ours'] ?? Number.NaN,
      peers: [...measured.toSorted((a, b) => a.value - b.value), ...absent],
      ...(Number.isFinite(fastest) ? { limit: fastest } : {}),
    }),
  ];
}

async function layerAlone(context: BenchContext, image: LargeImage, what: string) {
  const { layerFile, layerDigest, diffId } = image;
  const args = [layerFile, layerDigest, diffId];
  const used = { scan: [] as number[], gunzip: [] as number[] };
  const child = async (mode: keyof typeof used) => {
    const { seconds, processorSeconds } = await readLayerFile([mode, ...args]);
    used[mode].push(processorSeconds);
    return seconds;
  };
  const seconds = await inTurns(context.rounds, {
    scan: () => child('scan'),
    gunzip: () => child('gunzip'),
    tar: () => wallSeconds('sh', ['-c', 'gzip -dc "$0" | tar t >/dev/null', layerFile]),
  });
  const row = { bench: 'scan-throughput', unit: 's', ours: seconds.scan };
  const measure = `a layer of ${what}: both hashes, tar, detectors; beside`;
  const bare = `${measure} node:zlib, gunzip alone, of whose speed it may lose ${100 - inflateShareMin * 100} %`;
  const processor = { scan: median(used.scan), gunzip: median(used.gunzip) };
  return [
    benchRow({
      ...row,
      measure: `${measure} gzip -dc | tar t`,
      limit: seconds.tar,
      peers: [peer('gzip -dc | tar t', seconds.tar)],
    }),
    benchRow({
      ...row,
      measure: `${bare}, on the clock`,
      limit: seconds.gunzip / inflateShareMin,
      peers: [peer('node:zlib, gunzip alone', seconds.gunzip)],
    }),
    benchRow({
      ...row,
      ours: processor.scan,
      measure: `${bare}, in time of processors`,
      limit: processor.gunzip / inflateShareMin,
      peers: [peer('node:zlib, gunzip alone', processor.gunzip)],
    }),
  ];
}

async function repeats(context: BenchContext, image: LargeImage): Promise<readonly BenchRow[]> {
  const args = [image.layerFile, image.layerDigest, image.diffId];
  const script = resolve(import.meta.dirname, 'children/scan-images.ts');
  const rounds: number[][] = [];
  const ms = await inTurns(context.rounds, {
    first: async () => {
      const times = JSON.parse(await mustRun(process.execPath, [script, ...args])) as number[];
      rounds.push(times);
      return times[0] ?? Number.NaN;
    },
    second: () => Promise.resolve(rounds.at(-1)?.[1] ?? Number.NaN),
    again: () => Promise.resolve(rounds.at(-1)?.[2] ?? Number.NaN),
  });
  const row = { bench: 'scan-throughput', unit: 'ms', peers: [peer('the first', ms.first)] };
  return [
    benchRow({
      ...row,
      measure: 'a second image on the same base, which costs its own layer and a merge',
      ours: ms.second,
    }),
    benchRow({
      ...row,
      measure:
        'an image whose digest is known, scanned again: its manifest, and the inventory of the first time',
      ours: ms.again,
      limit: knownImageMsMax,
    }),
  ];
}

async function realisticImage(context: BenchContext) {
  if (missingPrograms(['mmdebstrap', 'dpkg-query', 'tar']).length > 0) {
    context.say('making an image, once');
    const shape = { bytes: generatedBytes, files: 'many', packages: 500 } as const;
    const image = await largeImage('throughput-made', (path) => writeArchive(path, shape));
    return { image, content: 'generated' };
  }
  context.say('making an image of Debian, Node and other languages, once');
  const { archive } = await debianRoot('bookworm', largeRoot);
  const image = await largeImage('throughput-languages', (path) => copyFile(archive, path));
  return { image, content: 'Debian bookworm with Node and other languages' };
}

function otherScanners(context: BenchContext, { layout }: LargeImage) {
  const folder = temporaryFolder(context);
  const cache = join(folder, 'trivy');
  const commands: Readonly<Record<string, readonly string[]>> = {
    syft: ['scan', '--quiet', '--output', 'json', `oci-dir:${layout}`],
    trivy: [
      ...['image', '--quiet', '--cache-dir', cache, '--input', layout],
      ...['--format', 'cyclonedx', '--offline-scan', '--skip-java-db-update'],
      // It cannot read jars without its database of their hashes, which comes from the network; we read them.
      ...['--skip-files', '**/*.jar'],
    ],
  };
  const scanners: Record<string, () => Promise<number>> = {};
  const absent: PeerFigure[] = [];
  for (const [name, args] of Object.entries(commands)) {
    const program = findPeer(name);
    if (program === undefined) absent.push(absentPeer(name));
    else {
      scanners[name] = () => {
        // What it remembers of layers would make its next run another measurement.
        rmSync(cache, { recursive: true, force: true });
        return wallSeconds(program, args);
      };
    }
  }
  return { scanners, absent };
}

/** The child's own clock: its start is not part of the figure. */
async function readLayerFile(args: readonly string[]) {
  const script = resolve(import.meta.dirname, 'children/read-layer.ts');
  return JSON.parse(await mustRun(process.execPath, [script, ...args])) as {
    readonly seconds: number;
    readonly processorSeconds: number;
  };
}

async function wallSeconds(command: string, args: readonly string[]): Promise<number> {
  const environment = { SYFT_CHECK_FOR_APP_UPDATE: 'false', TRIVY_SKIP_VERSION_CHECK: 'true' };
  const startedAt = performance.now();
  await mustRun(command, args, { environment });
  return (performance.now() - startedAt) / 1000;
}
