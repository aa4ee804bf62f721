// Binary frames: one chunk of a compressed log body. Layout: seq as unsigned 64-bit, chunk index as unsigned
// 32-bit, both big-endian, then the payload. A chunk belongs to the `log.begin` with its seq, which precedes it.
import { chunkBytesMax } from './link-limits.ts';

export const chunkHeaderBytes = 12;

export interface Chunk {
  readonly seq: number;
  readonly index: number;
  readonly payload: Uint8Array;
}

export function encodeChunk(chunk: Chunk): Uint8Array {
  const frame = new Uint8Array(chunkHeaderBytes + chunk.payload.byteLength);
  const header = new DataView(frame.buffer);
  header.setBigUint64(0, BigInt(chunk.seq));
  header.setUint32(8, chunk.index);
  frame.set(chunk.payload, chunkHeaderBytes);
  return frame;
}

/** Undefined when the frame is no chunk: too short, too long, or a seq beyond safe integers. */
export function decodeChunk(frame: Uint8Array): Chunk | undefined {
  const payloadBytes = frame.byteLength - chunkHeaderBytes;
  if (payloadBytes < 1 || payloadBytes > chunkBytesMax) return undefined;
  const header = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const seq = header.getBigUint64(0);
  if (seq > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  return {
    seq: Number(seq),
    index: header.getUint32(8),
    payload: frame.subarray(chunkHeaderBytes),
  };
}
