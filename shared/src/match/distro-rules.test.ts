// What distros say in ways of their own: streams of modules, paid pockets, architectures, and words for what is not fixed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryAdvisories, type ParsedRecord } from '../advisories/memory-advisories.ts';
import { parseOsvRecord } from '../advisories/parse-osv-record.ts';
import type { Distro, Inventory, Package } from '../protocol/inventory.ts';
import { matchInventory } from './match-inventory.ts';

type Affected = readonly [ecosystem: string, fixed: string | undefined, extra?: object];

interface Case {
  readonly name: string;
  readonly distro: Distro;
  readonly record: { readonly id: string; readonly summary?: string };
  readonly affected: readonly Affected[];
  readonly installed: Partial<Package> & { readonly version: string };
  /** Status and fix, or nothing when it is no finding. */
  readonly expected: string | undefined;
}

const type = {
  debian: 'deb',
  ubuntu: 'deb',
  alpine: 'apk',
  wolfi: 'apk',
  chainguard: 'apk',
} as const;
const alma: Distro = { id: 'almalinux', idLike: [], versionId: '8.9' };
const jammy: Distro = { id: 'ubuntu', idLike: [], versionId: '22.04' };
const modular16 = '1:16.20.2-4.module_el8.9.0+3735+1ddb30ba';
const node16 = { id: 'ALSA-2024:1', summary: 'Important: nodejs:16 security update' };

function distro(id: string, versionId?: string): Distro {
  return { id, idLike: [], ...(versionId === undefined ? {} : { versionId }) };
}

const cases: readonly Case[] = [
  {
    name: 'a fix for the stream of the module that is installed',
    ...{ distro: alma, record: node16, affected: [['AlmaLinux:8', modular16]] },
    installed: {
      version: '1:16.19.1-1.module_el8.7.0+3500+1',
      modularity: 'nodejs:16:8070020230301:a1b2',
    },
    expected: `fixed-available ${modular16}`,
  },
  {
    name: 'a fix for another stream says nothing, however the versions compare',
    ...{ distro: alma, record: node16, affected: [['AlmaLinux:8', modular16]] },
    installed: {
      version: '1:14.21.3-1.module_el8.7.0+3500+1',
      modularity: 'nodejs:14:8070020230301:a1b2',
    },
    expected: undefined,
  },
  {
    name: 'a fix for a module says nothing about a package that is in none',
    ...{ distro: alma, record: node16, affected: [['AlmaLinux:8', modular16]] },
    installed: { version: '1:10.24.0-1.el8' },
    expected: undefined,
  },
  {
    name: 'a fix outside of modules says nothing about a module’s build',
    distro: distro('rocky', '8.9'),
    record: { id: 'RLSA-2024:2', summary: 'Moderate: perl security update' },
    affected: [['Rocky Linux:8', '4:5.26.3-422.el8']],
    installed: {
      version: '4:5.24.4-403.module+el8.6.0+882+2fa1e48f',
      modularity: 'perl:5.24:86:1',
    },
    expected: undefined,
  },
  {
    name: 'Red Hat’s modules are written another way and mean the same',
    distro: distro('rhel', '8.9'),
    record: { id: 'RHSA-2024:3', summary: 'Important: nodejs:18 security update' },
    affected: [['Red Hat:enterprise_linux:8::appstream', '1:18.20.2-1.module+el8.9.0+21731+1']],
    installed: { version: '1:18.19.0-1.module+el8.9.0+21000+1', modularity: 'nodejs:18:89:1' },
    expected: 'fixed-available 1:18.20.2-1.module+el8.9.0+21731+1',
  },
  {
    name: 'what the paid pocket fixed is fixed for a package from there',
    distro: jammy,
    record: { id: 'UBUNTU-CVE-2024-1' },
    affected: [
      ['Ubuntu:22.04:LTS', undefined],
      ['Ubuntu:Pro:22.04:LTS', '1.2-3ubuntu0.1~esm1'],
    ],
    installed: { version: '1.2-3ubuntu0.1~esm1' },
    expected: undefined,
  },
  {
    name: 'what only the paid pocket fixed has no fix for a package of the release',
    distro: jammy,
    record: { id: 'UBUNTU-CVE-2024-1' },
    affected: [
      ['Ubuntu:22.04:LTS', undefined],
      ['Ubuntu:Pro:22.04:LTS', '1.2-3ubuntu0.1~esm1'],
    ],
    installed: { version: '1.2-3' },
    expected: 'no-fix',
  },
  {
    name: 'an update of Debian’s long-term support is one of the release',
    distro: distro('debian', '10'),
    record: { id: 'DLA-3380-1' },
    affected: [['Debian:10', '1.1.1n-0+deb10u4']],
    installed: { version: '1.1.1d-0+deb10u7' },
    expected: 'fixed-available 1.1.1n-0+deb10u4',
  },
  {
    name: 'Debian’s end of life is no promise of a fix',
    distro: distro('debian', '11'),
    record: { id: 'DEBIAN-CVE-2024-2' },
    affected: [['Debian:11', undefined, { ecosystem_specific: { urgency: 'end-of-life' } }]],
    installed: { version: '1.0' },
    expected: 'wont-fix',
  },
  {
    name: 'what Debian holds for unimportant is ignored there',
    distro: distro('debian', '12'),
    record: { id: 'DEBIAN-CVE-2024-3' },
    affected: [['Debian:12', undefined, { ecosystem_specific: { urgency: 'unimportant' } }]],
    installed: { version: '1.0' },
    expected: 'ignored',
  },
  {
    name: 'what Debian has not got to yet has no fix yet',
    distro: distro('debian', '12'),
    record: { id: 'DEBIAN-CVE-2024-4' },
    affected: [['Debian:12', undefined, { ecosystem_specific: { urgency: 'not yet assigned' } }]],
    installed: { version: '1.0' },
    expected: 'no-fix',
  },
  {
    name: 'a status in Red Hat’s words',
    distro: distro('rhel', '9.3'),
    record: { id: 'RHSA-2024:4' },
    affected: [
      [
        'Red Hat:enterprise_linux:9',
        undefined,
        { database_specific: { fix_state: 'Will not fix' } },
      ],
    ],
    installed: { version: '1.0-1.el9' },
    expected: 'wont-fix',
  },
  {
    name: 'a record about one architecture says nothing about another',
    distro: distro('rhel', '9.3'),
    record: { id: 'RHSA-2024:5' },
    affected: [
      [
        'Red Hat:enterprise_linux:9',
        '2.0-1.el9',
        { package: { purl: 'pkg:rpm/redhat/sample?arch=s390x' } },
      ],
    ],
    installed: { version: '1.0-1.el9', architecture: 'x86_64' },
    expected: undefined,
  },
  {
    name: 'the source is no architecture',
    distro: distro('debian', '12'),
    record: { id: 'DSA-1-1' },
    affected: [['Debian:12', '2.0', { package: { purl: 'pkg:deb/debian/sample?arch=source' } }]],
    installed: { version: '1.0', architecture: 'amd64' },
    expected: 'fixed-available 2.0',
  },
  ...(
    [
      [distro('alpine', '3.19.1'), 'Alpine:v3.19', '1.2.3-r0', '1.2.3-r1'],
      [distro('alpine', '3.21.0_alpha20240923'), 'Alpine:edge', '1.2.3-r0', '1.2.3-r1'],
      [distro('wolfi', '20230201'), 'Wolfi', '1.2.3-r0', '1.2.3-r1'],
      [distro('chainguard', '20230214'), 'Chainguard', '1.2.3-r0', '1.2.3-r1'],
      [
        distro('sles', '15.5'),
        'SUSE:Linux Enterprise Server 15 SP5',
        '1.0-150500.1',
        '1.0-150500.3',
      ],
      [distro('opensuse-leap', '15.5'), 'openSUSE:Leap 15.5', '1.0-1', '1.0-3'],
    ] as const
  ).map(([os, ecosystem, version, fixed]) => ({
    name: `the branch ${ecosystem} speaks for ${os.id} ${os.versionId}`,
    distro: os,
    record: { id: 'SAMPLE-1' },
    affected: [[ecosystem, fixed] as const],
    installed: { version },
    expected: `fixed-available ${fixed}`,
  })),
];

