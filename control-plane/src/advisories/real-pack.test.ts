// The importer, the file and the matcher on a real pack of advisories and a real image. Skipped where these are absent.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { countBySeverity } from '@harborguard/shared/match/count-by-severity.ts';
import { matchInventory } from '@harborguard/shared/match/match-inventory.ts';
import type { Inventory, Package } from '@harborguard/shared/protocol/inventory.ts';
import { openAdvisories } from './advisory-database.ts';
import { holdAgainstOracle } from './testing/evaluation-oracle.ts';
import { ImportWorkshop } from './testing/import-workshop.ts';

const sharedFolder = fileURLToPath(new URL('../../../../shared/', import.meta.url));
const packPath = `${sharedFolder}advisories/osv-bucket.zip`;
const imagePath = `${sharedFolder}fixtures/images/debian10-nginx-oci-archive.tar`;
const skip =
  existsSync(packPath) && existsSync(imagePath)
    ? false
    : 'the advisory pack is not on this machine';

/** The same part each time; the whole, eight times the time of all this, is held against it in the peers suite. */
const sampledOneIn = 12;

test('the pack is imported whole and matches by release', { skip }, async (t) => {
  const workshop = await ImportWorkshop.open(t);

  const report = await workshop.import(packPath);

  const advisories = openAdvisories(workshop.databasePath);
  t.after(() => advisories.close());
  assert.ok(report.records > 25_000);
  assert.ok(
    report.ecosystems.includes('AlmaLinux:9') && report.ecosystems.includes('Alpine:v3.11'),
  );
  assert.equal(report.skipped['not-a-vulnerability'], 1200);
  assert.equal(report.skipped['not-a-record'], undefined);

  await t.test('the Debian 10 nginx image has known holes', () => {
    const { matches, coverage } = matchInventory(debianInventory('10'), advisories);

    assert.equal(coverage.distro, 'covered');
    assert.ok(matches.length >= 30, `${matches.length} findings`);
    assert.ok(matches.every(({ status }) => status === 'fixed-available'));
    assert.equal(countBySeverity(matches).unknown, matches.length);
  });

  await t.test(
    'the same packages on a release the pack does not know are unchecked, not clean',
    () => {
      const { matches, coverage } = matchInventory(debianInventory('12'), advisories);

      assert.deepEqual(matches, []);
      assert.equal(coverage.distro, 'no-advisory-data');
    },
  );

  await t.test('ranges of every ecosystem evaluate as the published pseudo-code says', () => {
    const { evaluations, undetermined, ecosystems } = holdAgainstOracle(
      workshop.databasePath,
      sampledOneIn,
    );

    assert.ok(ecosystems.size > 30, `${ecosystems.size} ecosystems`);
    assert.ok(evaluations > 20_000, `${evaluations} evaluations`);
    assert.ok(undetermined < evaluations / 20, `${undetermined} of ${evaluations} undetermined`);
  });
});

function debianInventory(versionId: string): Inventory {
  return {
    schemaVersion: 1,
    analyzerVersion: 'test',
    imageDigest: `sha256:${'a'.repeat(64)}`,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    platform: { os: 'linux', architecture: 'amd64' },
    sizeBytes: 1,
    distro: { id: 'debian', idLike: [], versionId },
    facts: { exposedPorts: [], labels: {} },
    layers: [],
    packages: installedPackages(),
    state: 'indexed',
    issues: [],
  };
}

function installedPackages(): Package[] {
  const layer = tarFiles(readFileSync(imagePath)).find(
    ({ bytes }) => bytes.readUInt16BE(0) === 0x1f8b,
  );
  const files = tarFiles(gunzipSync(layer?.bytes ?? Buffer.alloc(0)));
  const status = files.find(({ name }) => name.endsWith('var/lib/dpkg/status'));
  const paragraphs = (status?.bytes.toString('utf8') ?? '').trim().split('\n\n');
  return paragraphs.map((paragraph) => {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(paragraph)?.[1] ?? '';
    const name = field('Package');
    const version = field('Version');
    const source = /^(\S+)(?: \((.+)\))?$/.exec(field('Source'));
    return {
      type: 'deb',
      name,
      version,
      purl: `pkg:deb/debian/${name}@${version}`,
      source: { name: source?.[1] ?? name, version: source?.[2] ?? version },
      locations: [],
      layer: 0,
      detector: 'dpkg',
    };
  });
}

/** The non-empty files of an uncompressed tar archive of short names. */
function tarFiles(tar: Buffer): { name: string; bytes: Buffer }[] {
  const files: { name: string; bytes: Buffer }[] = [];
  for (let position = 0; position + 512 <= tar.length; ) {
    const name = tar.toString('utf8', position, position + 100).split('\0', 1)[0] ?? '';
    const size = Number.parseInt(tar.toString('latin1', position + 124, position + 135), 8) || 0;
    const start = position + 512;
    if (size > 0) files.push({ name, bytes: tar.subarray(start, start + size) });
    position = start + Math.ceil(size / 512) * 512;
  }
  return files;
}
