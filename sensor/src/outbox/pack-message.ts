// A log message as the outbox keeps it: small bodies as text that goes into a frame as it is, large ones as zstd,
// already cut into the chunks that travel.
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { zstdCompress, zstdCompressSync } from 'node:zlib';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import {
  bodyBytesMax,
  bodyCompressedBytesMax,
  inlineBodyBytesMax,
} from '@harborguard/shared/protocol/link-limits.ts';
import type { LogMessage } from '@harborguard/shared/protocol/log-messages.ts';
import type { MessageClass, NewMessage } from '../store/outbox-store.ts';

const compress = promisify(zstdCompress);

/** No larger than an inline body: on a line of 0.5 Mbit/s a heartbeat still waits at most 1 s behind a chunk. */
const storedChunkBytes = inlineBodyBytesMax;

/** Throws PAYLOAD_TOO_LARGE above what the link carries. */
export function packMessage(message: LogMessage, createdAtMs: number): NewMessage {
  const body = JSON.stringify(message);
  const bytes = Buffer.byteLength(body);
  if (bytes <= inlineBodyBytesMax) return inlineMessage(message, body, bytes, createdAtMs);
  refuseAbove(bodyBytesMax, bytes, message);
  return chunkedMessage(message, zstdCompressSync(body), bytes, createdAtMs);
}

/** The same, with the compression of large bodies off the main thread. */
export async function packMessageAside(
  message: LogMessage,
  createdAtMs: number,
): Promise<NewMessage> {
  const body = JSON.stringify(message);
  const bytes = Buffer.byteLength(body);
  if (bytes <= inlineBodyBytesMax) return inlineMessage(message, body, bytes, createdAtMs);
  refuseAbove(bodyBytesMax, bytes, message);
  return chunkedMessage(message, await compress(body), bytes, createdAtMs);
}

function inlineMessage(
  message: LogMessage,
  body: string,
  bytes: number,
  createdAtMs: number,
): NewMessage {
  return {
    class: classOf(message),
    type: message.type,
    createdAtMs,
    bytes,
    storedBytes: bytes,
    body,
    sha256: null,
    chunkBytes: 0,
    chunks: [],
  };
}

function chunkedMessage(
  message: LogMessage,
  packed: Uint8Array,
  bytes: number,
  createdAtMs: number,
): NewMessage {
  refuseAbove(bodyCompressedBytesMax, packed.byteLength, message);
  return {
    class: classOf(message),
    type: message.type,
    createdAtMs,
    bytes,
    storedBytes: packed.byteLength,
    body: null,
    sha256: createHash('sha256').update(packed).digest('hex'),
    chunkBytes: storedChunkBytes,
    chunks: cut(packed),
  };
}

function classOf(message: LogMessage): MessageClass {
  if (message.type === 'outbox.lost') return 'lost';
  return message.type === 'job.finished' ? 'outcome' : 'fact';
}

function cut(packed: Uint8Array): readonly Uint8Array[] {
  const count = Math.ceil(packed.byteLength / storedChunkBytes);
  return Array.from({ length: count }, (_, part) =>
    packed.subarray(part * storedChunkBytes, (part + 1) * storedChunkBytes),
  );
}

function refuseAbove(limit: number, bytes: number, message: LogMessage): void {
  if (bytes > limit) {
    throw new HarborError('PAYLOAD_TOO_LARGE', { details: { type: message.type, bytes, limit } });
  }
}
