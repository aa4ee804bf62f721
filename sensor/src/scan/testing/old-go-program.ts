// Programs as Go before 1.18 wrote them: the build information points at two strings, and those at their texts among
// the constants, before it in the file.
import { programSegments } from '../detectors/program-segments.ts';
import { type ElfOptions, elfFile } from './elf-file.ts';

export interface OldGoOptions extends ElfOptions {
  /** The string of the list of modules lies in memory that the file does not fill. */
  readonly modules?: 'listed' | 'unfilled' | 'elsewhere';
}

const listStart = Buffer.from('3077af0c9274080241e1c107e6d618e6', 'hex');
const listEnd = Buffer.from('f932433186182072008242104116d8f2', 'hex');

export function oldGoProgram(
  goVersion: string,
  moduleLines: readonly string[],
  options: OldGoOptions = {},
): Buffer {
  const version = Buffer.from(goVersion);
  const lines = Buffer.from(moduleLines.map((line) => `${line}\n`).join(''));
  const list = Buffer.concat([listStart, lines, listEnd]);
  const before = Buffer.from('some go1.1 go1.17.9 of others, without an end between: ');
  const constants = Buffer.concat([before, version, Buffer.from('and more'), list]);
  const code = {
    content: Buffer.from(`\xff Go build ID: "abc"\n \xff${'\x90'.repeat(40_000)}`, 'latin1'),
  };
  const build = (data: Buffer) =>
    elfFile([code, { content: constants }, { content: data, isWritable: true }], options);

  const word = options.is64 === false ? 4 : 8;
  const [, constant, data] = programSegments(build(Buffer.alloc(128)));
  if (constant === undefined || data === undefined) throw new Error('a program of three parts');
  const strings = data.address + 64;
  const { modules = 'listed' } = options;
  const listString = modules === 'unfilled' ? data.address + 4096 : strings + 2 * word;
  const listAddress = constant.address + before.length + version.length + 'and more'.length;
  const content = Buffer.alloc(128);
  content.write('\xff Go buildinf:', 'latin1');
  content[14] = word;
  content[15] = options.isBigEndian === true ? 1 : 0;
  const words: readonly (readonly [at: number, value: number])[] = [
    [16, strings],
    [16 + word, listString],
    [64, constant.address + before.length],
    [64 + word, version.length],
    [64 + 2 * word, modules === 'elsewhere' ? 0x10 : listAddress],
    [64 + 3 * word, list.length],
  ];
  for (const [at, value] of words) {
    if (options.isBigEndian === true) content.writeUInt32BE(value, at + word - 4);
    else content.writeUInt32LE(value, at);
  }
  return build(content);
}
