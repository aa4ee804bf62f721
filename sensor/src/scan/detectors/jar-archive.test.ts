import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jarFile } from '../testing/jar-file.ts';
import { type JarContent, readJarDirectory, readJarEntry } from './jar-archive.ts';
import { wholeJar } from './jar-bytes.ts';

const text = 'hello '.repeat(100);

function contentOf(archive: Buffer, bytesMax = 10_000): readonly JarContent[] {
  const directory = readJarDirectory(wholeJar(archive));
  return [...(directory?.entries ?? [])].map((entry) =>
    readJarEntry(wholeJar(archive), entry, bytesMax),
  );
}

test('stored and compressed entries are read', () => {
  const archive = jarFile([
    { name: 'a', content: text },
    { name: 'b', content: text, stored: true },
    { name: 'c', content: '' },
  ]);

  assert.deepEqual(
    contentOf(archive).map((one) => one.kind === 'content' && one.content.toString()),
    [text, text, ''],
  );
});

test('a program before the archive, which the archive does not count, is passed over', () => {
  const archive = jarFile(
    [{ name: 'a', content: text }],
    Buffer.from('#!/bin/sh\nexec java -jar $0\n'),
  );

  assert.equal(contentOf(archive)[0]?.kind, 'content');
});

test('a comment may follow the archive', () => {
  const archive = Buffer.concat([jarFile([{ name: 'a', content: text }]), Buffer.from('comment')]);

  assert.equal(contentOf(archive)[0]?.kind, 'content');
});

test('no more is unpacked than the limit, whatever the archive claims', () => {
  const archive = jarFile([
    { name: 'a', content: text },
    { name: 'b', content: text, stored: true },
  ]);

  assert.deepEqual(contentOf(archive, text.length - 1), [
    { kind: 'too-large' },
    { kind: 'too-large' },
  ]);
});

const refused = [
  { claims: { checksum: 1 }, reason: /checksum/ },
  { claims: { method: 12 }, reason: /compression/ },
  { claims: { flags: 1 }, reason: /encrypted/ },
  { claims: { headerOffset: 0xfffffff0 }, reason: /elsewhere/ },
  { claims: { headerOffset: 5 }, reason: /elsewhere/ },
];

for (const { claims, reason } of refused) {
  test(`an entry that claims ${JSON.stringify(claims)} is refused`, () => {
    const [reading] = contentOf(jarFile([{ name: 'a', content: text, claims }]));

    assert.ok(reading?.kind === 'invalid');
    assert.match(reading.reason, reason);
  });
}

test('what is no archive has no directory', () => {
  for (const bytes of [Buffer.alloc(0), Buffer.from('PK'), Buffer.alloc(100_000, 0x50)]) {
    assert.equal(readJarDirectory(wholeJar(bytes)), undefined);
  }
});

test('every cut and every flipped byte ends without a crash', () => {
  const archive = jarFile([
    { name: 'a', content: text },
    { name: 'b', content: text, stored: true },
  ]);
  for (let length = 0; length <= archive.length; length += 1) {
    contentOf(archive.subarray(0, length));
    contentOf(archive.subarray(length));
  }
  for (let place = 0; place < archive.length; place += 1) {
    for (const value of [0, 1, 0x7f, 0xff]) {
      const broken = Buffer.from(archive);
      broken[place] = value;
      contentOf(broken);
    }
  }
});
