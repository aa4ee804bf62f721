import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { startApi, temporaryFolder } from './cli/testing/api-world.ts';

const script = `export const words = '${'a'.repeat(2000)}';`;

async function worldWithConsole(t: TestContext) {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'dist', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'dist', 'index.html'), '<!doctype html><title>console</title>');
  writeFileSync(join(folder, 'dist', 'assets', 'index-abc.js'), script);
  writeFileSync(join(folder, 'dist', 'built-from'), 'a hash');
  writeFileSync(join(folder, 'beside.js'), 'beside');
  const world = await startApi(t, { consoleFolder: join(folder, 'dist') });
  const get = (url: string, headers: Record<string, string> = {}) =>
    world.app.inject({ method: 'GET', url, headers });
  return { ...world, get };
}

test('the console comes without a key, and its page stands behind every address of its own', async (t) => {
  const { get } = await worldWithConsole(t);

  for (const path of ['/', '/registries', '/images/sha256:abc?tab=packages']) {
    const answer = await get(path);
    assert.equal(answer.statusCode, 200, path);
    assert.match(answer.body, /<title>console/);
    assert.equal(answer.headers['content-type'], 'text/html; charset=utf-8');
    assert.equal(answer.headers['cache-control'], 'no-cache');
  }
});

test('the page runs under a policy that allows nothing inline, nothing evaluated and no other host', async (t) => {
  const { get } = await worldWithConsole(t);

  const policy = String((await get('/')).headers['content-security-policy']);

  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'self'(;|$)/);
  assert.match(policy, /style-src 'self'(;|$)/);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/);
});

test('a file with a hash in its name is kept for ever, compressed for whoever can read that', async (t) => {
  const { get } = await worldWithConsole(t);

  const plain = await get('/assets/index-abc.js');
  const packed = await get('/assets/index-abc.js', { 'accept-encoding': 'br, gzip' });
  const again = await get('/assets/index-abc.js', { 'if-none-match': String(plain.headers.etag) });

  assert.equal(plain.body, script);
  assert.match(String(plain.headers['cache-control']), /immutable/);
  assert.equal(packed.headers['content-encoding'], 'gzip');
  assert.ok(packed.rawPayload.length < plain.rawPayload.length);
  assert.deepEqual([again.statusCode, again.body], [304, '']);
});

test('nothing beside the console can be asked for, however the address is written', async (t) => {
  const { get } = await worldWithConsole(t);

  const paths = [
    '/../beside.js',
    '/%2e%2e/beside.js',
    '/assets/..%2f..%2fbeside.js',
    '/built-from',
  ];
  for (const path of paths) {
    const answer = await get(path);
    assert.doesNotMatch(answer.body, /beside|a hash/, path);
  }
  assert.equal((await get('/assets/gone.js')).statusCode, 404);
});

test('addresses below /api stay those of the API', async (t) => {
  const world = await worldWithConsole(t);

  assert.equal((await world.get('/api/nothing')).statusCode, 401);
  assert.equal((await world.get('/api')).statusCode, 401);
  assert.equal((await world.call('GET', '/api/nothing')).body.error.code, 'NOT_FOUND');
});

test('without a built console the API works and the first page says how to build it', async (t) => {
  const world = await startApi(t);

  const page = await world.app.inject({ method: 'GET', url: '/' });

  assert.equal(page.statusCode, 200);
  assert.match(page.body, /npm run console:build/);
  assert.equal((await world.call('GET', '/api/overview')).status, 200);
});
