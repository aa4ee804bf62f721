import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readingScopes } from './pull-scope.ts';

for (const { scope, want } of [
  { scope: 'repository:a/b:pull', want: ['repository:a/b:pull'] },
  { scope: 'repository:a/b:pull,push,delete', want: ['repository:a/b:pull'] },
  { scope: 'repository:host:5000/a:pull', want: ['repository:host:5000/a:pull'] },
  { scope: 'repository(plugin):a:pull', want: ['repository:a:pull'] },
  { scope: 'repository:a:push', want: [] },
  { scope: 'registry:catalog:*', want: ['registry:catalog:*'] },
  { scope: 'repository:a:pull repository:b:*', want: ['repository:a:pull', 'repository:b:pull'] },
  { scope: 'repository:a/b:metadata_read', want: ['repository:a/b:metadata_read'] },
  { scope: 'repository:a:metadata_read,metadata_write', want: [] },
  { scope: '*', want: [] },
  { scope: undefined, want: [] },
]) {
  test(`of "${scope}" the sensor asks ${JSON.stringify(want)}`, () => {
    assert.deepEqual(readingScopes(scope), want);
  });
}
