// A report of a made-up image with everything a report can hold: odd names, several layers, findings of all kinds.
import type { AdvisoryDescription } from '../src/advisories/advisory-query.ts';
import type { Match, MatchReport } from '../src/match/match-report.ts';
import { observe } from '../src/observations/observation-rules.ts';
import type { Inventory, Package } from '../src/protocol/inventory.ts';
import type { Observation } from '../src/protocol/observation.ts';
import type { ScanReport } from '../src/report/scan-report.ts';
import { type Selection, selectFindings } from '../src/report/select-findings.ts';

export const sampleNowMs = Date.parse('2026-06-01T12:00:00Z');

export const sampleAdvisories: AdvisoryDescription = {
  builtAtMs: sampleNowMs - 3_600_000,
  newestModifiedAtMs: sampleNowMs - 5 * 3_600_000,
  records: 1000,
  affectedPackages: 500,
  source: 'sample',
  ecosystems: ['Debian:12', 'npm'],
};

export function samplePackage(changes: Partial<Package> = {}): Package {
  const { name = 'openssl', version = '3.0.9-1' } = changes;
  return {
    type: 'deb',
    name,
    version,
    purl: `pkg:deb/debian/${name}@${version}`,
    locations: ['var/lib/dpkg/status'],
    layer: 0,
    detector: 'dpkg',
    ...changes,
  };
}

export const samplePackages: readonly Package[] = [
  samplePackage({ source: { name: 'openssl-src', version: '3.0.9-1' }, licenses: ['Apache-2.0'] }),
  samplePackage({ name: 'zlib1g', version: '1:1.2.13', licenses: ['GPL-2+', 'Zlib'] }),
  samplePackage({
    type: 'npm',
    name: '@scope/näme',
    version: '1.0.0',
    purl: 'pkg:npm/%40scope/n%C3%A4me@1.0.0',
    locations: ['app/with space/c:/näme/package.json', 'app/second/package.json'],
    licenses: ['MIT', 'ISC'],
    layer: 1,
    detector: 'npm',
  }),
  // The same again, as part of something else: one purl, two packages.
  samplePackage({
    type: 'npm',
    name: '@scope/näme',
    version: '1.0.0',
    purl: 'pkg:npm/%40scope/n%C3%A4me@1.0.0',
    locations: ['other/package.json'],
    vendor: 'Somebody <a@b>',
    layer: 1,
    detector: 'npm',
  }),
  samplePackage({ name: 'evil\u001b[31m"</script>', version: '1', ownedBy: 'pkg:deb/debian/x@1' }),
];

export const sampleObservations: readonly Observation[] = [
  observe('github-token', {
    ...{ layer: 0, path: 'app/with space/c:/.env', line: 7 },
    ...{ fingerprint: '0123456789ab', removedInLayer: 1 },
  }),
  observe('setuid-file', { layer: 1, path: 'usr/bin/su\u001b[31m', mode: '4755', owner: '0:0' }),
  observe('runs-as-root', { place: 'no user is set' }),
  observe('no-healthcheck', {}),
  // Of a sensor that is newer than this.
  { kind: 'configuration', rule: 'rule-of-tomorrow', severity: 'low' },
];

export function sampleInventory(changes: Partial<Inventory> = {}): Inventory {
  return {
    schemaVersion: 1,
    analyzerVersion: 'analyzer-1',
    imageDigest: `sha256:${'a'.repeat(64)}`,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
    sizeBytes: 12_345,
    distro: { id: 'debian', idLike: [], versionId: '12', prettyName: 'Debian 12' },
    facts: { exposedPorts: ['80/tcp'], labels: { maintainer: 'nobody' } },
    layers: ['b', 'c'].map((letter) => ({
      digest: `sha256:${letter.repeat(64)}`,
      diffId: `sha256:${letter.repeat(64)}`,
      mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
      sizeBytes: 6000,
      createdBy: 'RUN something',
    })),
    packages: [...samplePackages],
    observations: [...sampleObservations],
    state: 'indexed',
    issues: [],
    ...changes,
  };
}

export function sampleMatch(index: number, changes: Partial<Match> = {}): Match {
  const { name, version, purl } = samplePackages[index] ?? samplePackage();
  const { advisoryId = 'CVE-2026-0001' } = changes;
  return {
    package: { index, name, version, purl },
    ids: [advisoryId],
    sources: [advisoryId],
    upstream: [],
    severity: { level: 'high', score: 7.5, vector: 'CVSS:3.1/AV:N', origin: 'CVSS:3.1' },
    status: 'fixed-available',
    fixedIn: '9.9',
    summary: `About ${name}`,
    publishedAtMs: sampleNowMs - 86_400_000,
    ...changes,
    advisoryId,
  };
}

export const sampleMatches: readonly Match[] = [
  sampleMatch(0),
  sampleMatch(1, { advisoryId: 'DSA-1-1', severity: { level: 'unknown', origin: 'none' } }),
  sampleMatch(1, {
    advisoryId: 'CVE-2026-0002',
    severity: { level: 'negligible', origin: 'Debian' },
  }),
  ...[2, 3].map((index) =>
    sampleMatch(index, {
      advisoryId: 'CVE-2026-0003',
      ids: ['CVE-2026-0003', 'GHSA-aaaa-bbbb-cccc'],
      sources: ['GHSA-aaaa-bbbb-cccc'],
      severity: { level: 'critical', score: 9.8, vector: 'CVSS:4.0/AV:N', origin: 'CVSS:4.0' },
    }),
  ),
  withoutFix(sampleMatch(2, { advisoryId: 'CVE-2026-0004', status: 'no-fix' })),
  withoutFix(sampleMatch(4, { advisoryId: 'CVE-2026-0001', status: 'undetermined', summary: '' })),
];

export const sampleMatchReport: MatchReport = {
  matches: sampleMatches,
  coverage: { distro: 'covered', ecosystem: 'Debian:12', ecosystemsWithoutData: [] },
};

export function sampleReport(
  changes: Partial<ScanReport> = {},
  selection: Partial<Selection> = {},
): ScanReport {
  const inventory = sampleInventory();
  const all = { onlyFixed: false, ignoreRules: [], nowMs: sampleNowMs, ...selection };
  const matched = selectFindings(inventory, sampleMatchReport, all);
  return {
    toolVersion: '1.2.3',
    createdAtMs: sampleNowMs,
    advisories: sampleAdvisories,
    images: [{ name: 'registry.example/team/app:1.0', inventory, matched }],
    ...changes,
  };
}

function withoutFix(match: Match): Match {
  const { fixedIn: _, ...rest } = match;
  return rest;
}
