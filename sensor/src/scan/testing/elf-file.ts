// Small ELF files whose parts lie where a test wants them. They have the headers a reader needs and run nowhere.

export interface ElfPart {
  readonly content: Buffer;
  readonly isWritable?: boolean;
  /** Bytes of filling before it. */
  readonly after?: number;
}

export interface ElfOptions {
  readonly is64?: boolean;
  readonly isBigEndian?: boolean;
  /** Most linkers write it last; stripped programs have none. */
  readonly sectionTable?: 'last' | 'none';
}

const baseAddress = 0x400000;

/** Each part is a segment and a section of its own. */
export function elfFile(parts: readonly ElfPart[], options: ElfOptions = {}): Buffer {
  const { is64 = true, sectionTable = 'last' } = options;
  const sizes = is64
    ? { header: 64, program: 56, section: 64 }
    : { header: 52, program: 32, section: 40 };
  const number = numberWriter(options.isBigEndian ?? false);
  const word = (value: number) => number(value, is64 ? 8 : 4);
  const bodies: Buffer[] = [];
  let offset = sizes.header + sizes.program * parts.length;
  const placed = parts.map(({ content, isWritable = false, after = 0 }) => {
    const filling = Buffer.alloc(after + ((16 - ((offset + after) % 16)) % 16), 0x2e);
    bodies.push(filling, content);
    const start = offset + filling.length;
    offset = start + content.length;
    return { start, bytes: content.length, address: baseAddress + start, isWritable };
  });
  const programs = placed.flatMap(({ start, bytes, address, isWritable }) => {
    const flags = number(isWritable ? 6 : 4, 4);
    const places = [word(start), word(address), word(address), word(bytes), word(bytes)];
    const head = number(1, 4);
    return is64 ? [head, flags, ...places, word(4096)] : [head, ...places, flags, number(4096, 4)];
  });
  const sections = [{ start: 0, bytes: 0, address: 0 }, ...placed].flatMap((one) => [
    number(0, 4),
    number(1, 4),
    word(2),
    word(one.address),
    word(one.start),
    word(one.bytes),
    number(0, 4),
    number(0, 4),
    word(1),
    word(0),
  ]);
  const isStripped = sectionTable === 'none';
  const header = [
    Buffer.from([0x7f, 0x45, 0x4c, 0x46, is64 ? 2 : 1, options.isBigEndian ? 2 : 1, 1]),
    Buffer.alloc(9),
    number(2, 2),
    number(62, 2),
    number(1, 4),
    word(baseAddress),
    word(sizes.header),
    word(isStripped ? 0 : offset),
    number(0, 4),
    number(sizes.header, 2),
    number(sizes.program, 2),
    number(parts.length, 2),
    number(sizes.section, 2),
    number(isStripped ? 0 : placed.length + 1, 2),
    number(0, 2),
  ];
  return Buffer.concat([...header, ...programs, ...bodies, ...(isStripped ? [] : sections)]);
}

function numberWriter(isBigEndian: boolean) {
  return (value: number, bytes: number): Buffer => {
    const written = Buffer.alloc(bytes);
    const low = Math.min(bytes, 6);
    if (isBigEndian) written.writeUIntBE(value, bytes - low, low);
    else written.writeUIntLE(value, 0, low);
    return written;
  };
}

/** Build information as Go writes it since 1.18. */
export function goBuildInfo(goVersion: string, moduleLines: readonly string[]): Buffer {
  const header = Buffer.alloc(32);
  header.write('\xff Go buildinf:', 'latin1');
  header[14] = 8;
  header[15] = 2;
  const sentinel = Buffer.alloc(16, 0xa5);
  const lines = Buffer.from(moduleLines.map((line) => `${line}\n`).join(''));
  const modules = Buffer.concat([sentinel, lines, sentinel]);
  const version = Buffer.from(goVersion);
  return Buffer.concat([header, varint(version.length), version, varint(modules.length), modules]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 0x80)) {
    if (rest < 0x80) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 0x80) | 0x80);
  }
}
