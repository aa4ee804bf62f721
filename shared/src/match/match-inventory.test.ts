import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryAdvisories, type ParsedRecord } from '../advisories/memory-advisories.ts';
import { parseOsvRecord } from '../advisories/parse-osv-record.ts';
import type { Distro, Inventory, Package } from '../protocol/inventory.ts';
import { matchInventory } from './match-inventory.ts';

const debian10: Distro = { id: 'debian', idLike: [], versionId: '10' };

function inventoryOf(packages: readonly Package[], distro?: Distro): Inventory {
  return {
    schemaVersion: 1,
    analyzerVersion: 'test',
    imageDigest: `sha256:${'a'.repeat(64)}`,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    platform: { os: 'linux', architecture: 'amd64' },
    sizeBytes: 1,
    ...(distro === undefined ? {} : { distro }),
    facts: { exposedPorts: [], labels: {} },
    layers: [],
    packages: [...packages],
    state: 'indexed',
    issues: [],
  };
}

function packageOf(
  type: Package['type'],
  name: string,
  version: string,
  extra: Partial<Package> = {},
): Package {
  const purl = `pkg:${type}/${name}@${version}`;
  return { type, name, version, purl, locations: [], layer: 0, detector: type, ...extra };
}

function record(
  id: string,
  ecosystem: string,
  name: string,
  fixed: string | undefined,
  extra: object = {},
): object {
  const events = [{ introduced: '0' }, ...(fixed === undefined ? [] : [{ fixed }])];
  const ranges = [{ type: 'ECOSYSTEM', events }];
  return {
    id,
    modified: '2024-01-01T00:00:00Z',
    summary: `${id} of ${name}`,
    affected: [{ package: { ecosystem, name }, ranges }],
    ...extra,
  };
}

function advisoriesOf(...records: readonly object[]): MemoryAdvisories {
  const parsed: ParsedRecord[] = records.map((json) => {
    const result = parseOsvRecord(json);
    assert.equal(result.kind, 'record');
    return result as ParsedRecord;
  });
  return new MemoryAdvisories(parsed, 'test', 0);
}

test('a deb package is matched by its source and the fix is named', () => {
  const advisories = advisoriesOf(record('DSA-1-1', 'Debian:10', 'glibc', '2.28-10+deb10u1'));
  const libc = packageOf('deb', 'libc6', '2.28-10', {
    source: { name: 'glibc', version: '2.28-10' },
  });

  const { matches, coverage } = matchInventory(inventoryOf([libc], debian10), advisories);

  assert.deepEqual(matches, [
    {
      package: { index: 0, purl: libc.purl, name: 'libc6', version: '2.28-10' },
      advisoryId: 'DSA-1-1',
      ids: ['DSA-1-1'],
      sources: ['DSA-1-1'],
      upstream: [],
      severity: { level: 'unknown', origin: 'none' },
      status: 'fixed-available',
      fixedIn: '2.28-10+deb10u1',
      summary: 'DSA-1-1 of glibc',
    },
  ]);
  assert.deepEqual(coverage, {
    distro: 'covered',
    ecosystem: 'Debian:10',
    ecosystemsWithoutData: [],
  });
});

test('advisories of another release say nothing and the image is not called clean', () => {
  const advisories = advisoriesOf(record('DSA-1-1', 'Debian:10', 'glibc', '99'));
  const debian12 = { ...debian10, versionId: '12' };

  const report = matchInventory(
    inventoryOf([packageOf('deb', 'glibc', '1')], debian12),
    advisories,
  );

  assert.deepEqual(report.matches, []);
  assert.equal(report.coverage.distro, 'no-advisory-data');
  assert.equal(report.coverage.ecosystem, 'Debian:12');
});

test('a CVE and its GHSA are one finding with both names and both sources', () => {
  const advisories = advisoriesOf(
    record('GHSA-1', 'npm', 'lodash', '4.17.21', {
      aliases: ['CVE-2021-1'],
      published: '2021-02-01T00:00:00Z',
      severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H' }],
    }),
    record('CVE-2021-1', 'npm', 'lodash', '4.17.20', { published: '2021-01-01T00:00:00Z' }),
  );

  const { matches } = matchInventory(
    inventoryOf([packageOf('npm', 'lodash', '4.17.0')]),
    advisories,
  );

  assert.equal(matches.length, 1);
  assert.equal(matches[0]?.advisoryId, 'CVE-2021-1');
  assert.deepEqual(matches[0]?.ids, ['CVE-2021-1', 'GHSA-1']);
  assert.deepEqual(matches[0]?.sources, ['CVE-2021-1', 'GHSA-1']);
  assert.equal(matches[0]?.severity.level, 'high');
  assert.equal(matches[0]?.fixedIn, '4.17.21');
  assert.equal(matches[0]?.publishedAtMs, Date.UTC(2021, 0, 1));
});

test('updates made from the same vulnerability stay apart', () => {
  const upstream = ['CVE-2020-1', 'CVE-2020-2'];
  const advisories = advisoriesOf(
    record('DSA-1-1', 'Debian:10', 'vim', '2', { upstream }),
    record('DSA-2-1', 'Debian:10', 'vim', '3', { upstream, related: ['DSA-1-1'] }),
  );

  const { matches } = matchInventory(
    inventoryOf([packageOf('deb', 'vim', '1')], debian10),
    advisories,
  );

  assert.deepEqual(
    matches.map(({ advisoryId }) => advisoryId),
    ['DSA-1-1', 'DSA-2-1'],
  );
  assert.deepEqual(matches[0]?.upstream, upstream);
});

