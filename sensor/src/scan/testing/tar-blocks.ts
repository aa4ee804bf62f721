// Single tar headers for hostile archives that no library would write.

export interface TarBlockOptions {
  readonly name: string;
  readonly flag: string;
  readonly size: number;
  readonly link?: string;
  readonly binarySize?: boolean;
  readonly moreSparseMaps?: boolean;
}

export function tarBlock(options: TarBlockOptions): Buffer {
  const block = Buffer.alloc(512);
  block.write(options.name, 0, 100);
  block.write('0000644\0', 100);
  if (options.binarySize) writeBinarySize(block, options.size);
  else block.write(`${options.size.toString(8).padStart(11, '0')}\0`, 124);
  block.write(options.flag, 156, 'latin1');
  block.write(options.link ?? '', 157, 100);
  if (options.flag === 'S') block.write('ustar  \0', 257);
  else block.write('ustar\x0000', 257);
  if (options.moreSparseMaps) block[482] = 1;
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

function writeBinarySize(block: Buffer, size: number): void {
  if (size < 0) block.fill(0xff, 124, 136);
  else {
    block[124] = 0x80;
    block.writeUIntBE(size, 130, 6);
  }
}
