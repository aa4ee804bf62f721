import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { makeLoopbackCertificates } from '@harborguard/shared/testing/loopback-certificate.ts';
import { readCaFolder } from './read-ca-folder.ts';

const made = await makeLoopbackCertificates();
const skip = made.kind === 'made' ? false : made.reason;
const ca = made.kind === 'made' ? made.ca : '';

test('every file adds its certificates, and a broken one is named and left out', {
  skip,
}, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ca-folder-'));
  t.after(() => rm(folder, { recursive: true }));
  const files = {
    'b.pem': `comment\n${ca}\n${ca}`,
    'a.crt': ca,
    'notes.txt': 'no certificate',
    'broken.pem': ca.replace(/[A-Z]{4}/, '!!!!').replace('MII', 'AAA'),
    'half.pem': `${ca}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----`,
    '.hidden': 'no certificate',
    'large.pem': 'a'.repeat(2 * 1024 * 1024),
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  await mkdir(join(folder, 'deeper'));

  const { pems, skipped } = readCaFolder(folder);

  assert.deepEqual(pems, [files['a.crt'], files['b.pem']]);
  assert.deepEqual(
    skipped.map(({ file, reason }) => `${basename(file)} ${reason}`),
    [
      'broken.pem holds no readable certificate',
      'half.pem holds no readable certificate',
      'large.pem is too large',
      'notes.txt holds no readable certificate',
    ],
  );
});

test('a folder that is not there is an error that names it', () => {
  assert.throws(
    () => readCaFolder('/nowhere/at/all'),
    (error) => {
      assert.ok(isHarborError(error));
      assert.equal(error.code, 'FILE_UNREADABLE');
      assert.equal(error.details['path'], '/nowhere/at/all');
      return true;
    },
  );
});
