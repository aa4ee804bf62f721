// The durable queue between what jobs find and the link: numbered without gaps, given out oldest first, dropped
// when the control plane has committed it. It does not send; it does not know what a link is.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Log, Timer } from '@harborguard/shared/ports.ts';
import type { LogMessage } from '@harborguard/shared/protocol/log-messages.ts';
import type { NewMessage, OutboxStore } from '../store/outbox-store.ts';
import { type ChunkedEntry, entryOf, type OutboxEntry } from './outbox-entry.ts';
import {
  giveUp,
  giveUpExcess,
  type OutboxContent,
  type OutboxLimits,
  outboxLimitsDefault,
} from './outbox-limits.ts';
import { packMessage, packMessageAside } from './pack-message.ts';

/** Appends of this long share one commit. Far under the 20 ms promised, so that a job that waits is not slow. */
const groupCommitMs = 5;
/** A batch this large commits at once: it bounds the memory that waits. */
const batchMessagesMax = 1_000;
const batchBytesMax = 8 * 1024 * 1024;

export interface OutboxOptions {
  readonly store: OutboxStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<OutboxLimits> | undefined;
}

export interface OutboxStats {
  /** Not yet acked. */
  readonly messages: number;
  readonly bytes: number;
  readonly oldestAgeMs: number;
  readonly lastSeq: number;
  readonly ackedUpTo: number;
  /** Messages ever given up at the limits. */
  readonly lost: number;
}

interface Waiting {
  readonly message: NewMessage;
  readonly resolve: (seq: number) => void;
  readonly reject: (error: unknown) => void;
}

export class Outbox {
  readonly #store: OutboxStore;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #limits: OutboxLimits;
  readonly #appendListeners = new Set<() => void>();
  readonly #ackListeners = new Set<() => void>();
  #life: { epoch: string; lastSeq: number; lostMessages: number };
  #content: OutboxContent;
  #ackedUpTo: number;
  /** Rows that are acked but still stored: deletions wait for the next commit. */
  #ackedContent: OutboxContent = { messages: 0, bytes: 0, tombstones: 0 };
  #batch: Waiting[] = [];
  #batchBytes = 0;
  /** Settles when all earlier messages are in a batch, so that packing aside keeps the order. */
  #packed: Promise<void> = Promise.resolve();
  #commitTimer: Timer | undefined;

