// The build information that the Go linker puts into every program: which toolchain, which modules.
// https://cs.opensource.google/go/go/+/master:src/debug/buildinfo/buildinfo.go

export const goBuildInfoMagic = Buffer.from('\xff Go buildinf:', 'latin1');
/** The magic stands at such an address; the same text among other constants hardly ever does. */
export const goBuildInfoAlignment = 16;

/** Programs of a thousand modules have 200 KiB. */
const textBytesMax = 4 * 1024 * 1024;

const headerBytes = 32;
/** Random bytes around the module text, so that debuggers find it. */
const sentinelBytes = 16;

/** Written by Go before 1.18: where in memory two strings are, which again say where their texts are. */
export interface GoPointers {
  readonly version: number;
  readonly modules: number;
  readonly word: PointerForm;
}

export interface PointerForm {
  readonly bytes: 4 | 8;
  readonly isBigEndian: boolean;
}

export type GoBuildInfo =
  | { readonly kind: 'more'; readonly bytesNeeded: number }
  | { readonly kind: 'info'; readonly goVersion: string; readonly modules: string }
  | ({ readonly kind: 'pointers' } & GoPointers)
  | { readonly kind: 'too-large' }
  | { readonly kind: 'nothing' };

/** `bytes` begins with the magic. */
export function readGoBuildInfo(bytes: Buffer): GoBuildInfo {
  if (bytes.length < headerBytes) return { kind: 'more', bytesNeeded: headerBytes };
  const pointerBytes = bytes[14] ?? 0;
  const flags = bytes[15] ?? 0;
  if ((flags & 2) === 0) {
    if ((pointerBytes !== 4 && pointerBytes !== 8) || flags > 1) return { kind: 'nothing' };
    const word = { bytes: pointerBytes, isBigEndian: flags === 1 } as const;
    const version = readWord(bytes, 16, word);
    return { kind: 'pointers', version, modules: readWord(bytes, 16 + word.bytes, word), word };
  }
  const version = readText(bytes, headerBytes);
  if (version.kind !== 'text') return version;
  const goVersion = version.text.toString('utf8');
  if (!/\bgo1|^devel/.test(goVersion)) return { kind: 'nothing' };
  const modules = readText(bytes, version.end);
  if (modules.kind !== 'text') return modules;
  return { kind: 'info', goVersion, modules: moduleLines(modules.text) };
}

/** Beyond 2^53 it is no longer exact, and then beyond every program too. */
export function readWord(bytes: Buffer, at: number, { bytes: size, isBigEndian }: PointerForm) {
  if (size === 4) return isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
  return Number(isBigEndian ? bytes.readBigUInt64BE(at) : bytes.readBigUInt64LE(at));
}

type TextReading =
  | { readonly kind: 'text'; readonly text: Buffer; readonly end: number }
  | Extract<GoBuildInfo, { kind: 'more' | 'too-large' }>;

/** A length in seven bits a byte, then as many bytes. */
function readText(bytes: Buffer, at: number): TextReading {
  let length = 0;
  let scale = 1;
  let start = at;
  for (;;) {
    const byte = bytes[start];
    if (byte === undefined) return { kind: 'more', bytesNeeded: bytes.length + 1 };
    length += (byte & 0x7f) * scale;
    scale *= 0x80;
    start += 1;
    if (length > textBytesMax || start - at > 8) return { kind: 'too-large' };
    if (byte < 0x80) break;
  }
  const end = start + length;
  if (end > bytes.length) return { kind: 'more', bytesNeeded: end };
  return { kind: 'text', text: bytes.subarray(start, end), end };
}

/** What stands between the random bytes. */
export function moduleLines(text: Buffer): string {
  const isFramed = text.length > 2 * sentinelBytes && text.at(-sentinelBytes - 1) === 0x0a;
  return isFramed ? text.toString('utf8', sentinelBytes, text.length - sentinelBytes) : '';
}
