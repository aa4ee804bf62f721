import assert from 'node:assert/strict';
import { test } from 'node:test';
import { safeReturnPath } from './oidc-cookie.ts';

test('somebody goes on where they came for', () => {
  for (const path of ['/', '/findings?severity=critical&page=2', '/images/a%2Fb#x']) {
    assert.equal(safeReturnPath(path), path);
  }
});

test('no address leads to another host, into the API or anywhere odd', () => {
  for (const path of [
    ...[undefined, '', 'findings', 'https://evil.example', '//evil.example', '/\\evil.example'],
    ...[
      '/a\\b',
      '/\t/evil.example',
      '/ x',
      '/a\r\nset-cookie: x',
      '/api',
      '/api/session',
      '/api?x',
    ],
    `/${'x'.repeat(2000)}`,
    'javascript:alert(1)',
  ]) {
    assert.equal(safeReturnPath(path), '/', path);
  }
});
