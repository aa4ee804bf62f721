// Images that differ with the seed and repeat with it: random files, and the packages a test asks for.
import { attestationImage } from './image/attestation-image.ts';
import type { LayerEntry } from './image/layer-tar.ts';
import {
  type ApkPackage,
  alpine318,
  apkInstalled,
  type DpkgPackage,
  debianBookworm,
  dpkgStatus,
  type NpmPackage,
  npmPackage,
  osRelease,
} from './image/package-files.ts';
import {
  type ImageOptions,
  makeImage,
  makeIndex,
  type TestImage,
  type TestIndex,
} from './image/test-image.ts';
import { type Compression, makeLayer, type TestLayer } from './image/test-layer.ts';
import type { SeededRandom } from './seeded-random.ts';

export interface RandomPackages {
  /** Makes the base layer a Debian 12 one. A number stands for that many made-up packages. */
  readonly dpkg?: readonly DpkgPackage[] | number;
  /** Makes the base layer an Alpine 3.18 one. */
  readonly apk?: readonly ApkPackage[] | number;
  /** Installed under app/node_modules of the last layer. */
  readonly npm?: readonly NpmPackage[] | number;
}

export interface RandomImageOptions extends Omit<ImageOptions, 'layers'> {
  /** How many; absent: 2. */
  readonly layers?: number;
  /** Absent: 5. */
  readonly filesPerLayer?: number;
  /** The mean size of a file; absent: 200. */
  readonly fileBytes?: number;
  readonly packages?: RandomPackages;
  readonly compression?: Compression;
  /** Put below the random layers: images that share a base. */
  readonly base?: readonly TestLayer[];
}

export async function randomImage(
  random: SeededRandom,
  options: RandomImageOptions = {},
): Promise<TestImage> {
  const count = options.layers ?? 2;
  const layers: TestLayer[] = [...(options.base ?? [])];
  for (let index = 0; index < count; index += 1) {
    const entries = [
      ...(index === 0 ? systemEntries(random, options.packages ?? {}) : []),
      ...randomFiles(random, options, index),
      ...(index === count - 1 ? npmEntries(random, options.packages ?? {}) : []),
    ];
    layers.push(await makeLayer(entries, options.compression));
  }
  return makeImage({ ...options, layers });
}

/** An index of the images, each under its own platform, with BuildKit's attestation member if asked for. */
export function randomIndex(
  images: readonly [TestImage, ...TestImage[]],
  options: { readonly attestation?: boolean } = {},
): TestIndex {
  return makeIndex(images, options.attestation ? { attestation: attestationImage(images[0]) } : {});
}

function systemEntries(random: SeededRandom, packages: RandomPackages): readonly LayerEntry[] {
  const { dpkg, apk } = packages;
  if (dpkg !== undefined) {
    return [...osRelease(debianBookworm), dpkgStatus(listOf(dpkg, () => madeUpDpkg(random)))];
  }
  if (apk !== undefined) {
    return [...osRelease(alpine318), apkInstalled(listOf(apk, () => madeUpApk(random)))];
  }
  return [];
}

function npmEntries(random: SeededRandom, packages: RandomPackages): readonly LayerEntry[] {
  return listOf(packages.npm ?? 0, () => madeUp(random, 'module')).flatMap((one) =>
    npmPackage(one),
  );
}

function listOf<Item>(wanted: readonly Item[] | number, make: () => Item): readonly Item[] {
  return typeof wanted === 'number' ? Array.from({ length: wanted }, make) : wanted;
}

function madeUpDpkg(random: SeededRandom): DpkgPackage {
  const one = madeUp(random, 'library');
  return { ...one, version: `${one.version}-${1 + random.integer(9)}` };
}

function madeUpApk(random: SeededRandom): ApkPackage {
  const one = madeUp(random, 'library');
  return { ...one, version: `${one.version}-r${random.integer(9)}` };
}

function madeUp(random: SeededRandom, word: string): { name: string; version: string } {
  return {
    name: `${word}-${Buffer.from(random.bytes(6)).toString('hex')}`,
    version: `${random.integer(9)}.${random.integer(30)}.${random.integer(30)}`,
  };
}

function randomFiles(
  random: SeededRandom,
  options: RandomImageOptions,
  layer: number,
): readonly LayerEntry[] {
  const mean = options.fileBytes ?? 200;
  return Array.from({ length: options.filesPerLayer ?? 5 }, (_, index) => ({
    path: `srv/data-${layer}/file-${index}.bin`,
    content: random.bytes(1 + random.integer(2 * mean)),
  }));
}
