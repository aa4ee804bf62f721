import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layerTar } from '@harborguard/shared/testing/image/layer-tar.ts';
import type { FileReading } from './detectors/detector.ts';
import { FileByStart, StreamedFile } from './streamed-file.ts';
import { TarReader } from './tar-reader.ts';

/** Wants `bytesWanted` bytes, then gives `reading`. */
function streamOf(bytesWanted: number, reading: FileReading<unknown>) {
  const seen: Buffer[] = [];
  return {
    seen: () => Buffer.concat(seen).toString(),
    push(chunk: Buffer): boolean {
      seen.push(Buffer.from(chunk));
      return Buffer.concat(seen).length < bytesWanted;
    },
    end: () => reading,
  };
}

const nothing = { kind: 'nothing' } as const;

test('each detector gets the pieces until it has seen enough', () => {
  const short = streamOf(3, nothing);
  const long = streamOf(100, nothing);
  const readers = [
    { name: 'short', stream: short },
    { name: 'long', stream: long },
  ];
  const file = new StreamedFile(readers, () => {});

  assert.equal(file.push(Buffer.from('abc')), true);
  assert.equal(file.push(Buffer.from('def')), true);

  assert.equal(short.seen(), 'abc');
  assert.equal(long.seen(), 'abcdef');
});

test('a file nobody wants more of is let go', () => {
  const file = new StreamedFile([{ name: 'a', stream: streamOf(1, nothing) }], () => {});

  assert.equal(file.push(Buffer.from('abc')), false);
});

test('the first that finds something keeps the file, and issues of others are told', () => {
  const readings: string[] = [];
  const invalid = { kind: 'invalid', reason: 'broken' } as const;
  const streams = [nothing, invalid, { kind: 'data', data: 1 }, { kind: 'data', data: 2 }] as const;
  const readers = streams.map((reading, index) => ({
    name: `${index}`,
    stream: streamOf(1, reading),
  }));

  new StreamedFile(readers, (name, reading) => readings.push(`${name} ${reading.kind}`)).end();

  assert.deepEqual(readings, ['0 nothing', '1 invalid', '2 data']);
});

test('bodies are forwarded without their padding, and what is not wanted is skipped', async () => {
  const archive = await layerTar([
    { path: 'one', content: 'x'.repeat(700) },
    { path: 'two', content: 'y'.repeat(2000) },
    { path: 'empty', content: '' },
    { path: 'three', content: 'z'.repeat(512) },
  ]);
  for (const step of [1, 100, 512, 1000, archive.length]) {
    const bodies = new Map<string, string>();
    let ended = 0;
    const reader = new TarReader({
      header: () => true,
      oversizedExtension: () => {},
      entry: ({ name }) => ({
        push(chunk) {
          bodies.set(name, (bodies.get(name) ?? '') + chunk.toString());
          return name !== 'two';
        },
        end() {
          ended += 1;
        },
      }),
    });
    for (let offset = 0; offset < archive.length; offset += step) {
      reader.push(archive.subarray(offset, offset + step));
    }
    reader.end();

    assert.equal(bodies.get('one'), 'x'.repeat(700));
    assert.match(bodies.get('two') ?? '', /^y+$/);
    assert.ok((bodies.get('two')?.length ?? 0) <= step);
    assert.equal(bodies.get('three'), 'z'.repeat(512));
    assert.equal(ended, 4);
  }
});

test('a file is opened by its first piece, and let go when nobody wants it', () => {
  const starts: string[] = [];
  const readings: string[] = [];
  const stream = streamOf(100, { kind: 'data', data: 1 });
  const fileFor = (isWanted: boolean) =>
    new FileByStart((start) => {
      starts.push(start.toString());
      if (!isWanted) return undefined;
      return new StreamedFile([{ name: 'a', stream }], (_name, { kind }) => readings.push(kind));
    });
  const wanted = fileFor(true);

  assert.equal(fileFor(false).push(Buffer.from('abc')), false);
  assert.equal(wanted.push(Buffer.from('def')), true);
  assert.equal(wanted.push(Buffer.from('ghi')), true);
  wanted.end();
  fileFor(true).end();

  assert.equal(stream.seen(), 'defghi');
  assert.deepEqual(starts, ['abc', 'def', '']);
  assert.deepEqual(readings, ['data', 'data']);
});
