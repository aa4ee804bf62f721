import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { type JarPart, jarFile, manifest, pomProperties } from '../testing/jar-file.ts';
import { scanLayers } from '../testing/scan-kit.ts';
import { readJar } from './jar-packages.ts';
import { JarStream } from './jar-stream.ts';

const random = new SeededRandom(5);
const mebibyte = 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** What is still held, not what nobody has collected yet. */
function heldBytes(): number {
  collectGarbage();
  // Buffers are given back by a thread of its own, for which only the next collection waits.
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

function classes(count: number, bytes = 500): JarPart[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `org/x/C${index}.class`,
    content: Buffer.from(random.bytes(bytes)),
    stored: index % 2 === 0,
  }));
}

function library(artifact: string): Buffer {
  return jarFile([
    manifest({ 'Bundle-License': 'Apache-2.0' }),
    ...classes(5),
    pomProperties('org.x', artifact, '1.0'),
    ...classes(5),
  ]);
}

function streamed(bytes: Buffer, pieceBytes: number, path = 'app/a.jar') {
  const stream = new JarStream(path);
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    stream.push(bytes.subarray(at, at + pieceBytes));
  }
  return stream.end();
}

const deep = jarFile([
  ...classes(3),
  {
    name: 'lib/mid.jar',
    content: jarFile([{ name: 'in.jar', content: library('in'), stored: true }]),
    stored: true,
  },
]);

const jars: Readonly<Record<string, Buffer>> = {
  'a library': library('a'),
  'one that only its manifest names': jarFile([
    manifest({ 'Implementation-Title': 'a', 'Implementation-Version': '3.1' }),
    ...classes(3),
  ]),
  'an application with inner jars as they are': jarFile([
    ...classes(3),
    ...['b', 'c', 'd'].map((name) => ({
      name: `lib/${name}.jar`,
      content: library(name),
      stored: true,
    })),
    ...classes(3),
  ]),
  'an application with packed inner jars': jarFile(
    ['b', 'c'].map((name) => ({ name: `WEB-INF/lib/${name}.jar`, content: library(name) })),
  ),
  'jars in jars in jars': deep,
  'one with a program before it': jarFile(
    [pomProperties('g', 'a', '1')],
    Buffer.from('#!/bin/sh PK\n'),
  ),
  'an empty archive': jarFile([]),
  'one whose entry has a wrong checksum': jarFile([
    { name: 'i.jar', content: library('i'), claims: { checksum: 1 } },
  ]),
  'no archive': Buffer.from('PK nothing PK\u0003\u0004 of the kind'),
};

for (const [name, bytes] of Object.entries(jars)) {
  for (const pieceBytes of [1, 7, 64, 1000, bytes.length]) {
    test(`${name}, in pieces of ${pieceBytes} bytes, reads as when it is held whole`, () => {
      assert.deepEqual(streamed(bytes, pieceBytes), readJar('app/a.jar', bytes));
    });
  }
}

test('marks within packed bytes of classes lose nothing', () => {
  const bait = Buffer.concat([
    Buffer.from(random.bytes(300)),
    Buffer.from('PK\u0003\u0004PK\u0001\u0002PK', 'latin1'),
    Buffer.from(random.bytes(300)),
  ]);
  const bytes = jarFile([
    { name: 'a.class', content: bait, stored: true },
    pomProperties('g', 'a', '1'),
    { name: 'b.class', content: bait, stored: true },
  ]);

  assert.deepEqual(streamed(bytes, 64), readJar('app/a.jar', bytes));
});

test('an application of a hundred mebibytes is read while it passes, holding next to nothing of it', () => {
  const content = randomBytes(8 * mebibyte);
  const filler = Array.from({ length: 12 }, (_, index) => ({
    name: `f${index}.bin`,
    content,
    stored: true,
  }));
  const bytes = jarFile([
    ...filler,
    { name: 'BOOT-INF/lib/b.jar', content: library('b'), stored: true },
    { name: 'BOOT-INF/lib/c.jar', content: library('c') },
  ]);
  const stream = new JarStream('app/a.jar');
  const before = heldBytes();
  let peak = 0;
  for (let at = 0; at < bytes.length; at += 4 * mebibyte) {
    stream.push(bytes.subarray(at, at + 4 * mebibyte));
    peak = Math.max(peak, heldBytes() - before);
  }
  const reading = stream.end();

  assert.deepEqual(
    reading.kind === 'data' && reading.data.packages.map(({ artifact }) => artifact),
    ['b', 'c'],
  );
  assert.ok(peak < 16 * mebibyte, `${peak} bytes`);
});

test('packed inner jars beyond what is kept are named as not read', () => {
  const content = randomBytes(9 * mebibyte);
  const bytes = jarFile(
    Array.from({ length: 5 }, (_, index) => ({ name: `${index}.jar`, content })),
  );
  const reading = streamed(bytes, mebibyte);

  assert.equal(reading.kind === 'invalid' && reading.code, 'FILE_BYTES_LIMIT');
});

test('a jar larger than is held is in the inventory with its inner jars', async () => {
  const filler = { name: 'f.bin', content: randomBytes(25 * mebibyte), stored: true };
  const content = jarFile([filler, { name: 'lib/b.jar', content: library('b'), stored: true }]);
  const inventory = await scanLayers([{ path: 'app/big.jar', content }]);

  assert.equal(inventory.state, 'indexed');
  assert.deepEqual(
    inventory.packages.map(({ purl, locations }) => [purl, locations[0]]),
    [['pkg:maven/org.x/b@1.0', 'app/big.jar!/lib/b.jar']],
  );
});
