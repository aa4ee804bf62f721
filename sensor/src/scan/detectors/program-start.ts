// Whether a file begins like a program: ELF, PE or Mach-O. Most files of a layer do not, and are let go after this.

/** Less cannot hold the headers of one. */
export const programBytesMin = 256;

const elfMagic = 0x7f454c46;
const peMagic = 0x4d5a;
export const machMagics = [0xcffaedfe, 0xcefaedfe];

/** Whether the first four bytes may begin an executable. */
export function isExecutableStart(start: Buffer): boolean {
  const magic = start.readUInt32BE(0);
  return magic === elfMagic || magic >>> 16 === peMagic || machMagics.includes(magic);
}

/** Less than four bytes, at the end of a piece of the archive, may still become one. */
export function mayBeginProgram(start: Buffer): boolean {
  return start.length < 4 || isExecutableStart(start);
}
