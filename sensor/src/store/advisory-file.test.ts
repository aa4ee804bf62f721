import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import BetterSqlite3 from 'better-sqlite3';
import { openAdvisoryFile } from './advisory-file.ts';
import { makeAdvisoryFile } from './testing/make-advisory-file.ts';

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-advisories-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function refusal(path: string): string {
  try {
    openAdvisoryFile(path).close();
  } catch (error) {
    assert.ok(isHarborError(error), String(error));
    return error.code;
  }
  return 'accepted';
}

test('an advisory file answers by ecosystem and name, and says what it covers', (t) => {
  const path = makeAdvisoryFile(
    { path: join(temporaryFolder(t), 'a.sqlite'), newestModifiedAtMs: 7 },
    [
      { id: 'A-1', ecosystem: 'npm', name: 'lodash', fixed: '4.17.21', level: 'high' },
      { id: 'A-2', ecosystem: 'npm', name: 'lodash', level: 'low' },
      { id: 'A-3', ecosystem: 'PyPI', name: 'lodash', level: 'low' },
    ],
  );

  const advisories = openAdvisoryFile(path);
  t.after(() => advisories.close());

  const rows = advisories.affecting('npm', 'lodash');
  assert.deepEqual(
    rows.map(({ advisory }) => advisory.id),
    ['A-1', 'A-2'],
  );
  assert.deepEqual(rows[0]?.ranges, [
    {
      type: 'ECOSYSTEM',
      events: [
        ['introduced', '0'],
        ['fixed', '4.17.21'],
      ],
    },
  ]);
  assert.deepEqual(advisories.affecting('npm', 'other'), []);
  assert.equal(advisories.covers('PyPI'), true);
  assert.equal(advisories.covers('Go'), false);
  assert.equal(advisories.describe().newestModifiedAtMs, 7);
});

test('what is no prebuilt file is refused, each by its code', (t) => {
  const folder = temporaryFolder(t);
  const newestModifiedAtMs = 1;
  const of = (name: string) => join(folder, name);
  writeFileSync(of('records.zip'), 'PK\u0003\u0004');
  new BetterSqlite3(of('other.sqlite')).exec('CREATE TABLE a (b)').close();
  makeAdvisoryFile({ path: of('newer'), newestModifiedAtMs, format: 99 }, []);
  makeAdvisoryFile({ path: of('damaged'), newestModifiedAtMs, withoutDescription: true }, []);

  assert.equal(refusal(of('absent')), 'FILE_UNREADABLE');
  assert.equal(refusal(folder), 'ADVISORIES_NOT_BUILT');
  assert.equal(refusal(of('records.zip')), 'ADVISORIES_NOT_BUILT');
  assert.equal(refusal(of('other.sqlite')), 'ADVISORIES_NOT_BUILT');
  assert.equal(refusal(of('newer')), 'ADVISORIES_NOT_BUILT');
  assert.equal(refusal(of('damaged')), 'ADVISORIES_INVALID');
});
