import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { AdvisoryQuery } from '@harborguard/shared/advisories/advisory-query.ts';
import type { AffectedRow } from '@harborguard/shared/advisories/advisory-row.ts';
import { parseOsvRecord } from '@harborguard/shared/advisories/parse-osv-record.ts';
import { matchInventory } from '@harborguard/shared/match/match-inventory.ts';
import type { Inventory, Package } from '@harborguard/shared/protocol/inventory.ts';
import { npmPackage } from '@harborguard/shared/testing/image/package-files.ts';
import type { TestImage } from '@harborguard/shared/testing/image/test-image.ts';
import { buildSampleImages } from './build-sample-images.ts';
import { imageFiles } from './image-files.ts';
import { writeSampleAdvisories } from './sample-advisories.ts';
import { sampleAdvisories } from './sample-advisory-table.ts';
import { sampleFindings } from './sample-findings.ts';
import { sampleRecipes } from './sample-recipes.ts';

let folder = '';
const records: Record<string, unknown>[] = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sample-advisories-'));
  await writeSampleAdvisories(folder);
  for (const entry of await readdir(folder, { recursive: true })) {
    if (!entry.endsWith('.json')) continue;
    records.push(JSON.parse(await readFile(join(folder, entry), 'utf8')));
  }
});

after(() => rm(folder, { recursive: true, force: true }));

function advisoryQuery(): AdvisoryQuery {
  const rows: AffectedRow[] = records.flatMap((record) => {
    const parsed = parseOsvRecord(record);
    assert.equal(parsed.kind, 'record');
    return parsed.affected.map((one) => ({ ...one, advisory: parsed.advisory }));
  });
  return {
    affecting: (ecosystem, name) =>
      rows.filter((row) => row.ecosystem === ecosystem && row.packageName === name),
    covers: (ecosystem) => rows.some((row) => row.ecosystem === ecosystem),
    signal: () => undefined,
    describe: () => assert.fail('not asked for'),
  };
}

/** The packages as the files of the image tell them, read without the scanner. */
function packagesIn(files: ReadonlyMap<string, string>): readonly Package[] {
  const packages: Package[] = [];
  for (const [path, content] of files) {
    if (path.startsWith('var/lib/dpkg/status')) {
      for (const stanza of content.split(/\n\n/)) packages.push(debPackage(stanza));
    } else if (path === 'lib/apk/db/installed') {
      for (const stanza of content.trim().split('\n\n')) packages.push(apkPackage(stanza));
    } else if (/^app\/node_modules\/[^/]+\/package\.json$/.test(path)) {
      const { name, version } = JSON.parse(content);
      packages.push(packageOf('npm', name, version));
    }
  }
  return packages;
}

function debPackage(stanza: string): Package {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(stanza)?.[1] ?? '';
  const [sourceName = '', sourceVersion] = field('Source').replace(')', '').split(' (');
  const [name, version] = [field('Package'), field('Version')];
  return packageOf('deb', name, version, {
    name: sourceName || name,
    version: sourceVersion ?? version,
  });
}

function apkPackage(stanza: string): Package {
  const field = (letter: string) => new RegExp(`^${letter}:(.*)$`, 'm').exec(stanza)?.[1] ?? '';
  return packageOf('apk', field('P'), field('V'), { name: field('o'), version: field('V') });
}

function packageOf(
  type: Package['type'],
  name: string,
  version: string,
  source?: Package['source'],
): Package {
  const common = { type, name, version, purl: `pkg:${type}/${name}@${version}` };
  return {
    ...common,
    ...(source ? { source } : {}),
    locations: [],
    layer: 0,
    detector: type,
  };
}

async function inventoryOf(image: TestImage): Promise<Inventory> {
  const files = await imageFiles(image);
  const isAlpine = files.has('etc/alpine-release');
  return {
    schemaVersion: 1,
    analyzerVersion: 'test',
    imageDigest: image.digest,
    mediaType: image.mediaType,
    platform: image.platform,
    sizeBytes: 0,
    distro: isAlpine
      ? { id: 'alpine', idLike: [], versionId: '3.18.12' }
      : { id: 'debian', idLike: [], versionId: '12' },
    facts: { exposedPorts: [], labels: {} },
    layers: [],
    packages: [...packagesIn(files)],
    state: 'indexed',
    issues: [],
  };
}

test('every sample image has exactly the findings the table promises', async () => {
  const images = await buildSampleImages(sampleRecipes, { origin: 'cache', filesOf: npmPackage });
  const found: unknown[] = [];
  for (const { recipe, content } of images) {
    const members = content.kind === 'index' ? content.members.slice(0, -1) : [content];
    for (const image of members) {
      const { matches } = matchInventory(await inventoryOf(image), advisoryQuery());
      found.push({
        image: `${recipe.repository}:${recipe.tags.join(',')} ${image.platform.architecture}`,
        findings: matches
          .map((one) => `${one.package.name} ${one.package.version} ${one.advisoryId}`)
          .sort(),
      });
    }
  }

  const expected = sampleFindings.flatMap(({ repository, tags, architectures, findings }) =>
    architectures.map((architecture) => ({
      image: `${repository}:${tags.join(',')} ${architecture}`,
      findings: findings
        .flatMap(([name, version, cves]) => cves.map((cve) => `${name} ${version} ${cve}`))
        .sort(),
    })),
  );
  assert.deepEqual(found, expected);
});

test('the samples show every severity and both kinds of fix', async () => {
  const images = await buildSampleImages(sampleRecipes, { origin: 'cache', filesOf: npmPackage });
  const levels = new Set<string>();
  const statuses = new Set<string>();
  for (const { content } of images) {
    if (content.kind === 'index') continue;
    for (const match of matchInventory(await inventoryOf(content), advisoryQuery()).matches) {
      levels.add(match.severity.level);
      statuses.add(match.status);
    }
  }

  assert.deepEqual([...levels].sort(), ['critical', 'high', 'low', 'medium', 'unknown']);
  assert.deepEqual([...statuses].sort(), ['fixed-available', 'no-fix']);
});

test('every sample advisory says that it is one', () => {
  assert.equal(records.length, sampleAdvisories.length);
  for (const record of records) {
    assert.match(String(record['id']), /^SAMPLE-CVE-/);
    assert.match(String(record['summary']), /^\[sample\]/);
    assert.deepEqual(record['database_specific'], { sample: true });
  }
});
