// What an advisory file knows beside the advisories themselves, as `sensor scan` shows it and judges by it: EPSS, KEV,
// and ratings that come from other records.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Severity } from '@harborguard/shared/advisories/advisory-row.ts';
import type { JsonReport } from '@harborguard/shared/report/json-report.ts';
import { randomImage } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { ociFiles, writeTar } from '../archive/testing/image-on-disk.ts';
import { makeAdvisoryFile } from '../store/testing/make-advisory-file.ts';
import { commandEnvironment } from './testing/command-environment.ts';

const entry = join(import.meta.dirname, '../main.ts');
const folder = mkdtempSync(join(tmpdir(), 'harborguard-signals-'));
const image = join(folder, 'image.tar');
const advisories = join(folder, 'advisories.sqlite');
after(() => rmSync(folder, { recursive: true }));

before(async () => {
  const npm = ['exploited', 'likely', 'quiet', 'rated'].map((name) => ({ name, version: '1.0.0' }));
  await writeTar(image, ociFiles(await randomImage(new SeededRandom(3), { packages: { npm } })));
  const borrowed: Severity = {
    ...{ score: 9.8, origin: 'CVSS:3.1 via CVE-2024-0004' },
    ...{ level: 'critical', via: 'CVE-2024-0004' },
  };
  makeAdvisoryFile(
    {
      ...{ path: advisories, newestModifiedAtMs: Date.now() },
      signals: {
        'CVE-2024-0001': {
          ...{ epss: 0.971, percentile: 0.999 },
          kev: { addedAt: '2024-01-02', dueAt: '2024-01-23' },
        },
        'CVE-2024-0002': { epss: 0.12, percentile: 0.9 },
      },
    },
    [
      { id: 'CVE-2024-0001', ecosystem: 'npm', name: 'exploited', level: 'low' },
      { id: 'CVE-2024-0002', ecosystem: 'npm', name: 'likely', level: 'low' },
      { id: 'CVE-2024-0003', ecosystem: 'npm', name: 'quiet', level: 'low' },
      { id: 'GHSA-rated', ecosystem: 'npm', name: 'rated', level: 'unknown', borrowed },
    ],
  );
});

function scan(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const all = [entry, 'scan', image, '--advisories', advisories, ...args];
  const env = commandEnvironment({ HARBORGUARD_DOCKER_CONFIG: folder });
  return new Promise((resolve) => {
    execFile(process.execPath, all, { env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

test('the table shows how likely a finding is exploited, and by when the known ones are due', async () => {
  const { code, out } = await scan();

  assert.equal(code, 0);
  assert.match(out, /fixed in +epss +exploited/);
  assert.match(out, /CVE-2024-0001 +exploited +1\.0\.0 +no fix +97\.1 % +due 2024-01-23/);
  assert.match(out, /CVE-2024-0002 +likely +1\.0\.0 +no fix +12\.0 % +About/);
  assert.match(out, /CVE-2024-0003 +quiet +1\.0\.0 +no fix +About/);
});

test('JSON, SARIF and CycloneDX carry both', async () => {
  const json = JSON.parse((await scan('--format', 'json')).out) as JsonReport;
  const sarif = JSON.parse((await scan('--format', 'sarif')).out);
  const cyclonedx = JSON.parse((await scan('--format', 'cyclonedx')).out);

  const signals = json.images[0]?.findings?.map(({ id, signal }) => [id, signal]);
  assert.deepEqual(Object.fromEntries(signals ?? []), {
    'CVE-2024-0001': {
      ...{ epss: 0.971, percentile: 0.999 },
      kev: { addedAt: '2024-01-02', dueAt: '2024-01-23' },
    },
    'CVE-2024-0002': { epss: 0.12, percentile: 0.9 },
    'CVE-2024-0003': undefined,
    'GHSA-rated': undefined,
  });
  const result = sarif.runs[0].results.find(
    (one: { ruleId: string }) => one.ruleId === 'CVE-2024-0001',
  );
  assert.deepEqual(
    [result.properties.epss, result.properties.knownExploited, result.properties.kevDueAt],
    [0.971, true, '2024-01-23'],
  );
  const known = cyclonedx.vulnerabilities.find((one: { id: string }) => one.id === 'CVE-2024-0001');
  const texts = known.properties.map((one: { name: string; value: string }) => one.value);
  assert.ok(texts.includes('0.971') && texts.includes('2024-01-23'), texts.join());
});

test('a rating from another record says so, and counts for --fail-on', async () => {
  const { code, out } = await scan('--fail-on', 'critical', '--format', 'json');

  const report = JSON.parse(out) as JsonReport;
  const rated = report.images[0]?.findings?.find(({ id }) => id === 'GHSA-rated');
  assert.equal(code, 1);
  assert.deepEqual(
    [rated?.severity.level, rated?.severity.origin],
    ['critical', 'CVSS:3.1 via CVE-2024-0004'],
  );
});

for (const [name, finding, blocked] of [
  ['what is known to be exploited', { knownExploited: true }, /CVE-2024-0001 in exploited/],
  ['what is likely to be', { epssAtLeast: 0.1 }, /CVE-2024-0001 in exploited .*|CVE-2024-0002/],
] as const) {
  test(`a policy file may block ${name}`, async () => {
    const path = join(folder, `${Object.keys(finding)[0]}.json`);
    const policies = [{ name: 'Signals', effect: 'block', when: { finding } }];
    writeFileSync(path, JSON.stringify({ schemaVersion: 1, policies, exceptions: [] }));

    const { code, err } = await scan('--policy', path);

    assert.equal(code, 1, err);
    assert.match(err, blocked);
    assert.doesNotMatch(err, /CVE-2024-0003/);
  });
}
