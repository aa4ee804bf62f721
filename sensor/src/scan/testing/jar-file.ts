// Zip archives, byte for byte the same each time, also such as no library would write.
import { crc32, deflateRawSync } from 'node:zlib';

export interface JarPart {
  readonly name: string;
  readonly content: string | Buffer;
  readonly stored?: boolean;
  /** What the archive claims to be there instead of the truth. */
  readonly claims?: {
    readonly checksum?: number;
    readonly method?: number;
    readonly flags?: number;
    readonly headerOffset?: number;
  };
}

export function jarFile(parts: readonly JarPart[], before: Buffer = Buffer.alloc(0)): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const content = Buffer.from(part.content);
    const packed = part.stored === true ? content : deflateRawSync(content);
    const common = commonFields(part, content, packed.length);
    const name = Buffer.from(part.name);
    const header = Buffer.concat([magic('PK\x03\x04'), common, Buffer.alloc(2), name]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(part.claims?.headerOffset ?? offset, 10);
    directory.push(magic('PK\x01\x02\x14\x00'), common, Buffer.alloc(2), place, name);
    bodies.push(header, packed);
    offset += header.length + packed.length;
  }
  const table = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(table.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([before, ...bodies, table, magic('PK\x05\x06'), end]);
}

/** From the version needed to the length of the name. */
function commonFields({ name, stored, claims }: JarPart, content: Buffer, packedBytes: number) {
  const fields = Buffer.alloc(24);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(claims?.flags ?? 0, 2);
  fields.writeUInt16LE(claims?.method ?? (stored === true ? 0 : 8), 4);
  fields.writeUInt32LE(claims?.checksum ?? crc32(content), 10);
  fields.writeUInt32LE(packedBytes, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(Buffer.byteLength(name), 22);
  return fields;
}

function magic(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

export function pomProperties(group: string, artifact: string, version: string): JarPart {
  return {
    name: `META-INF/maven/${group}/${artifact}/pom.properties`,
    content: `#Generated\ngroupId=${group}\nartifactId=${artifact}\nversion=${version}\n`,
  };
}

export function manifest(fields: Readonly<Record<string, string>>): JarPart {
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return {
    name: 'META-INF/MANIFEST.MF',
    content: `Manifest-Version: 1.0\r\n${lines.join('')}\r\nName: x\r\nImplementation-Version: 9\r\n`,
  };
}
