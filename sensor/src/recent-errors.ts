// Which codes of the error table stood in warnings and errors of the log, how often and when last: what support asks for
// first, and nothing of what was said about them.
import { type ErrorCode, isErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Log, LogFields } from '@harborguard/shared/ports.ts';

export interface RecentError {
  readonly code: ErrorCode;
  readonly count: number;
  readonly lastAt: number;
}

export class RecentErrors {
  readonly #clock: Clock;
  /** The error table bounds it. */
  readonly #errors = new Map<ErrorCode, RecentError>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The latest last. */
  list(): readonly RecentError[] {
    return [...this.#errors.values()];
  }

  /** A log that is listened to. */
  watch(log: Log): Log {
    return {
      debug: (message, fields) => log.debug(message, fields),
      info: (message, fields) => log.info(message, fields),
      warn: (message, fields) => {
        this.#note(fields);
        log.warn(message, fields);
      },
      error: (message, fields) => {
        this.#note(fields);
        log.error(message, fields);
      },
      child: (fields) => this.watch(log.child(fields)),
    };
  }

  #note({ code, error }: LogFields = {}): void {
    const found = isHarborError(error) ? error.code : code;
    if (!isErrorCode(found)) return;
    const count = (this.#errors.get(found)?.count ?? 0) + 1;
    this.#errors.delete(found);
    this.#errors.set(found, { code: found, count, lastAt: this.#clock.now() });
  }
}
