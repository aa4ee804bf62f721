import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { sampleFindings } from './sample-findings.ts';
import { startSampleRegistry } from './start-sample-registry.ts';

test('the sample registry starts without npm, says so, and holds every image of the table', async (t) => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'sample-registry-'));
  t.after(() => rm(dataFolder, { recursive: true, force: true }));
  const log = new MemoryLog();
  const said: string[] = [];
  const samples = await startSampleRegistry({
    dataFolder,
    log,
    progress: (text) => said.push(text),
    pack: () => Promise.reject(new Error('offline')),
  });
  t.after(() => samples.close());
  const { content } = samples.registry;

  assert.match(samples.url, /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.equal(samples.npmOrigin, 'generated');
  assert.equal(log.linesOf('sample packages generated').length, 1);
  assert.ok(said.some((text) => text.includes('npm could not be reached')));
  const held = content
    .repositories()
    .map((repository) => [repository, [...(content.tags(repository) ?? [])].sort()]);
  const expected = new Map<string, string[]>();
  for (const { repository, tags } of sampleFindings) {
    expected.set(repository, [...(expected.get(repository) ?? []), ...tags].sort());
  }
  assert.deepEqual(held, [...expected].sort());
});

test('images that begin alike share their base layer', async (t) => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'sample-registry-'));
  t.after(() => rm(dataFolder, { recursive: true, force: true }));
  const samples = await startSampleRegistry({
    dataFolder,
    log: new MemoryLog(),
    progress: () => undefined,
    pack: () => Promise.reject(new Error('offline')),
  });
  t.after(() => samples.close());
  const layersOf = (repository: string, tag: string): string[] => {
    const manifest =
      samples.registry.content.manifest(repository, tag) ?? assert.fail('no manifest');
    const { layers } = JSON.parse(Buffer.from(manifest.bytes).toString('utf8'));
    return layers.map(({ digest }: { digest: string }) => digest);
  };

  assert.equal(layersOf('shop/web', 'latest')[0], layersOf('shop/api', 'stable')[0]);
  assert.deepEqual(layersOf('shop/worker', '0.9.0').slice(0, 2), layersOf('shop/worker', '0.8.0'));
});
