import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { writeSampleAdvisories } from './sample-advisories.ts';

test('samples say that they are samples, when they were made and how old their knowledge is', async (t) => {
  const folder = temporaryFolder(t);
  const madeAt = '2030-05-06T07:08:09.000Z';

  await writeSampleAdvisories(folder, madeAt);

  const files = (await readdir(folder, { recursive: true })).filter((name) =>
    name.endsWith('.json'),
  );
  assert.ok(files.length > 0);
  for (const file of files) {
    const record = JSON.parse(await readFile(join(folder, file), 'utf8'));
    assert.equal(record.modified, madeAt, file);
    assert.ok(record.published < madeAt, file);
    assert.match(record.id, /^SAMPLE-/);
    assert.match(record.summary, /^\[sample\]/);
  }
});
