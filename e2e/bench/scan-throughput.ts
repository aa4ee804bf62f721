// How fast a layer is read: verified twice, unpacked, looked into; beside programs that only unpack it, and beside
// other scanners where they are installed.
import {
  closeSync,
  createReadStream,
  createWriteStream,
  openSync,
  readSync,
  statSync,
} from 'node:fs';
import { resolve } from 'node:path';
import { finished, pipeline } from 'node:stream/promises';
import { debianRoot } from '../support/debian-root.ts';
import { findPeer } from '../support/find-peer.ts';
import { missingPrograms, mustRun } from '../support/run-command.ts';
import {
  absentPeer,
  type Bench,
  type BenchContext,
  type BenchRow,
  benchRow,
  inTurns,
  type PeerFigure,
  peer,
} from './bench.ts';
import { writeArchive } from './generated-archive.ts';
import { type LargeImage, largeImage } from './large-image.ts';

const mebibyte = 1024 * 1024;
/** Debian's own root file system three times over: realistic files, and several hundred MiB. */
const copies = 3;
const generatedBytes = 512 * mebibyte;
const blockBytes = 512;

export const scanThroughput: Bench = {
  name: 'scan-throughput',
  about: 'how fast a layer is read, beside bare decompression and other scanners',
  run: async (context) => {
    const { image, content } = await realisticImage(context);
    return [...(await throughput(context, image, content)), ...(await repeats(context, image))];
  },
};

async function throughput(context: BenchContext, image: LargeImage, content: string) {
  const { layerFile, layerDigest, diffId } = image;
  const child = (mode: string) => childMs([mode, layerFile, layerDigest, diffId]);
  const { scanners, absent } = otherScanners(image);
  const ms: Readonly<Record<string, number>> = await inTurns<string>(context.rounds, {
    scan: () => child('scan'),
    gunzip: () => child('gunzip'),
    tar: () => wallMs('sh', ['-c', 'gzip -dc "$0" | tar t >/dev/null', layerFile]),
    ...scanners,
  });
  const mibPerSecond = (milliseconds: number) =>
    image.archiveBytes / mebibyte / (milliseconds / 1000);
  const measured = Object.keys(scanners).map((name) =>
    peer(`${name}, the whole image`, mibPerSecond(ms[name] ?? Number.NaN)),
  );
  const size = Math.round(image.archiveBytes / mebibyte);
  return [
    benchRow({
      bench: 'scan-throughput',
      measure: `a layer of ${size} MiB (${content}), uncompressed bytes: both hashes, tar, detectors`,
      unit: 'MiB/s',
      ours: mibPerSecond(ms['scan'] ?? Number.NaN),
      peers: [
        peer('node:zlib, gunzip alone', mibPerSecond(ms['gunzip'] ?? Number.NaN)),
        peer('gzip -dc | tar t', mibPerSecond(ms['tar'] ?? Number.NaN)),
        ...measured,
        ...absent,
      ],
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
    benchRow({ ...row, measure: 'a second image on the same base', ours: ms.second }),
    benchRow({ ...row, measure: 'an image whose layers are all known', ours: ms.again }),
  ];
}

async function realisticImage(context: BenchContext) {
  if (missingPrograms(['mmdebstrap', 'dpkg-query', 'tar']).length > 0) {
    context.say('making a layer, once');
    const shape = { bytes: generatedBytes, files: 'many', packages: 500 } as const;
    const image = await largeImage('throughput-made', (path) => writeArchive(path, shape));
    return { image, content: 'generated' };
  }
  context.say('making a layer of Debian root file systems, once');
  const { archive } = await debianRoot('bookworm');
  const image = await largeImage('throughput-debian', (path) => repeated(archive, path));
  return { image, content: `Debian bookworm ${copies} times` };
}

/** One archive of all copies: its end comes once, or readers would stop at the first. */
async function repeated(archive: string, path: string): Promise<void> {
  const end = contentEnd(archive);
  const target = createWriteStream(path);
  for (let copy = 0; copy < copies; copy += 1) {
    await pipeline(createReadStream(archive, { end: end - 1 }), target, { end: false });
  }
  target.end(Buffer.alloc(2 * blockBytes));
  await finished(target);
}

function contentEnd(archive: string): number {
  const file = openSync(archive, 'r');
  const block = Buffer.alloc(blockBytes);
  let end = statSync(archive).size;
  for (; end > 0; end -= blockBytes) {
    readSync(file, block, 0, blockBytes, end - blockBytes);
    if (block.some((byte) => byte !== 0)) break;
  }
  closeSync(file);
  return end;
}

function otherScanners({ layout }: LargeImage) {
  const commands: Readonly<Record<string, readonly string[]>> = {
    syft: ['scan', '--quiet', '--output', 'json', `oci-dir:${layout}`],
    trivy: ['image', '--quiet', '--format', 'json', '--list-all-pkgs', '--input', layout],
  };
  const scanners: Record<string, () => Promise<number>> = {};
  const absent: PeerFigure[] = [];
  for (const [name, args] of Object.entries(commands)) {
    const program = findPeer(name);
    if (program === undefined) absent.push(absentPeer(name));
    else scanners[name] = () => wallMs(program, args);
  }
  return { scanners, absent };
}

/** The child's own clock: its start is not part of the figure. */
async function childMs(args: readonly string[]): Promise<number> {
  const script = resolve(import.meta.dirname, 'children/read-layer.ts');
  return Number(await mustRun(process.execPath, [script, ...args]));
}

async function wallMs(command: string, args: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  await mustRun(command, args);
  return performance.now() - startedAt;
}
