// Writes small zip archives for tests, sound ones and ones whose directory lies.
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipMember {
  readonly name: string;
  readonly bytes: string | Buffer;
  /** Stored instead of deflated. */
  readonly stored?: boolean;
  /** What the directory claims instead of the truth. */
  readonly claimedSize?: number;
  readonly claimedMethod?: number;
  readonly flags?: number;
}

const localHeaderBytes = 30;
const directoryHeaderBytes = 46;

export function makeZip(members: readonly ZipMember[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const { local, central } = makeMember(member, offset);
    bodies.push(local);
    directory.push(central);
    offset += local.length;
  }
  const directoryBytes = Buffer.concat(directory);
  return Buffer.concat([
    ...bodies,
    directoryBytes,
    makeEnd(members.length, directoryBytes.length, offset),
  ]);
}

function makeMember(member: ZipMember, offset: number): { local: Buffer; central: Buffer } {
  const name = Buffer.from(member.name);
  const content = Buffer.from(member.bytes);
  const data = member.stored ? content : deflateRawSync(content);
  // Both headers share this block: flags, method, time, checksum, sizes, name length.
  const shared = Buffer.alloc(22);
  shared.writeUInt16LE(member.flags ?? 0, 0);
  shared.writeUInt16LE(member.claimedMethod ?? (member.stored ? 0 : 8), 2);
  shared.writeUInt32LE(crc32(content), 8);
  shared.writeUInt32LE(data.length, 12);
  shared.writeUInt32LE(member.claimedSize ?? content.length, 16);
  shared.writeUInt16LE(name.length, 20);
  const local = Buffer.alloc(localHeaderBytes);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  shared.copy(local, 6);
  const central = Buffer.alloc(directoryHeaderBytes);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(20, 4);
  central.writeUInt16LE(20, 6);
  shared.copy(central, 8);
  central.writeUInt32LE(offset, 42);
  return { local: Buffer.concat([local, name, data]), central: Buffer.concat([central, name]) };
}

function makeEnd(count: number, directoryBytes: number, directoryOffset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(directoryBytes, 12);
  end.writeUInt32LE(directoryOffset, 16);
  return end;
}
