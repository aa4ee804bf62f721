import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSearchedPath, searchedBytesMax } from './searched-path.ts';

for (const path of [
  'app/.env',
  'etc/ssl/private/server.key',
  'root/.ssh/id_ed25519',
  'srv/config.json',
  'usr/local/etc/app.conf',
  'usr/lib/app/.netrc',
  'node_modules/x/.docker/config.json',
]) {
  test(`${path} is searched`, () => assert.ok(isSearchedPath(path, 100)));
}

for (const path of [
  'usr/share/doc/openssl/key.pem',
  'app/node_modules/jsonwebtoken/test/private.pem',
  'usr/lib/python3/dist-packages/tests/key.pem',
  'opt/venv/lib/python3.12/site-packages/x/test.pem',
  'root/go/pkg/mod/golang.org/x/crypto/ssh/testdata/keys.go',
  'app/logo.png',
]) {
  test(`${path} is not searched`, () => assert.ok(!isSearchedPath(path, 100)));
}

test('neither empty files nor dumps are searched', () => {
  assert.ok(!isSearchedPath('app/.env', 0));
  assert.ok(isSearchedPath('app/.env', searchedBytesMax));
  assert.ok(!isSearchedPath('app/.env', searchedBytesMax + 1));
});
