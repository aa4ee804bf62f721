import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLayerPath } from './layer-path.ts';

for (const [raw, path] of [
  ['usr/bin/tool', 'usr/bin/tool'],
  ['./usr/bin/', 'usr/bin'],
  ['/usr//bin/./tool', 'usr/bin/tool'],
  ['././/usr', 'usr'],
  ['usr/.hidden/..data/a..b/...', 'usr/.hidden/..data/a..b/...'],
  ['usr/bin//', 'usr/bin'],
  ['.', ''],
  ['./', ''],
  ['/', ''],
  ['', ''],
] as const) {
  test(`${JSON.stringify(raw)} is the path ${JSON.stringify(path)}`, () => {
    assert.deepEqual(parseLayerPath(raw), { kind: 'path', path });
  });
}

for (const raw of ['..', '../etc', 'usr/../../etc', 'usr/..', './..', 'usr/../', 'a\0b', './\0']) {
  test(`${JSON.stringify(raw)} is refused`, () => {
    assert.deepEqual(parseLayerPath(raw), { kind: 'refused' });
  });
}
