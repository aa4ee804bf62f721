import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layerTar } from './layer-tar.ts';
import { readTar } from './read-tar.ts';

test('what went into an archive comes out of it', async () => {
  const entries = await readTar(
    await layerTar([
      { path: 'app', type: 'directory' },
      { path: `app/${'long/'.repeat(40)}name`, content: 'deep' },
      { path: 'app/link', type: 'symlink', target: '../elsewhere' },
    ]),
  );

  assert.deepEqual(entries, [
    { path: `app/${'long/'.repeat(40)}name`, mode: 0o644, content: Buffer.from('deep') },
    { path: 'app/link', mode: 0o644, type: 'symlink', target: '../elsewhere' },
  ]);
});
