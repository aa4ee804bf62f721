// Sends the outbox over one socket: oldest first, within the credit, and never so far ahead of the network that
// a heartbeat would wait behind it. It knows seqs and bytes, not what the messages say.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import { encodeChunk } from '@harborguard/shared/protocol/chunk-frame.ts';
import type { Credit } from '@harborguard/shared/protocol/control-plane-frames.ts';
import { encodeFrame } from '@harborguard/shared/protocol/frame-codec.ts';
import { socketBufferedBytesMax } from '@harborguard/shared/protocol/link-limits.ts';
import type { LogBegin } from '@harborguard/shared/protocol/sensor-frames.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { ChunkedEntry, OutboxEntry } from '../outbox/outbox-entry.ts';
import type { LinkSocket } from './link-socket.ts';

/** Read from the outbox at once. */
const readAhead = { messages: 256, bytes: 1024 * 1024 } as const;
/**
 * What waits in the socket is what a heartbeat waits behind. A frame that takes longer than this to leave halves
 * what may wait; with the least, and a chunk on top, a line of 1 Mbit/s still carries a heartbeat within 1 s.
 */
const flushMsMax = 400;
const windowBytesMin = 32 * 1024;

export type AckOutcome = 'taken' | 'never sent';
export type ResyncOutcome = 'taken' | 'never sent' | 'already dropped';

export interface LogSenderOptions {
  readonly socket: LinkSocket;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly credit: Credit;
  /** Nothing more can be sent here: the outbox cannot be read, or a message left it while it was sent. */
  readonly onBroken: (error: unknown) => void;
}

export class LogSender {
  readonly #socket: LinkSocket;
  readonly #outbox: Outbox;
  readonly #clock: Clock;
  readonly #onBroken: (error: unknown) => void;
  #credit: Credit;
  #nextSeq: number;
  #sentUpTo: number;
  /** Sent and not acked: seq to bytes, in order. */
  readonly #inFlight = new Map<number, number>();
  #inFlightBytes = 0;
  #entries: OutboxEntry[] = [];
  #partial: { readonly entry: ChunkedEntry; part: number } | undefined;
  #windowBytes = windowBytesMin;
  #stopped = false;

  constructor({ socket, outbox, clock, credit, onBroken }: LogSenderOptions) {
    this.#socket = socket;
    this.#outbox = outbox;
    this.#clock = clock;
    this.#credit = credit;
    this.#onBroken = onBroken;
    this.#sentUpTo = outbox.ackedUpTo;
    this.#nextSeq = outbox.ackedUpTo + 1;
  }

  /** Sends what may be sent now; what holds it up calls again: an ack, a flush, an append. */
  pump(): void {
    try {
      while (!this.#stopped && this.#socket.bufferedBytes < this.#windowBytes && this.#step());
    } catch (error) {
      this.stop();
      this.#onBroken(error);
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  ack(upTo: number, credit: Credit): AckOutcome {
    if (upTo > this.#sentUpTo) return 'never sent';
    this.#credit = credit;
    for (const [seq, bytes] of this.#inFlight) {
      if (seq > upTo) break;
      this.#inFlight.delete(seq);
      this.#inFlightBytes -= bytes;
    }
    this.#outbox.ackUpTo(upTo);
    this.pump();
    return 'taken';
  }

  /** Goes back, so that the next message sent is `fromSeq`. */
  resync(fromSeq: number): ResyncOutcome {
    if (fromSeq <= this.#outbox.ackedUpTo) return 'already dropped';
    if (fromSeq > this.#sentUpTo + 1) return 'never sent';
    // A body damaged on disk would be refused for ever, and everything behind it with it.
    this.#outbox.giveUpIfDamaged(fromSeq);
    for (const [seq, bytes] of this.#inFlight) {
      if (seq < fromSeq) continue;
      this.#inFlight.delete(seq);
      this.#inFlightBytes -= bytes;
    }
    this.#partial = undefined;
    this.#entries = [];
    this.#nextSeq = fromSeq;
    this.pump();
    return 'taken';
  }

  /** One frame. Returns false when there is nothing to send or no credit for it. */
  #step(): boolean {
    if (this.#partial !== undefined) return this.#sendChunk(this.#partial);
    const entry = this.#peek();
    if (entry === undefined || !this.#hasCreditFor(entry)) return false;
    this.#entries.shift();
    this.#inFlight.set(entry.seq, entry.wireBytes);
    this.#inFlightBytes += entry.wireBytes;
    this.#nextSeq = entry.seq + 1;
    if (entry.kind === 'inline') {
      // The body is JSON text already; parsing it to write it again would cost more than sending it.
      this.#send(`{"kind":"log","seq":${entry.seq},"body":${entry.body}}`);
      this.#noteSent(entry.seq);
    } else {
      this.#send(encodeFrame(beginOf(entry)));
      this.#partial = { entry, part: 0 };
    }
    return true;
  }

  #sendChunk(partial: { readonly entry: ChunkedEntry; part: number }): boolean {
    const { seq, chunks } = partial.entry;
    const payload = this.#outbox.readChunk(seq, partial.part);
    // Given up at the limits meanwhile. Half of it is on the way, so only a new link gets out of that.
    if (payload === undefined) throw new HarborError('OUTBOX_FULL', { details: { seq } });
    this.#send(encodeChunk({ seq, index: partial.part, payload }));
    partial.part += 1;
    if (partial.part === chunks) {
      this.#partial = undefined;
      this.#noteSent(seq);
    }
    return true;
  }

  #noteSent(seq: number): void {
    this.#sentUpTo = Math.max(this.#sentUpTo, seq);
  }

  #peek(): OutboxEntry | undefined {
    if (this.#entries.length === 0 && this.#nextSeq <= this.#outbox.lastSeq) {
      this.#entries = [...this.#outbox.read(this.#nextSeq, readAhead)];
    }
    return this.#entries[0];
  }

  /** A message larger than the whole credit goes alone; it could never go otherwise. */
  #hasCreditFor(entry: OutboxEntry): boolean {
    const { messages, bytes } = this.#credit;
    if (this.#inFlight.size >= messages || this.#inFlightBytes >= bytes) return false;
    return this.#inFlight.size === 0 || this.#inFlightBytes + entry.wireBytes <= bytes;
  }

  #send(frame: string | Uint8Array): void {
    const sentAtMs = this.#clock.monotonicMs();
    this.#socket.send(frame, () => {
      this.#adaptWindow(this.#clock.monotonicMs() - sentAtMs);
      this.pump();
    });
  }

  #adaptWindow(flushMs: number): void {
    const wanted = flushMs > flushMsMax ? this.#windowBytes / 2 : this.#windowBytes * 2;
    this.#windowBytes = Math.min(socketBufferedBytesMax, Math.max(windowBytesMin, wanted));
  }
}

function beginOf(entry: ChunkedEntry): LogBegin {
  const { seq, type, bytes, wireBytes: compressedBytes, sha256, chunks, chunkBytes } = entry;
  return { kind: 'log.begin', seq, type, compressedBytes, bytes, sha256, chunks, chunkBytes };
}
