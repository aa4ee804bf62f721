// What of an executable is in memory when it runs, and what of it it may change: there the Go linker puts its build
// information. ELF, PE and Mach-O, because images carry programs for other systems too. Sections of ELF are not asked
// for: programs may be stripped.
import { elfSegments, readElfHeader, type Segment } from './elf-header.ts';
import { machMagics } from './program-start.ts';

/** Header tables lie at the start of a file; the largest seen, of Mach-O with many libraries, take 10 KiB. */
export const headBytesMax = 32 * 1024;

/** The tables of Mach-O and PE have no more; a hostile file may claim any number. */
const entriesMax = 1024;

export function programSegments(head: Buffer): readonly Segment[] {
  const elf = readElfHeader(head);
  if (elf !== undefined) return elfSegments(head, elf);
  return head.length >= 2 && head.readUInt16BE(0) === 0x4d5a
    ? peSegments(head)
    : machSegments(head);
}

/** https://learn.microsoft.com/windows/win32/debug/pe-format */
function peSegments(head: Buffer): Segment[] {
  const at = head.length < 64 ? head.length : head.readUInt32LE(60);
  if (at + 24 > head.length || head.toString('latin1', at, at + 4) !== 'PE\0\0') return [];
  const count = Math.min(head.readUInt16LE(at + 6), entriesMax);
  const table = at + 24 + head.readUInt16LE(at + 20);
  const base = peBase(head, at + 24);
  const segments: Segment[] = [];
  for (let entry = table; entry < table + count * 40 && entry + 40 <= head.length; entry += 40) {
    segments.push({
      isWritable: head.readUInt32LE(entry + 36) >= 0x80000000,
      address: base + head.readUInt32LE(entry + 12),
      bytes: head.readUInt32LE(entry + 16),
      offset: head.readUInt32LE(entry + 20),
    });
  }
  return segments;
}

/** Where the first byte of the file would be; addresses of sections are counted from there. */
function peBase(head: Buffer, at: number): number {
  if (at + 32 > head.length) return 0;
  const magic = head.readUInt16LE(at);
  if (magic === 0x20b) return Number(head.readBigUInt64LE(at + 24));
  return magic === 0x10b ? head.readUInt32LE(at + 28) : 0;
}

/** https://github.com/apple-oss-distributions/xnu/blob/main/EXTERNAL_HEADERS/mach-o/loader.h */
function machSegments(head: Buffer): Segment[] {
  if (head.length < 32 || !machMagics.includes(head.readUInt32BE(0))) return [];
  const is64 = head[0] === 0xcf;
  const count = Math.min(head.readUInt32LE(16), entriesMax);
  const segments: Segment[] = [];
  let at = is64 ? 32 : 28;
  for (let index = 0; index < count && at + 72 <= head.length; index += 1) {
    const kind = head.readUInt32LE(at);
    if (kind === (is64 ? 0x19 : 0x1)) segments.push(...machSegment(head, at, is64));
    at += Math.max(head.readUInt32LE(at + 4), 8);
  }
  return segments;
}

function machSegment(head: Buffer, at: number, is64: boolean): Segment[] {
  const name = head.toString('latin1', at + 8, at + 24).replace(/\0.*$/s, '');
  if (!/^__(?:DATA|TEXT)/.test(name)) return [];
  const word = (index: number) =>
    is64
      ? Number(head.readBigUInt64LE(at + 24 + index * 8))
      : head.readUInt32LE(at + 24 + index * 4);
  return [
    { address: word(0), offset: word(2), bytes: word(3), isWritable: name.startsWith('__DATA') },
  ];
}
