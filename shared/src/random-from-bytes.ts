// The Random port over a source of bytes and a clock: uniform numbers and UUIDs of version 7 (RFC 9562, 5.7).
import type { Random } from './ports.ts';

export interface ByteSource {
  bytes(length: number): Uint8Array;
  /** Milliseconds since 1970. */
  now(): number;
}

export function randomFromBytes(source: ByteSource): Random {
  return {
    uniform: () => uniform(source.bytes(8)),
    bytes: (length) => source.bytes(length),
    uuid: () => uuidVersion7(source.now(), source.bytes(10)),
  };
}

/** 53 random bits, as many as a double holds, over [0, 1). */
function uniform(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  return Number(view.getBigUint64(0) >> 11n) / 2 ** 53;
}

export function uuidVersion7(now: number, random: Uint8Array): string {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(now) << 16n);
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
