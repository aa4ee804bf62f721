// An image archive as a tar: its headers are read once, its bodies are found by their offsets and never unpacked.
import type { FileHandle } from 'node:fs/promises';
import { readTarExtension, type TarCorrections } from '../scan/tar-extension.ts';
import { hasBody, isZeroBlock, parseTarHeader, tarBlockBytes } from '../scan/tar-header.ts';
import { fileRange, readExactly } from './file-range.ts';
import { type ImageFile, type ImageFiles, invalidArchive } from './image-files.ts';

type TarPlace =
  | { readonly kind: 'file'; readonly offset: number; readonly sizeBytes: number }
  | { readonly kind: 'link'; readonly target: string };

/** `docker save` writes three entries a layer; no image comes near this. */
const entriesMax = 50_000;
/** What common tar readers allow for one extension record. */
const extensionBytesMax = 1024 * 1024;
/** Old versions of docker link a layer that several images share to its first copy. */
const linkHopsMax = 8;

/** Takes the file over, and closes it also when this throws. */
export async function openTarFiles(file: FileHandle, signal: AbortSignal): Promise<ImageFiles> {
  try {
    const places = await indexTar(file, signal);
    return {
      find: (name) => Promise.resolve(findFile(file, places, name)),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

function findFile(
  file: FileHandle,
  places: ReadonlyMap<string, TarPlace>,
  name: string,
): ImageFile | undefined {
  let place = places.get(name);
  for (let hops = 0; place?.kind === 'link'; hops += 1) {
    if (hops === linkHopsMax) throw invalidArchive('links that lead to links');
    place = places.get(place.target);
  }
  if (place === undefined) return undefined;
  const range = place;
  return {
    sizeBytes: range.sizeBytes,
    stream: (signal) => fileRange(file, range, signal),
  };
}

interface Cursor {
  offset: number;
  corrections: TarCorrections;
}

async function indexTar(
  file: FileHandle,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, TarPlace>> {
  const { size: fileBytes } = await file.stat();
  const places = new Map<string, TarPlace>();
  const cursor: Cursor = { offset: 0, corrections: {} };
  for (let entries = 0; cursor.offset < fileBytes; entries += 1) {
    signal.throwIfAborted();
    if (entries === entriesMax) throw invalidArchive('more entries than an image has');
    const block = await readExactly(file, cursor.offset, tarBlockBytes);
    if (block.length < tarBlockBytes) throw invalidArchive('the archive ends within an entry');
    if (isZeroBlock(block)) return places;
    await indexEntry(file, fileBytes, { block, cursor, places });
  }
  return places;
}

async function indexEntry(
  file: FileHandle,
  fileBytes: number,
  {
    block,
    cursor,
    places,
  }: {
    readonly block: Buffer;
    readonly cursor: Cursor;
    readonly places: Map<string, TarPlace>;
  },
): Promise<void> {
  const header = headerOf(block);
  const { corrections } = cursor;
  const isExtension = header.extension !== undefined;
  const bodySize = hasBody(header.kind)
    ? ((isExtension ? undefined : corrections.sizeBytes) ?? header.sizeBytes)
    : 0;
  const bodyOffset = cursor.offset + tarBlockBytes;
  if (bodyOffset + bodySize > fileBytes) throw invalidArchive('the archive ends within an entry');
  cursor.offset = bodyOffset + Math.ceil(bodySize / tarBlockBytes) * tarBlockBytes;
  if (header.extension !== undefined) {
    if (bodySize > extensionBytesMax) throw invalidArchive('an extension record is too large');
    const body = await readExactly(file, bodyOffset, bodySize);
    const more = translated(() => readTarExtension(header.extension ?? 'pax', body));
    cursor.corrections = { ...corrections, ...more };
    return;
  }
  cursor.corrections = {};
  if (header.sparse || corrections.sparse === true) throw invalidArchive('a file with holes');
  const name = plainName(corrections.longName ?? corrections.path ?? header.name);
  const link = corrections.longLink ?? corrections.linkPath ?? header.linkTarget;
  const place = placeOf(header.kind, { name, link, offset: bodyOffset, sizeBytes: bodySize });
  if (place === undefined) return;
  // Two files of one name: one reader would take the first, another the last.
  if (places.has(name)) throw invalidArchive(`${name} is there twice`);
  places.set(name, place);
}

function placeOf(
  kind: string,
  entry: {
    readonly name: string;
    readonly link: string;
    readonly offset: number;
    readonly sizeBytes: number;
  },
): TarPlace | undefined {
  switch (kind) {
    case 'file':
      return { kind: 'file', offset: entry.offset, sizeBytes: entry.sizeBytes };
    case 'hard-link':
      return { kind: 'link', target: plainName(entry.link) };
    case 'symbolic-link':
      return { kind: 'link', target: besides(entry.name, entry.link) };
    default:
      return undefined;
  }
}

/** Where a relative link leads, within the archive; one that leaves it finds nothing. */
function besides(name: string, link: string): string {
  const parts = name.split('/').slice(0, -1);
  for (const part of link.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function plainName(name: string): string {
  return name.replace(/^(?:\.\/)+/, '');
}

function headerOf(block: Buffer) {
  return translated(() => parseTarHeader(block));
}

/** The reader of layers speaks of layers. */
function translated<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw invalidArchive('the file is no tar', error);
  }
}
