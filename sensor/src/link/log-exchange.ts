// The outbox over one live session: what is sent, acked, asked for again, and what it means when the two sides do
// not agree. How messages are paced is in log-sender.ts.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type {
  ControlPlaneFrame,
  Credit,
} from '@harborguard/shared/protocol/control-plane-frames.ts';
import type { SessionOptions } from './link-options.ts';
import type { LinkSocket } from './link-socket.ts';
import { LogSender } from './log-sender.ts';

type Ack = Extract<ControlPlaneFrame, { kind: 'ack' }>;

export interface LogExchangeParts {
  readonly socket: LinkSocket;
  readonly credit: Credit;
  /** The frame makes no sense; the session goes on. */
  readonly answerError: (code: ErrorCode, message: string, frameKind: string) => void;
  /** The session cannot go on. */
  readonly abandon: (code: ErrorCode, reason: string) => void;
}

export class LogExchange {
  readonly #options: SessionOptions;
  readonly #parts: LogExchangeParts;
  readonly #sender: LogSender;
  readonly #unsubscribe: () => void;

  /** Nothing is sent before `start`. */
  constructor(options: SessionOptions, parts: LogExchangeParts) {
    const { outbox, clock } = options;
    const { socket, credit } = parts;
    this.#options = options;
    this.#parts = parts;
    const onBroken = (error: unknown) => this.#stopBroken(error);
    this.#sender = new LogSender({ socket, outbox, clock, credit, onBroken });
    this.#unsubscribe = outbox.subscribe(() => this.#sender.pump());
  }

  start(): void {
    this.#sender.pump();
  }

  stop(): void {
    this.#unsubscribe();
    this.#sender.stop();
  }

  takeAck({ upTo, credit, verdicts = [] }: Ack): void {
    for (const { seq, verdict, code } of verdicts) {
      const fields = { seq, verdict, code };
      if (verdict === 'refused') this.#options.log.warn('log message refused', fields);
      else this.#options.log.info('log message superseded', fields);
    }
    if (this.#sender.ack(upTo, credit) === 'never sent') {
      this.#parts.answerError('FRAME_INVALID', '/upTo is above what was sent', 'ack');
    }
  }

  resync(fromSeq: number): void {
    this.#options.log.info('log messages asked for again', { fromSeq });
    const outcome = this.#sender.resync(fromSeq);
    if (outcome === 'never sent') {
      this.#parts.answerError('FRAME_INVALID', '/fromSeq is above what was sent', 'resync');
    } else if (outcome === 'already dropped') {
      beginAnew(this.#options, this.#parts);
    }
  }

  /** A link that beats and cannot deliver would look well; closed, it shows why. */
  #stopBroken(error: unknown): void {
    this.#options.log.error('log messages cannot be sent', { error });
    const code = isHarborError(error) ? error.code : 'INTERNAL_ERROR';
    this.#parts.abandon(code, 'the outbox cannot be sent');
  }
}

/** Whether the welcome fits: nothing acked that was never appended, nothing missing that was dropped. */
export function agreesOnAcks(
  { outbox }: Pick<SessionOptions, 'outbox'>,
  welcome: { readonly ackedUpTo: number },
): boolean {
  return welcome.ackedUpTo >= outbox.ackedUpTo && welcome.ackedUpTo <= outbox.lastSeq;
}

/** One side was restored from an older copy. A new epoch delivers all that is left again, which is harmless. */
export function beginAnew(
  { outbox }: Pick<SessionOptions, 'outbox'>,
  { abandon }: Pick<LogExchangeParts, 'abandon'>,
): void {
  outbox.beginEpoch();
  abandon('FRAME_OUT_OF_ORDER', 'the two sides disagree about what was acked');
}