for (const { name, expected, ...given } of cases) {
  test(name, () => {
    const { matches } = matchInventory(inventoryOf(given), advisoriesOf(given));

    const shown = matches.map(({ status, fixedIn }) => [status, fixedIn].filter(Boolean).join(' '));
    assert.deepEqual(shown, expected === undefined ? [] : [expected]);
  });
}

function advisoriesOf({ record, affected }: Pick<Case, 'record' | 'affected'>): MemoryAdvisories {
  const result = parseOsvRecord({
    ...{ modified: '2024-01-01T00:00:00Z', ...record },
    affected: affected.map(([ecosystem, fixed, extra]) => {
      const { package: named, ...rest } = (extra ?? {}) as { readonly package?: object };
      const events = [{ introduced: '0' }, ...(fixed === undefined ? [] : [{ fixed }])];
      return {
        package: { ecosystem, name: 'sample', ...named },
        ranges: [{ type: 'ECOSYSTEM', events }],
        ...rest,
      };
    }),
  });
  assert.equal(result.kind, 'record');
  return new MemoryAdvisories([result as ParsedRecord], 'test', 0);
}

function inventoryOf({ distro: os, installed }: Pick<Case, 'distro' | 'installed'>): Inventory {
  const packageType = type[os.id as keyof typeof type] ?? 'rpm';
  return {
    ...{ schemaVersion: 1, analyzerVersion: 'test', imageDigest: `sha256:${'a'.repeat(64)}` },
    ...{ mediaType: 'application/vnd.oci.image.manifest.v1+json', sizeBytes: 1, distro: os },
    platform: { os: 'linux', architecture: 'amd64' },
    facts: { exposedPorts: [], labels: {} },
    layers: [],
    packages: [
      {
        ...{ type: packageType, name: 'sample', purl: 'pkg:generic/sample', locations: [] },
        ...{ layer: 0, detector: 'test' },
        ...installed,
      },
    ],
    state: 'indexed',
    issues: [],
  } as Inventory;
}
