// The receiving end of one sensor's outbox: keeps the order, commits what has arrived in groups, acks after the
// commit, and asks again for what is missing. While one group commits the next gathers, so nothing ever waits
// for a timer.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Log, Timer } from '@harborguard/shared/ports.ts';
import type { Credit } from '@harborguard/shared/protocol/control-plane-frames.ts';
import {
  creditBytesDefault,
  creditMessagesDefault,
} from '@harborguard/shared/protocol/link-limits.ts';
import type { Ingest, IngestOutcome, LogBody, LogItem } from './ingest.ts';
import type { LinkPeer } from './live-links.ts';
import type { SensorSession } from './sensor-session.ts';

export const defaultCredit: Credit = { messages: creditMessagesDefault, bytes: creditBytesDefault };

/** One transaction takes at most this much, so that other writers get their turn. */
const groupMessagesMax = 64;
const groupBytesMax = 8 * 1024 * 1024;

/** Only a peer that ignores its credit gets here; its socket is not read until the queue is short again. */
const queueMessagesMax = 4 * creditMessagesDefault;
const queueBytesMax = 64 * 1024 * 1024;

const retryDelayMs = 1_000;
/** A message that fails this often by itself, while the database is well, will never do. */
const triesMax = 3;

export interface LogReceiverDependencies {
  readonly ingest: Ingest;
  readonly clock: Clock;
  readonly log: Log;
  readonly session: SensorSession;
  readonly peer: LinkPeer;
}

/** These say nothing about the message: it waits as long as they last. */
const storageFailures: readonly ErrorCode[] = ['DISK_FULL', 'DATABASE_LOCKED', 'DATABASE_CORRUPT'];

interface Waiting {
  readonly seq: number;
  readonly bytes: number;
  /** Decompression waits until the message's turn, so that only one large body is in memory. */
  readonly read: () => Promise<LogBody>;
}

export class LogReceiver {
  readonly #dependencies: LogReceiverDependencies;
  readonly #queue: Waiting[] = [];
  #queuedBytes = 0;
  #ackedSeq: number;
  #expectedSeq: number;
  #isResyncing = false;
  #isClosed = false;
  #working: Promise<void> | undefined;
  #failing: { readonly seq: number; readonly tries: number } | undefined;
  #retry: Timer | undefined;

  constructor(dependencies: LogReceiverDependencies) {
    this.#dependencies = dependencies;
    this.#ackedSeq = dependencies.session.ackedSeq;
    this.#expectedSeq = this.#ackedSeq + 1;
  }

  get isFull(): boolean {
    return this.#queue.length > queueMessagesMax || this.#queuedBytes > queueBytesMax;
  }

  /** Whether a body with this seq would be new; if not, the duplicate is acked or the gap named, and it is done. */
  expects(seq: number): boolean {
    if (seq === this.#expectedSeq) return true;
    if (seq > this.#expectedSeq) this.#nameGap();
    else if (seq <= this.#ackedSeq) this.#ack({ ackedSeq: this.#ackedSeq, verdicts: [] });
    return false;
  }

  /** Takes the message that is expected next. */
  take(message: Waiting): void {
    this.#isResyncing = false;
    this.#expectedSeq = message.seq + 1;
    this.#queue.push(message);
    this.#queuedBytes += message.bytes;
    this.#start();
  }

  /** The message with this seq arrived damaged: it is asked for again, and what follows it thrown away. */
  askAgain(seq: number): void {
    this.#isResyncing = true;
    this.#expectedSeq = seq;
    this.#dependencies.peer.send({ kind: 'resync', fromSeq: seq });
  }

  /** Resolves once everything taken so far is committed and acked, or cannot be for now. */
  async flushed(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
  }

  close(): void {
    this.#isClosed = true;
    this.#retry?.cancel();
    this.#queue.length = 0;
    this.#queuedBytes = 0;
  }

  #start(): void {
    if (this.#isClosed || this.#retry !== undefined) return;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
      if (this.#queue.length > 0) this.#start();
    });
  }

  async #work(): Promise<void> {
    while (this.#queue.length > 0 && this.#retry === undefined) {
      const group = await this.#nextGroup();
      const [first] = group;
      if (first === undefined) return;
      try {
        this.#committed(await this.#dependencies.ingest(this.#dependencies.session, group));
      } catch (error) {
        this.#failed(first, error);
      }
    }
  }

  async #nextGroup(): Promise<readonly LogItem[]> {
    // After a failure one by one, so that a single message cannot hold up its neighbours.
    const messagesMax = this.#failing === undefined ? groupMessagesMax : 1;
    const group: LogItem[] = [];
    let bytes = 0;
    for (const { seq, bytes: size, read } of this.#queue.slice(0, messagesMax)) {
      if (group.length > 0 && bytes + size > groupBytesMax) break;
      bytes += size;
      group.push({ seq, body: await this.#bodyOf(seq, read) });
    }
    return group;
  }

  async #bodyOf(seq: number, read: () => Promise<LogBody>): Promise<LogBody> {
    const isHopeless = this.#failing?.seq === seq && this.#failing.tries >= triesMax;
    return isHopeless ? { kind: 'refused', code: 'INTERNAL_ERROR' } : await read();
  }

  #committed(outcome: IngestOutcome): void {
    this.#ackedSeq = outcome.ackedSeq;
    while (this.#queue[0] !== undefined && this.#queue[0].seq <= outcome.ackedSeq) {
      this.#queuedBytes -= this.#queue.shift()?.bytes ?? 0;
    }
    if (this.#failing !== undefined && this.#failing.seq <= outcome.ackedSeq) {
      this.#failing = undefined;
    }
    this.#ack(outcome);
    // The database knows another position than this link: what is at hand does not follow on it.
    const [next] = this.#queue;
    if (next !== undefined && next.seq !== outcome.ackedSeq + 1) this.#startOver();
  }

  #startOver(): void {
    this.#queue.length = 0;
    this.#queuedBytes = 0;
    this.askAgain(this.#ackedSeq + 1);
  }

  /** Once: all that is still on the way follows the same gap. */
  #nameGap(): void {
    if (!this.#isResyncing) this.askAgain(this.#expectedSeq);
  }

  #failed(first: LogItem, error: unknown): void {
    const { log, clock, session } = this.#dependencies;
    const { sensorId } = session.link.identity;
    const isAlone = this.#failing !== undefined;
    const tries = this.#failing?.seq === first.seq ? this.#failing.tries : 0;
    const counts = isAlone && !isStorageFailure(error);
    this.#failing = { seq: first.seq, tries: tries + (counts ? 1 : 0) };
    log.error('log messages could not be committed', { sensorId, seq: first.seq, error });
    if (!isAlone || this.#isClosed) return;
    this.#retry = clock.setTimer(retryDelayMs, () => {
      this.#retry = undefined;
      this.#start();
    });
  }

  #ack({ ackedSeq, verdicts }: IngestOutcome): void {
    const { peer, clock } = this.#dependencies;
    peer.send({
      kind: 'ack',
      upTo: ackedSeq,
      serverTime: clock.now(),
      credit: defaultCredit,
      ...(verdicts.length === 0 ? {} : { verdicts: [...verdicts] }),
    });
  }
}

function isStorageFailure(error: unknown): boolean {
  return isHarborError(error) && (error.retryable || storageFailures.includes(error.code));
}
