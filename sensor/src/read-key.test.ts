import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseConfig } from './config.ts';
import { readKey } from './read-key.ts';

test('a key of a file is read anew each time, one of the environment stays', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'read-key-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'key');
  const linkOf = (environment: Record<string, string>) => {
    const { sensor } = parseConfig(
      { HARBORGUARD_URL: 'https://hg.example.com', ...environment },
      () => 'first',
    );
    assert.ok(sensor);
    return sensor.link;
  };
  const fromFile = linkOf({ HARBORGUARD_API_KEY_FILE: path });

  writeFileSync(path, 'first\n');
  assert.equal(readKey(fromFile), 'first');
  writeFileSync(path, 'second\n');
  assert.equal(readKey(fromFile), 'second');
  assert.equal(readKey(linkOf({ HARBORGUARD_API_KEY: 'given' })), 'given');

  for (const broken of [() => writeFileSync(path, ' \n'), () => rmSync(path)]) {
    broken();
    assert.throws(() => readKey(fromFile), { code: 'FILE_UNREADABLE' });
  }
});
