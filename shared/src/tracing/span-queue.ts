// Finished spans on their way to a collector: bounded, a batch at a time, and never in anybody's way. A collector that is
// slow, away or refuses costs spans and a line of the log, no work.
import type { Clock, Log, Timer } from '../ports.ts';

/** What became of a batch; the reason is a status or a code and never a message. */
export type Delivery =
  | { readonly kind: 'delivered' }
  /** Worth another try. */
  | { readonly kind: 'unavailable'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

export interface SpanQueueOptions<Span> {
  readonly clock: Clock;
  readonly log: Log;
  /** Resolves soon after the signal is aborted; never rejects. */
  readonly send: (spans: readonly Span[], signal: AbortSignal) => Promise<Delivery>;
}

/** What a busy sensor makes in some seconds; a span takes about a kilobyte. */
export const queueSpansMax = 4096;
export const batchSpansMax = 512;
export const sendEveryMs = 5_000;
const pauseMsMax = 60_000;
/** Of the end of a program, which is waited for. */
export const lastSpansMsMax = 2_000;
/** One line about dropped spans covers at least this long. */
const tellEveryMs = 60_000;

export class SpanQueue<Span> {
  readonly #options: SpanQueueOptions<Span>;
  readonly #closing = new AbortController();
  #waiting: Span[] = [];
  #sending: Promise<void> | undefined;
  #timer: Timer | undefined;
  #isClosed = false;
  #failures = 0;
  #dropped = 0;
  #toldMs: number | undefined;

  constructor(options: SpanQueueOptions<Span>) {
    this.#options = options;
  }

  add(span: Span): void {
    if (this.#isClosed || this.#waiting.length >= queueSpansMax) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(span);
    const isUrgent = this.#waiting.length >= batchSpansMax && this.#failures === 0;
    if (isUrgent) this.#send();
    else this.#sendLater();
  }

  /** Delivers what is at hand, for a little while; what is left then is counted as dropped. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#timer?.cancel();
    const deadline = this.#options.clock.setTimer(lastSpansMsMax, () => this.#closing.abort());
    try {
      await this.#sending;
      while (this.#waiting.length > 0 && this.#failures === 0 && !this.#closing.signal.aborted) {
        await this.#sendBatch();
      }
    } finally {
      deadline.cancel();
    }
    this.#dropped += this.#waiting.length;
    this.#waiting = [];
    if (this.#dropped > 0) this.#tellDropped();
  }

  #sendLater(): void {
    if (this.#isClosed || this.#timer !== undefined || this.#sending !== undefined) return;
    const pauseMs = Math.min(pauseMsMax, sendEveryMs * 2 ** this.#failures);
    this.#timer = this.#options.clock.setTimer(pauseMs, () => this.#send(), { background: true });
  }

  #send(): void {
    if (this.#sending !== undefined) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#sending = this.#sendBatch().finally(() => {
      this.#sending = undefined;
      const hasMore = this.#waiting.length >= batchSpansMax && this.#failures === 0;
      if (hasMore && !this.#isClosed) this.#send();
      else if (this.#waiting.length > 0) this.#sendLater();
    });
  }

  async #sendBatch(): Promise<void> {
    const batch = this.#waiting.splice(0, batchSpansMax);
    if (batch.length === 0) return;
    const outcome = await this.#options.send(batch, this.#closing.signal);
    if (outcome.kind === 'delivered') this.#delivered();
    else this.#failed(batch, outcome);
  }

  #delivered(): void {
    const { log, clock } = this.#options;
    if (this.#failures > 0) log.info('traces are delivered again', {});
    this.#failures = 0;
    if (this.#dropped === 0) return;
    const now = clock.monotonicMs();
    if (this.#toldMs === undefined || now - this.#toldMs >= tellEveryMs) this.#tellDropped();
  }

  #failed(
    batch: readonly Span[],
    { kind, reason }: Exclude<Delivery, { kind: 'delivered' }>,
  ): void {
    if (this.#failures === 0) this.#options.log.warn('traces not delivered', { kind, reason });
    this.#failures += 1;
    const room = kind === 'unavailable' ? queueSpansMax - this.#waiting.length : 0;
    // The newest of the batch stay: what is looked for is what happened last.
    const kept = room <= 0 ? [] : batch.slice(-room);
    this.#dropped += batch.length - kept.length;
    this.#waiting = [...kept, ...this.#waiting];
  }

  #tellDropped(): void {
    const { log, clock } = this.#options;
    log.warn('spans dropped', { spans: this.#dropped });
    this.#dropped = 0;
    this.#toldMs = clock.monotonicMs();
  }
}
