import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { exportedFileVersion } from '@harborguard/shared/advisories/exported-file-head.ts';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { writeExportedFile } from './exported-file.ts';
import { ImportWorkshop, sampleRecord } from './testing/import-workshop.ts';

async function exported(t: TestContext) {
  const workshop = await ImportWorkshop.open(t);
  const record = sampleRecord({ id: 'GHSA-1', ecosystem: 'npm', name: 'one' });
  await workshop.import(await workshop.write('source', { 'a.json': record }));
  const path = join(workshop.folder, 'export.hgad');
  await writeExportedFile(workshop.databasePath, path);
  return { workshop, path };
}

test('what was exported is imported elsewhere, and matches the same', async (t) => {
  const { workshop, path } = await exported(t);
  const other = await ImportWorkshop.open(t);

  await other.import(path);

  assert.deepEqual(other.affecting('npm', 'one'), workshop.affecting('npm', 'one'));
  assert.deepEqual(await other.leftovers(), []);
});

const damages: readonly (readonly [string, (bytes: Buffer) => Buffer, string])[] = [
  ['cut short', (bytes) => bytes.subarray(0, bytes.length - 20), 'ADVISORY_FILE_DAMAGED'],
  ['cut within its head', (bytes) => bytes.subarray(0, 100), 'ADVISORY_FILE_DAMAGED'],
  [
    'altered in its middle',
    (bytes) => {
      const copy = Buffer.from(bytes);
      copy[700] = (copy[700] ?? 0) ^ 1;
      return copy;
    },
    'ADVISORY_FILE_DAMAGED',
  ],
  [
    'of another hash',
    (bytes) => replaced(bytes, /"sha256":"./, '"sha256":"x'),
    'ADVISORY_FILE_DAMAGED',
  ],
  [
    'of a later version',
    (bytes) => replaced(bytes, `"version":${exportedFileVersion},`, '"version":9,'),
    'ADVISORY_FILE_NEWER',
  ],
];

for (const [name, damage, code] of damages) {
  test(`an exported file that is ${name} is refused with ${code}`, async (t) => {
    const { workshop, path } = await exported(t);
    writeFileSync(path, damage(readFileSync(path)));

    await assert.rejects(
      workshop.import(path),
      (error) => isHarborError(error) && error.code === code,
    );
    assert.equal(workshop.affecting('npm', 'one').length, 1);
  });
}

function replaced(bytes: Buffer, what: RegExp | string, by: string): Buffer {
  return Buffer.from(bytes.toString('latin1').replace(what, by), 'latin1');
}
