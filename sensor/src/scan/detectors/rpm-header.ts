// The header of one installed rpm, as every backend of the rpm database keeps it. Only the tags an inventory needs
// are read; digests and signatures are not looked at.
// https://rpm-software-management.github.io/rpm/manual/format_header.html

export interface RpmHeader {
  /** The first value of a text tag. */
  text(tag: number): string | undefined;
  /** The values of a text tag, `countMax` of them at most. */
  texts(tag: number, countMax: number): readonly string[];
  /** The values of a 32 bit tag, `countMax` of them at most. */
  integers(tag: number, countMax: number): readonly number[];
}

interface TagEntry {
  readonly type: number;
  readonly offset: number;
  readonly count: number;
}

export const rpmTags = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  vendor: 1011,
  license: 1014,
  architecture: 1022,
  /** Whole paths, in packages built before there were the three compressed lists below. */
  oldFileNames: 1027,
  sourcePackage: 1044,
  folderIndexes: 1116,
  baseNames: 1117,
  folderNames: 1118,
  modularity: 5096,
} as const;

const wantedTags: ReadonlySet<number> = new Set(Object.values(rpmTags));

const introBytes = 8;
const entryBytes = 16;

/** rpm itself refuses a header with more. */
const entriesMax = 0xffff;

const int32Type = 4;
/** String, array of strings, translated string: for all three, texts that end with a zero byte, one after another. */
const textTypes: readonly number[] = [6, 8, 9];

/** Undefined when the lengths the header names do not fit into it. */
export function readRpmHeader(blob: Buffer): RpmHeader | undefined {
  if (blob.length < introBytes) return undefined;
  const entryCount = blob.readUInt32BE(0);
  const dataBytes = blob.readUInt32BE(4);
  const dataStart = introBytes + entryCount * entryBytes;
  if (entryCount > entriesMax || dataStart + dataBytes > blob.length) return undefined;
  const entries = wantedEntries(blob.subarray(introBytes, dataStart));
  return headerOver(entries, blob.subarray(dataStart, dataStart + dataBytes));
}

function wantedEntries(index: Buffer): ReadonlyMap<number, TagEntry> {
  const entries = new Map<number, TagEntry>();
  for (let at = 0; at < index.length; at += entryBytes) {
    const tag = index.readUInt32BE(at);
    if (!wantedTags.has(tag) || entries.has(tag)) continue;
    entries.set(tag, {
      type: index.readUInt32BE(at + 4),
      offset: index.readUInt32BE(at + 8),
      count: index.readUInt32BE(at + 12),
    });
  }
  return entries;
}

function headerOver(entries: ReadonlyMap<number, TagEntry>, data: Buffer): RpmHeader {
  const texts = (tag: number, countMax: number) => {
    const entry = entries.get(tag);
    if (entry === undefined || !textTypes.includes(entry.type)) return [];
    return readTexts(data, entry.offset, Math.min(entry.count, countMax));
  };
  return {
    texts,
    text(tag) {
      const entry = entries.get(tag);
      if (entry === undefined || !textTypes.includes(entry.type)) return undefined;
      return readTexts(data, entry.offset, 1)[0];
    },
    integers(tag, countMax) {
      const entry = entries.get(tag);
      if (entry?.type !== int32Type) return [];
      return readIntegers(data, entry.offset, Math.min(entry.count, countMax));
    },
  };
}

/** What does not end within the data is left out, with all that follows it. */
function readTexts(data: Buffer, offset: number, count: number): readonly string[] {
  const texts: string[] = [];
  let start = offset;
  while (texts.length < count) {
    const end = start < data.length ? data.indexOf(0, start) : -1;
    if (end === -1) break;
    texts.push(data.toString('utf8', start, end));
    start = end + 1;
  }
  return texts;
}

function readIntegers(data: Buffer, offset: number, count: number): readonly number[] {
  if (offset + count * 4 > data.length) return [];
  return Array.from({ length: count }, (_, index) => data.readUInt32BE(offset + index * 4));
}
