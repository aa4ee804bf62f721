import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namesOf, scanLayers } from '../testing/scan-kit.ts';
import { RuntimeStream } from './runtime-stream.ts';

const binary = (text: string) =>
  Buffer.concat([Buffer.alloc(70_000, 0x41), Buffer.from(text, 'latin1'), Buffer.alloc(3000)]);

const cases: readonly {
  readonly path: string;
  readonly content: string | Buffer;
  readonly found: string;
}[] = [
  {
    path: 'usr/local/include/node/node_version.h',
    content:
      '#define NODE_MAJOR_VERSION 20\n#define NODE_MINOR_VERSION 11\n#define NODE_PATCH_VERSION 1\n',
    found: 'node@20.11.1',
  },
  { path: 'usr/local/bin/node', content: binary('node.js/v22.3.0\0'), found: 'node@22.3.0' },
  { path: 'nodejs/bin/node', content: binary('node.js/v18.20.4Protocol'), found: 'node@18.20.4' },
  {
    path: 'usr/local/include/python3.12/patchlevel.h',
    content: '#define PY_MAJOR_VERSION 3\n#define PY_VERSION      \t"3.12.3+"\n',
    found: 'python@3.12.3',
  },
  {
    path: 'usr/local/lib/libpython3.11.so.1.0',
    content: binary('\x003.9.1\0\x003.11.9\0'),
    found: 'python@3.11.9',
  },
  { path: 'usr/bin/python3.13', content: binary('\x003.13.0rc1\0'), found: 'python@3.13.0rc1' },
  {
    path: 'usr/local/include/php/main/php_version.h',
    content: '#define PHP_MAJOR_VERSION 8\n#define PHP_VERSION "8.2.1"\n',
    found: 'php@8.2.1',
  },
  {
    path: 'usr/local/sbin/php-fpm',
    content: binary('X-Powered-By: PHP/8.3.6\0'),
    found: 'php@8.3.6',
  },
  { path: 'usr/local/lib/libruby.so.3.3.1', content: binary(''), found: 'ruby@3.3.1' },
  {
    path: 'opt/java/openjdk/release',
    content: 'IMPLEMENTOR="Eclipse Adoptium"\nJAVA_VERSION="17.0.8"\n',
    found: 'java@17.0.8',
  },
  {
    path: 'usr/local/go/VERSION',
    content: 'go1.22.3\ntime 2024-05-01T19:49:47Z\n',
    found: 'go@1.22.3',
  },
  {
    path: 'usr/sbin/nginx',
    content: binary('nginx version: nginx/1.25.3\0'),
    found: 'nginx@1.25.3',
  },
  {
    path: 'usr/local/bin/perl',
    content: binary('/usr/local/lib/perl5/5.38.2/x86_64-linux-gnu\0'),
    found: 'perl@5.38.2',
  },
  {
    path: 'bin/[',
    content: binary('BusyBox v1.36.1 (2024-06-10 07:11:47 UTC)\0'),
    found: 'busybox@1.36.1',
  },
];

for (const { path, content, found } of cases) {
  test(`${path} tells ${found}`, async () => {
    const inventory = await scanLayers([{ path, content }]);

    assert.deepEqual(namesOf(inventory), [found]);
    assert.equal(inventory.packages[0]?.purl, `pkg:generic/${found}`);
    assert.equal(inventory.packages[0]?.detector, 'runtime');
  });
}

const silent = [
  { path: 'etc/release', content: 'JAVA_VERSION="17"\n' },
  { path: 'usr/local/bin/node', content: binary('no version') },
  { path: 'usr/local/bin/node', content: '#!/bin/sh\nexec other\n' },
  { path: 'usr/local/bin/python3.12', content: binary('\x003.11.1\0') },
  { path: 'usr/local/include/node/node_version.h', content: '#define NODE_MAJOR_VERSION 20\n' },
  { path: 'opt/jdk/release', content: 'JAVA_VERSION="1 2"\n' },
  { path: 'usr/local/go/VERSION', content: 'devel\n' },
  { path: 'usr/local/bin/node', content: '' },
];

for (const { path, content } of silent) {
  test(`${path} with ${JSON.stringify(content.toString().slice(-30))} tells nothing`, async () => {
    const inventory = await scanLayers([{ path, content }]);

    assert.deepEqual(inventory.packages, []);
    assert.equal(inventory.state, 'indexed');
  });
}

test('the header and the program of a runtime are one package at two places', async () => {
  const inventory = await scanLayers([
    { path: 'usr/local/bin/node', content: binary('node.js/v20.11.1\0') },
    { path: 'usr/local/include/node/node_version.h', content: cases[0]?.content ?? '' },
  ]);

  assert.deepEqual(namesOf(inventory), ['node@20.11.1']);
  assert.equal(inventory.packages[0]?.locations.length, 2);
});

test('a runtime of the distribution belongs to its package', async () => {
  const status =
    'Package: nodejs\nStatus: install ok installed\nVersion: 18\nArchitecture: amd64\n';

  const inventory = await scanLayers([
    { path: 'var/lib/dpkg/status', content: status },
    { path: 'var/lib/dpkg/info/nodejs.list', content: '/usr/bin/node\n' },
    { path: 'usr/bin/node', content: binary('node.js/v18.19.0\0') },
  ]);

  const node = inventory.packages.find((one) => one.type === 'generic');
  assert.match(node?.ownedBy ?? '', /^pkg:deb\/nodejs@18/);
});

test('a version is found wherever the stream is cut, also at its very end', () => {
  const bytes = Buffer.from(`${'x'.repeat(300)}node.js/v20.11.1`);
  for (let cut = 250; cut <= bytes.length; cut += 1) {
    const stream = new RuntimeStream({
      name: 'node',
      before: 'node.js/v',
      version: /^node\.js\/v(\d+\.\d+\.\d+)/,
    });
    stream.push(bytes.subarray(0, cut));
    stream.push(bytes.subarray(cut));

    assert.deepEqual(stream.end(), { kind: 'data', data: { name: 'node', version: '20.11.1' } });
  }
});
