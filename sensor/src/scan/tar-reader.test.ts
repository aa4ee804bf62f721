import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { type LayerEntry, layerTar } from '@harborguard/shared/testing/image/layer-tar.ts';
import { extract } from 'tar-stream';
import { type TarEntry, TarReader } from './tar-reader.ts';
import { tarBlock } from './testing/tar-blocks.ts';

interface Seen {
  readonly name: string;
  readonly kind: string;
  readonly target: string;
  readonly body: string;
}

interface ReadOptions {
  readonly chunkBytes?: number;
  readonly wants?: (entry: TarEntry) => boolean;
}

function readAll(archive: Buffer, options: ReadOptions = {}) {
  const seen: Seen[] = [];
  let oversized = 0;
  const reader = new TarReader({
    header: () => true,
    oversizedExtension: () => {
      oversized += 1;
    },
    entry: (entry) => {
      const { name, kind, linkTarget: target } = entry;
      const index = seen.push({ name, kind, target, body: '' }) - 1;
      if (options.wants?.(entry) === false) return undefined;
      return (body) => {
        seen[index] = { name, kind, target, body: body.toString('latin1') };
      };
    },
  });
  const step = options.chunkBytes ?? archive.length;
  for (let offset = 0; offset < archive.length; offset += step) {
    reader.push(archive.subarray(offset, offset + step));
  }
  reader.end();
  return { seen, oversized };
}

async function readByLibrary(archive: Buffer): Promise<readonly Seen[]> {
  const kinds: Readonly<Record<string, string>> = {
    link: 'hard-link',
    symlink: 'symbolic-link',
    fifo: 'special',
  };
  const seen: Seen[] = [];
  const library = extract();
  library.end(archive);
  for await (const entry of library) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    const { name, type, linkname } = entry.header;
    seen.push({
      name,
      kind: kinds[type ?? ''] ?? type ?? '',
      target: linkname ?? '',
      body: Buffer.concat(chunks).toString('latin1'),
    });
  }
  return seen;
}

const entries: readonly LayerEntry[] = [
  { path: 'etc/', type: 'directory' },
  { path: 'etc/empty', content: '' },
  { path: 'etc/exact', content: 'x'.repeat(512) },
  { path: 'etc/over', content: 'y'.repeat(513) },
  { path: `deep/${'folder/'.repeat(40)}file`, content: 'long name' },
  { path: 'unicode/\u00fc\u4e2d.txt', content: 'utf-8 name' },
  { path: 'link', type: 'symlink', target: `../${'t'.repeat(150)}` },
  { path: 'hard', type: 'link', target: 'etc/exact' },
];

for (const chunkBytes of [1, 7, 511, 512, 513, 4096, 1_000_000]) {
  test(`entries are the same as another reader's in pieces of ${chunkBytes} bytes`, async () => {
    const archive = await layerTar(entries);

    const { seen } = readAll(archive, { chunkBytes });

    assert.deepEqual(seen, await readByLibrary(archive));
  });
}

test('bodies nobody wants are skipped and the entries after them are found', async () => {
  const archive = await layerTar(entries);

  const { seen } = readAll(archive, {
    chunkBytes: 100,
    wants: (entry) => entry.name === 'etc/over',
  });

  assert.equal(seen.length, entries.length);
  assert.deepEqual(
    seen.filter((one) => one.body !== '').map((one) => one.name),
    ['etc/over'],
  );
});

test('what follows the end of the archive is not read', async () => {
  const first = await layerTar([{ path: 'first', content: '1' }]);
  const second = await layerTar([{ path: 'second', content: '2' }]);

  const { seen } = readAll(Buffer.concat([first, second]));

  assert.deepEqual(
    seen.map((one) => one.name),
    ['first'],
  );
});

for (const flag of ['1', '2', '3', '4', '5', '6']) {
  test(`a size on an entry of type ${flag} does not hide the entry after it`, () => {
    const archive = Buffer.concat([
      tarBlock({ name: 'odd', flag, size: 512, link: 'target' }),
      tarBlock({ name: 'next', flag: '0', size: 0 }),
      Buffer.alloc(1024),
    ]);

    const { seen } = readAll(archive);

    assert.deepEqual(
      seen.map((one) => one.name),
      ['odd', 'next'],
    );
  });
}

test('an archive may end without zero blocks', () => {
  const { seen } = readAll(tarBlock({ name: 'only', flag: '0', size: 0 }));

  assert.equal(seen.length, 1);
});