  constructor({ store, clock, log, limits }: OutboxOptions) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
    this.#limits = { ...outboxLimitsDefault, ...limits };
    const { ackedUpTo, ...life } = store.life();
    this.#life = life;
    this.#ackedUpTo = ackedUpTo;
    this.#content = { ...store.totals() };
  }

  /** One life of the database; a seq means nothing without it. */
  get epoch(): string {
    return this.#life.epoch;
  }

  get lastSeq(): number {
    return this.#life.lastSeq;
  }

  get ackedUpTo(): number {
    return this.#ackedUpTo;
  }

  /** On disk when this returns. Overtakes an `appendDurably` that is still compressing. */
  append(message: LogMessage): number {
    let seq = 0;
    const packed = packMessage(message, this.#clock.now());
    let failure: unknown;
    this.#enqueue({
      message: packed,
      resolve: (assigned) => {
        seq = assigned;
      },
      reject: (error) => {
        failure = error;
      },
    });
    this.flush();
    if (failure !== undefined) throw failure;
    return seq;
  }

  /** Resolves with the seq once it is on disk, in the order of the calls. Rejects with DISK_FULL or PAYLOAD_TOO_LARGE. */
  appendDurably(message: LogMessage): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const packing = packMessageAside(message, this.#clock.now());
    const earlier = this.#packed;
    const enqueue = async () => {
      const [packed] = await Promise.all([packing, earlier]);
      this.#enqueue({ message: packed, resolve, reject });
    };
    // The next one waits for its place, not for the success of this one.
    this.#packed = enqueue().catch(async (error: unknown) => {
      reject(error);
      await earlier;
    });
    return promise;
  }

  /** Commits what waits. Failures reach those who appended; an ack that cannot be stored is tried again. */
  flush(): void {
    this.#commitTimer?.cancel();
    this.#commitTimer = undefined;
    const batch = this.#batch;
    this.#batch = [];
    this.#batchBytes = 0;
    try {
      const firstSeq = this.#commit(batch.map(({ message }) => message));
      batch.forEach(({ resolve }, index) => {
        resolve(firstSeq + index);
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
      this.#recordAcksAlone(error, batch.length);
      return;
    }
    if (batch.length > 0) for (const listener of [...this.#appendListeners]) listener();
  }

  /** Oldest first from `fromSeq`, never what is acked; at least one when there is any, however large. */
  read(
    fromSeq: number,
    bounds: { readonly messages: number; readonly bytes: number },
  ): readonly OutboxEntry[] {
    const from = Math.max(fromSeq, this.#ackedUpTo + 1);
    return this.#store.readFrom(from, bounds).map(entryOf);
  }

  /** Undefined when the message has been acked or given up meanwhile. */
  readChunk(seq: number, part: number): Uint8Array | undefined {
    return this.#store.readChunk(seq, part);
  }

  /** After this returns, nothing up to `seq` is given out again. */
  ackUpTo(seq: number): void {
    assert.ok(Number.isSafeInteger(seq) && seq <= this.lastSeq, 'nothing unsent can be acked');
    if (seq <= this.#ackedUpTo) return;
    this.#ackedUpTo = seq;
    this.#ackedContent = { ...this.#store.totalsUpTo(seq) };
    this.#scheduleCommit();
    for (const listener of [...this.#ackListeners]) listener();
  }

  stats(): OutboxStats {
    const oldestAtMs = this.#store.createdAtMs(this.#ackedUpTo + 1);
    const { messages, bytes } = this.#content;
    return {
      messages: messages - this.#ackedContent.messages,
      bytes: bytes - this.#ackedContent.bytes,
      oldestAgeMs: oldestAtMs === undefined ? 0 : Math.max(0, this.#clock.now() - oldestAtMs),
      lastSeq: this.lastSeq,
      ackedUpTo: this.#ackedUpTo,
      lost: this.#life.lostMessages,
    };
  }

  /** Calls back after each commit that brought messages. Returns the way to stop it. */
  subscribe(onAppended: () => void): () => void {
    this.#appendListeners.add(onAppended);
    return () => this.#appendListeners.delete(onAppended);
  }

  /** Calls back after each ack that was news. Returns the way to stop it. */
  onAcked(listener: () => void): () => void {
    this.#ackListeners.add(listener);
    return () => this.#ackListeners.delete(listener);
  }

  /** Puts a tombstone in the place of a message whose stored body no longer has its hash. */
  giveUpIfDamaged(seq: number): boolean {
    const [entry] = this.read(seq, { messages: 1, bytes: 0 });
    if (entry?.seq !== seq || entry.kind === 'inline' || this.#isIntact(entry)) return false;
    const victim = { ...entry, reason: 'damaged' } as const;
    this.#store.transaction(() => giveUp(this.#content, this.#store, victim));
    this.#reportGivenUp(1);
    return true;
  }

  /**
   * For when the two sides cannot agree on a seq, since one of them was restored from an older copy: what is
   * not acked is numbered from one in a new epoch and delivered again.
   */
  beginEpoch(): void {
    this.flush();
    this.#store.beginEpoch();
    const { ackedUpTo, ...life } = this.#store.life();
    this.#life = life;
    this.#ackedUpTo = ackedUpTo;
    this.#content = { ...this.#store.totals() };
    this.#ackedContent = { messages: 0, bytes: 0, tombstones: 0 };
    this.#log.warn('outbox began a new epoch', { epoch: life.epoch, messages: life.lastSeq });
  }

  #enqueue(waiting: Waiting): void {
    this.#batch.push(waiting);
    this.#batchBytes += waiting.message.storedBytes;
    if (this.#batch.length >= batchMessagesMax || this.#batchBytes >= batchBytesMax) this.flush();
    else this.#scheduleCommit();
  }

  #scheduleCommit(): void {
    this.#commitTimer ??= this.#clock.setTimer(groupCommitMs, () => {
      this.#commitTimer = undefined;
      this.flush();
    });
  }

  /** Returns the seq of the first message. Nothing in memory changes unless all of it is on disk. */
  #commit(messages: readonly NewMessage[]): number {
    const firstSeq = this.lastSeq + 1;
    const content = minus(this.#content, this.#ackedContent);
    const givenUp = this.#store.transaction(() => {
      if (this.#ackedContent.messages > 0) this.#store.deleteUpTo(this.#ackedUpTo);
      if (messages.length === 0) return 0;
      messages.forEach((message, index) => {
        this.#store.insert(firstSeq + index, message);
        content.messages += 1;
        content.bytes += message.storedBytes;
      });
      this.#store.setLastSeq(firstSeq + messages.length - 1);
      return giveUpExcess(content, {
        store: this.#store,
        limits: this.#limits,
        fromSeq: this.#ackedUpTo + 1,
        nowMs: this.#clock.now(),
      });
    });
    this.#content = content;
    this.#ackedContent = { messages: 0, bytes: 0, tombstones: 0 };
    this.#life.lastSeq += messages.length;
    if (givenUp > 0) this.#reportGivenUp(givenUp);
    return firstSeq;
  }

  /** On a full disk appends fail, but what is acked still goes, so that there is room again. */
  #recordAcksAlone(error: unknown, refused: number): void {
    const code = isHarborError(error) ? error.code : 'INTERNAL_ERROR';
    this.#log.error('outbox commit failed', { code, refused, error });
    if (refused === 0) return;
    try {
      this.#commit([]);
    } catch (again) {
      this.#log.error('outbox acks not recorded', { error: again });
    }
  }

  #isIntact({ seq, chunks, sha256 }: ChunkedEntry): boolean {
    const hash = createHash('sha256');
    for (let part = 0; part < chunks; part += 1) hash.update(this.readChunk(seq, part) ?? '');
    return hash.digest('hex') === sha256;
  }

  #reportGivenUp(messages: number): void {
    this.#life.lostMessages += messages;
    const fields = { code: 'OUTBOX_FULL', messages, lost: this.#life.lostMessages };
    this.#log.warn('outbox gave up messages', fields);
  }
}

function minus(content: OutboxContent, acked: OutboxContent): OutboxContent {
  return {
    messages: content.messages - acked.messages,
    bytes: content.bytes - acked.bytes,
    tombstones: content.tombstones - acked.tombstones,
  };
}
