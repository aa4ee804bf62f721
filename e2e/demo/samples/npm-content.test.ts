import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { layerTar } from '@harborguard/shared/testing/image/layer-tar.ts';
import { loadNpmContent, type PackNpm } from './npm-content.ts';

const left = { name: 'left', version: '1.0.0' };
const right = { name: 'right', version: '2.0.0' };

async function cacheFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'npm-content-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function writeTarball(folder: string, name: string, version: string): Promise<void> {
  const tar = await layerTar([
    { path: 'package/package.json', content: JSON.stringify({ name, version }) },
    { path: 'package/lib/real.js', content: 'real content' },
  ]);
  await writeFile(join(folder, `${name}-${version}.tgz`), gzipSync(tar));
}

const packAll: PackNpm = async (packages, folder) => {
  for (const { name, version } of packages) await writeTarball(folder, name, version);
};

const packNone: PackNpm = () => Promise.reject(Object.assign(new Error('no'), { code: 'E404' }));

test('packages come from npm once and from the cache from then on', async (t) => {
  const folder = await cacheFolder(t);
  const options = { cacheFolder: folder, packages: [left, right] };

  const first = await loadNpmContent({ ...options, pack: packAll });
  const second = await loadNpmContent({ ...options, pack: packNone });

  assert.equal(first.origin, 'npm');
  assert.equal(second.origin, 'cache');
  assert.deepEqual(
    second.filesOf(left, 'app/node_modules').map(({ path }) => path),
    ['app/node_modules/left/package.json', 'app/node_modules/left/lib/real.js'],
  );
  assert.deepEqual(await readdir(folder), ['left-1.0.0.tgz', 'right-2.0.0.tgz']);
});

test('without npm the same packages are generated, and the reason is told', async (t) => {
  const content = await loadNpmContent({
    cacheFolder: await cacheFolder(t),
    packages: [left],
    pack: packNone,
  });

  const [description] = content.filesOf(left, 'srv');

  assert.equal(content.origin, 'generated');
  assert.equal(content.failure, 'E404');
  assert.equal(description?.path, 'srv/left/package.json');
  assert.equal(JSON.parse(String(description?.content)).version, '1.0.0');
});

test('a cached file that is damaged or of another package is fetched again', async (t) => {
  const folder = await cacheFolder(t);
  await writeFile(join(folder, 'left-1.0.0.tgz'), 'damaged');
  await writeFile(join(folder, 'right-2.0.0.tgz'), gzipSync(await layerTar([])));
  const asked: string[] = [];

  const content = await loadNpmContent({
    cacheFolder: folder,
    packages: [left, right],
    pack: async (packages, staging) => {
      asked.push(...packages.map(({ name }) => name));
      await packAll(packages, staging);
    },
  });

  assert.deepEqual(asked, ['left', 'right']);
  assert.equal(content.origin, 'npm');
});
