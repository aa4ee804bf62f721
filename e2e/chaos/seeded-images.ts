// What the chaos suite puts into its registry: fifty images that repeat with the seed, many on a shared base, some
// under several tags, two of them in an index; and advisories about some of their packages.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import {
  alpine318,
  apkInstalled,
  debianBookworm,
  dpkgStatus,
  osRelease,
} from '@harborguard/shared/testing/image/package-files.ts';
import {
  linuxAmd64,
  linuxArm64,
  type TestImage,
} from '@harborguard/shared/testing/image/test-image.ts';
import { makeLayer, type TestLayer } from '@harborguard/shared/testing/image/test-layer.ts';
import { randomImage, randomIndex } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';

export const imageCount = 50;
const imagesInIndex = 2;
const imagesPerRepository = 3;
/** So that a layer takes a few answers of a slow registry, and the suite still builds within a second. */
const fileBytes = 4_000;

interface NamedPackage {
  readonly name: string;
  readonly version: string;
}

interface Catalog {
  readonly debian: readonly NamedPackage[];
  readonly alpine: readonly NamedPackage[];
  readonly npm: readonly NamedPackage[];
}

export function seededCatalog(seed: string): Catalog {
  const random = new SeededRandom(`${seed} packages`);
  const named = (word: string, count: number) =>
    Array.from({ length: count }, (_, index) => ({
      name: `${word}-${index}`,
      version: `${1 + random.integer(8)}.${random.integer(30)}.${random.integer(30)}`,
    }));
  return {
    debian: named('libdeb', 80).map((one) => ({ ...one, version: `${one.version}-1` })),
    alpine: named('libapk', 40).map((one) => ({ ...one, version: `${one.version}-r0` })),
    npm: named('module', 120),
  };
}

export interface PushedImages {
  /** How many (repository, tag, platform) rows the inventory must end with. */
  readonly rows: number;
  readonly layerDigests: ReadonlySet<string>;
}

export async function pushSeededImages(
  registry: FakeRegistry,
  seed: string,
): Promise<PushedImages> {
  const random = new SeededRandom(`${seed} images`);
  const catalog = seededCatalog(seed);
  const bases = await baseLayers(catalog);
  const layerDigests = new Set<string>();
  const image = async (platform = linuxAmd64): Promise<TestImage> => {
    const made = await randomImage(random, {
      ...{ base: [random.pick(bases)], platform, layers: 2, filesPerLayer: 6, fileBytes },
      packages: { npm: someOf(random, catalog.npm, 1 + random.integer(20)) },
    });
    for (const { digest } of made.layers) layerDigests.add(digest);
    return made;
  };
  let rows = 0;
  for (let index = 0; index < imageCount - imagesInIndex; index += 1) {
    const repository = `team-${Math.floor(index / imagesPerRepository)}/service`;
    const tags = [`1.${index}`, ...(index % imagesPerRepository === 0 ? ['latest', 'stable'] : [])];
    registry.push(await image(), repository, ...tags);
    rows += tags.length;
  }
  const members = [await image(linuxAmd64), await image(linuxArm64)] as const;
  registry.push(randomIndex([...members], { attestation: true }), 'team-index/service', '1');
  return { rows: rows + imagesInIndex, layerDigests };
}

/** One advisory for every third package of the catalogue, in the way of an OSV archive. */
export async function writeSeededAdvisories(folder: string, seed: string): Promise<void> {
  const { debian, alpine, npm } = seededCatalog(seed);
  await writeAll(folder, 'Debian:12', debian);
  await writeAll(folder, 'Alpine:v3.18', alpine);
  await writeAll(folder, 'npm', npm);
}

function baseLayers({ debian, alpine }: Catalog): Promise<readonly TestLayer[]> {
  return Promise.all([
    makeLayer([...osRelease(debianBookworm), dpkgStatus(debian)]),
    makeLayer([...osRelease(debianBookworm), dpkgStatus(debian.slice(0, 40))]),
    makeLayer([...osRelease(alpine318), apkInstalled(alpine)]),
  ]);
}

function someOf<Item>(random: SeededRandom, items: readonly Item[], count: number): Item[] {
  return [...new Set(Array.from({ length: count }, () => random.pick(items)))];
}

async function writeAll(folder: string, ecosystem: string, packages: readonly NamedPackage[]) {
  const family = ecosystem.split(':')[0] ?? ecosystem;
  await mkdir(join(folder, family), { recursive: true });
  for (const [index, one] of packages.entries()) {
    if (index % 3 !== 0) continue;
    const id = `SEEDED-${family.toUpperCase()}-${index}`;
    const text = JSON.stringify(record(id, ecosystem, one, index));
    await writeFile(join(folder, family, `${id}.json`), text);
  }
}

const vectors = [
  'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
  'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H',
  'CVSS:3.1/AV:L/AC:H/PR:L/UI:R/S:U/C:L/I:N/A:N',
];

function record(id: string, ecosystem: string, one: NamedPackage, index: number): unknown {
  const seenAt = '2026-01-01T00:00:00Z';
  const isFixed = index % 2 === 0;
  return {
    ...{ schema_version: '1.6.0', id, modified: seenAt, published: seenAt },
    summary: `made up for ${one.name}`,
    severity: [{ type: 'CVSS_V3', score: vectors[index % vectors.length] }],
    affected: [
      {
        package: { ecosystem, name: one.name },
        ranges: [
          {
            type: ecosystem === 'npm' ? 'SEMVER' : 'ECOSYSTEM',
            events: [{ introduced: '0' }, ...(isFixed ? [{ fixed: '99.0.0' }] : [])],
          },
        ],
      },
    ],
  };
}