test('a name with a trailing slash is a folder only where old tools wrote it', () => {
  const archive = Buffer.concat([
    tarBlock({ name: 'old/', flag: '\0', size: 0 }),
    tarBlock({ name: 'new/', flag: '0', size: 0 }),
  ]);

  assert.deepEqual(
    readAll(archive).seen.map((one) => one.kind),
    ['directory', 'file'],
  );
});

test('GNU long names and links stand in for those of the header', () => {
  const long = 'n'.repeat(300);
  const archive = Buffer.concat([
    ...extension('L', `${long}\0`),
    ...extension('K', `${long}-target\0`),
    tarBlock({ name: 'cut', flag: '2', size: 0, link: 'cut' }),
  ]);

  const [entry] = readAll(archive).seen;

  assert.equal(entry?.name, long);
  assert.equal(entry?.target, `${long}-target`);
});

test('global PAX records say nothing of the entries that follow', () => {
  const archive = Buffer.concat([
    ...extension('g', '16 path=ignored\n'),
    tarBlock({ name: 'kept', flag: '0', size: 0 }),
  ]);

  assert.equal(readAll(archive).seen[0]?.name, 'kept');
});

test('sizes written as binary numbers are understood', () => {
  const header = tarBlock({ name: 'binary', flag: '0', size: 3, binarySize: true });
  const body = Buffer.concat([Buffer.from('abc'), Buffer.alloc(509)]);

  assert.equal(readAll(Buffer.concat([header, body])).seen[0]?.body, 'abc');
});

test('an oversized extension header is skipped together with the entry it belongs to', () => {
  const archive = Buffer.concat([
    ...extension('x', `9999999 path=${'a'.repeat(1024 * 1024)}\n`),
    tarBlock({ name: 'nameless', flag: '0', size: 0 }),
    tarBlock({ name: 'next', flag: '0', size: 0 }),
  ]);

  const { seen, oversized } = readAll(archive, { chunkBytes: 65_536 });

  assert.equal(oversized, 1);
  assert.deepEqual(
    seen.map((one) => one.name),
    ['next'],
  );
});

test('the maps of an old sparse file are not taken for its body or for entries', () => {
  const archive = Buffer.concat([
    tarBlock({ name: 'sparse', flag: 'S', size: 512, moreSparseMaps: true }),
    Buffer.alloc(512),
    Buffer.alloc(512, 0x41),
    tarBlock({ name: 'next', flag: '0', size: 0 }),
  ]);

  assert.deepEqual(
    readAll(archive, { wants: () => false }).seen.map((one) => one.name),
    ['sparse', 'next'],
  );
});

const broken: readonly { readonly name: string; readonly archive: () => Buffer }[] = [
  { name: 'no archive at all', archive: () => Buffer.alloc(1024, 0x41) },
  {
    name: 'an archive cut within a body',
    archive: () =>
      Buffer.concat([tarBlock({ name: 'cut', flag: '0', size: 2000 }), Buffer.alloc(600)]),
  },
  {
    name: 'an archive cut within a header',
    archive: () => tarBlock({ name: 'cut', flag: '0', size: 0 }).subarray(0, 300),
  },
  {
    name: 'an extension without its entry',
    archive: () => Buffer.concat(extension('x', '10 path=a\n')),
  },
  {
    name: 'a negative size',
    archive: () => tarBlock({ name: 'minus', flag: '0', size: -1, binarySize: true }),
  },
  {
    name: 'a PAX record whose length lies',
    archive: () =>
      Buffer.concat([
        ...extension('x', '99 path=a\n'),
        tarBlock({ name: 'a', flag: '0', size: 0 }),
      ]),
  },
  {
    name: 'a PAX path with a NUL',
    archive: () =>
      Buffer.concat([
        ...extension('x', '12 path=a\0b\n'),
        tarBlock({ name: 'a', flag: '0', size: 0 }),
      ]),
  },
  {
    name: 'an entry after a single zero block',
    archive: () =>
      Buffer.concat([Buffer.alloc(512), tarBlock({ name: 'late', flag: '0', size: 0 })]),
  },
];

for (const { name, archive } of broken) {
  test(`${name} is an invalid layer`, () => {
    assert.throws(
      () => readAll(archive()),
      (error) => isHarborError(error) && error.code === 'LAYER_INVALID',
    );
  });
}

function extension(flag: string, text: string): readonly Buffer[] {
  const body = Buffer.from(text);
  const padding = Buffer.alloc((512 - (body.length % 512)) % 512);
  return [tarBlock({ name: 'extension', flag, size: body.length }), body, padding];
}
