// A message of the outbox as the link gets it.
import assert from 'node:assert/strict';
import type { MessageRow } from '../store/outbox-store.ts';

interface EntryFacts {
  readonly seq: number;
  readonly type: string;
  /** Of the JSON text, uncompressed. */
  readonly bytes: number;
  /** As it travels. */
  readonly wireBytes: number;
}

export interface InlineEntry extends EntryFacts {
  readonly kind: 'inline';
  /** JSON text. */
  readonly body: string;
}

export interface ChunkedEntry extends EntryFacts {
  readonly kind: 'chunked';
  readonly sha256: string;
  readonly chunks: number;
  readonly chunkBytes: number;
}

/** Ready to send: an inline body goes into its frame as it is, chunks are read one by one. */
export type OutboxEntry = InlineEntry | ChunkedEntry;

export function entryOf(row: MessageRow): OutboxEntry {
  const { seq, type, bytes, storedBytes: wireBytes, body, sha256 } = row;
  if (body !== null) return { kind: 'inline', seq, type, bytes, body, wireBytes };
  assert.ok(sha256 !== null, 'a body in chunks has a hash');
  const { chunkCount: chunks, chunkBytes } = row;
  return { kind: 'chunked', seq, type, bytes, wireBytes, sha256, chunks, chunkBytes };
}
