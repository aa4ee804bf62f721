// Where an executable keeps the data it may change: there the Go linker puts its build information. ELF, PE and
// Mach-O, because images carry programs for other systems too. Sections are not asked for: programs may be stripped.
import { elfSegments, readElfHeader, type Segment } from './elf-header.ts';
import { machMagics } from './program-start.ts';

type DataSegment = Pick<Segment, 'offset' | 'bytes' | 'address'>;

/** Header tables lie at the start of a file; the largest seen, of Mach-O with many libraries, take 10 KiB. */
export const headBytesMax = 32 * 1024;

/** The tables of Mach-O and PE have no more; a hostile file may claim any number. */
const entriesMax = 1024;

export function dataSegments(head: Buffer): readonly DataSegment[] {
  const elf = readElfHeader(head);
  if (elf !== undefined) return elfSegments(head, elf).filter((one) => one.isWritable);
  return head.length >= 2 && head.readUInt16BE(0) === 0x4d5a
    ? peSegments(head)
    : machSegments(head);
}

/** https://learn.microsoft.com/windows/win32/debug/pe-format */
function peSegments(head: Buffer): DataSegment[] {
  const at = head.length < 64 ? head.length : head.readUInt32LE(60);
  if (at + 24 > head.length || head.toString('latin1', at, at + 4) !== 'PE\0\0') return [];
  const count = Math.min(head.readUInt16LE(at + 6), entriesMax);
  const table = at + 24 + head.readUInt16LE(at + 20);
  const segments: DataSegment[] = [];
  for (let entry = table; entry < table + count * 40 && entry + 40 <= head.length; entry += 40) {
    const isWritable = head.readUInt32LE(entry + 36) >= 0x80000000;
    if (!isWritable) continue;
    segments.push({
      address: head.readUInt32LE(entry + 12),
      bytes: head.readUInt32LE(entry + 16),
      offset: head.readUInt32LE(entry + 20),
    });
  }
  return segments;
}

/** https://github.com/apple-oss-distributions/xnu/blob/main/EXTERNAL_HEADERS/mach-o/loader.h */
function machSegments(head: Buffer): DataSegment[] {
  if (head.length < 32 || !machMagics.includes(head.readUInt32BE(0))) return [];
  const is64 = head[0] === 0xcf;
  const count = Math.min(head.readUInt32LE(16), entriesMax);
  const segments: DataSegment[] = [];
  let at = is64 ? 32 : 28;
  for (let index = 0; index < count && at + 72 <= head.length; index += 1) {
    const kind = head.readUInt32LE(at);
    if (kind === (is64 ? 0x19 : 0x1)) segments.push(...machSegment(head, at, is64));
    at += Math.max(head.readUInt32LE(at + 4), 8);
  }
  return segments;
}

function machSegment(head: Buffer, at: number, is64: boolean): DataSegment[] {
  const name = head.toString('latin1', at + 8, at + 24).replace(/\0.*$/s, '');
  if (!name.startsWith('__DATA')) return [];
  const word = (index: number) =>
    is64
      ? Number(head.readBigUInt64LE(at + 24 + index * 8))
      : head.readUInt32LE(at + 24 + index * 4);
  return [{ address: word(0), offset: word(2), bytes: word(3) }];
}