test('an rpm named both as binary and as source is one finding', () => {
  const advisories = advisoriesOf({
    ...record('ALSA-2022:1', 'AlmaLinux:8', 'vim', '2:8.1', { summary: 'Important: vim update' }),
    affected: ['vim', 'vim-common'].map((name) => ({
      package: { ecosystem: 'AlmaLinux:8', name },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2:8.1-1.el8' }] }],
    })),
  });
  const source = { name: 'vim', version: '2:8.0-1.el8' };
  const vim = packageOf('rpm', 'vim-common', '2:8.0-1.el8', { source });
  const alma: Distro = { id: 'almalinux', idLike: [], versionId: '8.5' };

  const { matches } = matchInventory(inventoryOf([vim], alma), advisories);

  assert.equal(matches.length, 1);
  assert.deepEqual(matches[0]?.severity, { level: 'high', origin: 'AlmaLinux' });
});

test('withdrawn advisories never match, even when a source still gives their rows', () => {
  const kept = parseOsvRecord(record('GHSA-1', 'npm', 'a', '2')) as ParsedRecord;
  const advisory = { ...kept.advisory, withdrawnAtMs: 1 };
  const advisories = new MemoryAdvisories([{ ...kept, advisory }], 'test', 0);

  assert.deepEqual(
    matchInventory(inventoryOf([packageOf('npm', 'a', '1.0.0')]), advisories).matches,
    [],
  );
});

test('a package owned by a distro package is left to its owner', () => {
  const advisories = advisoriesOf(record('GHSA-1', 'npm', 'a', '2.0.0'));
  const owned = packageOf('npm', 'a', '1.0.0', { ownedBy: 'pkg:deb/debian/node-a@1' });

  assert.deepEqual(matchInventory(inventoryOf([owned], debian10), advisories).matches, []);
});

test('no fix and undetermined stay distinguishable', () => {
  const advisories = advisoriesOf(
    record('GHSA-1', 'npm', 'a', undefined),
    record('GHSA-2', 'npm', 'b', '2.0.0'),
  );
  const packages = [packageOf('npm', 'a', '1.0.0'), packageOf('npm', 'b', 'unknown')];

  const { matches } = matchInventory(inventoryOf(packages), advisories);

  assert.deepEqual(
    matches.map(({ status }) => status),
    ['no-fix', 'undetermined'],
  );
});

test('an image of no distro is not blamed for missing data, an unnamed one with packages is', () => {
  const advisories = advisoriesOf(record('GHSA-1', 'npm', 'a', '2'));

  const scratch = matchInventory(inventoryOf([packageOf('golang', 'x', 'v1')]), advisories);
  const unnamed = matchInventory(inventoryOf([packageOf('deb', 'x', '1')]), advisories);

  assert.deepEqual(scratch.coverage, { distro: 'not-a-distro', ecosystemsWithoutData: ['Go'] });
  assert.equal(unnamed.coverage.distro, 'no-advisory-data');
});

test('a language package is not matched against a distro and a distro package not against a language', () => {
  const advisories = advisoriesOf(
    record('DSA-1-1', 'Debian:10', 'lodash', '99'),
    record('GHSA-1', 'npm', 'vim', '99.0.0'),
  );
  const packages = [packageOf('npm', 'lodash', '1.0.0'), packageOf('deb', 'vim', '1.0.0')];

  assert.deepEqual(matchInventory(inventoryOf(packages, debian10), advisories).matches, []);
});

test("Debian's word about a package outweighs a vector of the record", () => {
  const json = record('DEBIAN-CVE-2020-1', 'Debian:10', 'vim', undefined, {
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
    affected: [
      {
        package: { ecosystem: 'Debian:10', name: 'vim' },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }],
        ecosystem_specific: { urgency: 'unimportant' },
      },
    ],
  });

  const { matches } = matchInventory(
    inventoryOf([packageOf('deb', 'vim', '1')], debian10),
    advisoriesOf(json),
  );

  assert.deepEqual(matches[0]?.severity, { level: 'negligible', origin: 'Debian' });
});

test('paid maintenance of Ubuntu counts for packages that come from it only', () => {
  const advisories = advisoriesOf(
    record('USN-1', 'Ubuntu:22.04:LTS', 'other', '2'),
    record('USN-2', 'Ubuntu:Pro:22.04:LTS', 'vim', '1.0-1ubuntu1+esm2'),
  );
  const jammy: Distro = { id: 'ubuntu', idLike: ['debian'], versionId: '22.04' };
  const packages = [
    packageOf('deb', 'vim', '1.0-1ubuntu1'),
    packageOf('deb', 'vim', '1.0-1ubuntu1+esm1'),
  ];

  const { matches } = matchInventory(inventoryOf(packages, jammy), advisories);

  assert.deepEqual(
    matches.map((match) => match.package.index),
    [1],
  );
});

test('the same inventory and advisories give the same report', () => {
  const advisories = advisoriesOf(
    record('GHSA-2', 'npm', 'a', '2.0.0'),
    record('GHSA-1', 'npm', 'a', '2.0.0'),
  );
  const inventory = inventoryOf([packageOf('npm', 'a', '1.0.0'), packageOf('npm', 'a', '1.0.0')]);

  assert.deepEqual(matchInventory(inventory, advisories), matchInventory(inventory, advisories));
  assert.deepEqual(
    matchInventory(inventory, advisories).matches.map((match) => [
      match.package.index,
      match.advisoryId,
    ]),
    [
      [0, 'GHSA-1'],
      [0, 'GHSA-2'],
      [1, 'GHSA-1'],
      [1, 'GHSA-2'],
    ],
  );
});
