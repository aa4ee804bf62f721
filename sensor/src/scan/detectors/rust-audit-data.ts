// The list of crates that cargo-auditable puts into a program: JSON, compressed by zlib.
// https://github.com/rust-secure-code/cargo-auditable/blob/master/PARSING.md
import { constants, inflateSync } from 'node:zlib';
import type { FileReading } from './detector.ts';
import { packageText } from './package-text.ts';
import { isRecord, parseJson } from './parse-json.ts';

export interface RustCrate {
  readonly name: string;
  readonly version: string;
}

export interface RustData {
  readonly crates: readonly RustCrate[];
}

/** Programs of a thousand crates have about 20 KiB. */
export const compressedBytesMax = 1024 * 1024;
/** Ten times what that would unpack to. */
const jsonBytesMax = 16 * 1024 * 1024;
/** No program is made of as many crates. */
const cratesMax = 10_000;

/** The tables of the compression take up to 300 bytes before the first text comes out. */
export const prefixBytes = 512;
/** A byte stands for at most 1032. */
const prefixTextMax = prefixBytes * 1032;
const jsonStart = '{"packages":';

/** Of a block, to be judged by. */
const startBytes = 14;

/** Codes of the letters, the first bit of a code first, behind the bit that says whether more blocks follow. */
const fixedStart = fixedStartOf(jsonStart);

/** Of the order in which the lengths of a block's own codes are written. */
const codeLengthsMax = 19;

/**
 * A zlib header, and the start of a block that can be one: text is never stored as it is, a fourth kind does not exist,
 * and the lengths that a block writes for its codes have to use up every code. Ordinary programs hold hundreds of such
 * headers by chance in each megabyte, and unpacking is a thousand times dearer than this.
 */
export function isZlibStart(bytes: Buffer, at: number): boolean {
  if (bytes[at] !== 0x78 || at + 16 > bytes.length) return false;
  const flags = bytes[at + 1] ?? 0;
  const needsDictionary = (flags & 0x20) !== 0;
  if (needsDictionary || (0x7800 + flags) % 31 !== 0) return false;
  const kind = ((bytes[at + 2] ?? 0) >> 1) & 3;
  const block = bytes.subarray(at + 2, at + 2 + startBytes);
  return kind === 1 ? isFixedStart(block) : kind === 2 && hasWholeCodes(block);
}

/** Within the fixed codes of a block, the text that begins every list is always written by the same bits. */
function isFixedStart(block: Buffer): boolean {
  return fixedStart.every((byte, index) => ((block[index] ?? 0) & byte.mask) === byte.value);
}

/** https://www.rfc-editor.org/rfc/rfc1951#section-3.2.7 */
function hasWholeCodes(block: Buffer): boolean {
  const bits = (at: number, count: number) =>
    (block.readUInt16LE(at >> 3) >> (at & 7)) & ((1 << count) - 1);
  const literals = bits(3, 5) + 257;
  const distances = bits(8, 5) + 1;
  const lengths = bits(13, 4) + 4;
  if (literals > 286 || distances > 30 || lengths > codeLengthsMax) return false;
  let used = 0;
  for (let index = 0; index < lengths; index += 1) {
    const length = bits(17 + index * 3, 3);
    if (length > 0) used += 128 >> length;
  }
  return used === 128;
}

/** Whether the data unpack to such a list, as far as their first bytes tell. */
export function beginsAuditData(prefix: Buffer): boolean {
  try {
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: prefixTextMax };
    const text = inflateSync(prefix, options);
    return text.toString('latin1', 0, jsonStart.length) === jsonStart;
  } catch {
    return false;
  }
}

export function readAuditData(compressed: Buffer): FileReading<RustData> {
  let json: Buffer;
  try {
    json = inflateSync(compressed, { maxOutputLength: jsonBytesMax });
  } catch {
    return { kind: 'invalid', reason: 'a list of crates that does not unpack within its limit' };
  }
  const document = parseJson(json);
  const listed = isRecord(document) ? document['packages'] : undefined;
  if (!Array.isArray(listed)) return { kind: 'invalid', reason: 'not a list of crates' };
  const crates = listed.slice(0, cratesMax).flatMap((one: unknown) => rustCrate(one) ?? []);
  const detail = `more than ${cratesMax} crates`;
  const issues = listed.length > cratesMax ? [{ code: 'ENTRY_LIMIT' as const, detail }] : [];
  return { kind: 'data', data: { crates }, issues };
}

/** Crates that only helped to build the program are not in it. */
function rustCrate(one: unknown): RustCrate | undefined {
  if (!isRecord(one) || one['kind'] === 'build') return undefined;
  const name = packageText(one['name'], 'name');
  const version = packageText(one['version'], 'version');
  return name === undefined || version === undefined ? undefined : { name, version };
}

/** https://www.rfc-editor.org/rfc/rfc1951#section-3.2.6: a letter has eight bits, 0x30 more than itself. */
function fixedStartOf(text: string): readonly { mask: number; value: number }[] {
  const codes = [...Buffer.from(text, 'latin1')].flatMap((letter) =>
    [7, 6, 5, 4, 3, 2, 1, 0].map((bit) => ((letter + 0x30) >> bit) & 1),
  );
  const bits = [undefined, 1, 0, ...codes];
  const bytes = Array.from({ length: Math.ceil(bits.length / 8) }, () => ({ mask: 0, value: 0 }));
  for (const [index, bit] of bits.entries()) {
    const byte = bytes[index >> 3];
    if (bit === undefined || byte === undefined) continue;
    byte.mask |= 1 << (index & 7);
    byte.value |= bit << (index & 7);
  }
  return bytes;
}
