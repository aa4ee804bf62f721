import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryLog } from './memory-log.ts';

test('a child writes into the log of its parent with the fields of both', () => {
  const log = new MemoryLog();

  log.child({ registry: 'a', attempt: 1 }).child({ attempt: 2 }).info('sync started', { tags: 3 });

  assert.deepEqual(log.lines, [
    { level: 'info', message: 'sync started', fields: { registry: 'a', attempt: 2, tags: 3 } },
  ]);
});

test('a secret is found in the text even deep inside the cause of an error', () => {
  const log = new MemoryLog();
  const cause = Object.assign(new Error('inner'), { request: { headers: ['x', ['canary-1']] } });

  log.error('request failed', { error: new Error('outer', { cause }) });

  assert.ok(log.text().includes('canary-1'));
  assert.ok(!log.text().includes('canary-2'));
});

test('a test can wait for a line', async () => {
  const log = new MemoryLog();
  log.warn('already there');
  const coming = log.waitFor('to come');
  log.child({ id: 7 }).debug('to come');

  assert.equal((await log.waitFor('already there')).level, 'warn');
  assert.deepEqual((await coming).fields, { id: 7 });
  assert.equal(log.linesOf('to come').length, 1);
});
