// What the rules and both programs need from the outside world, so that tests can stand in for it.

/** Times. `now` is for people and schedules, `monotonicMs` for durations: it never jumps. */
export interface Clock {
  /** Wall-clock time, milliseconds since 1970. */
  now(): number;
  /** Milliseconds since an arbitrary start; never goes back. */
  monotonicMs(): number;
  /** Calls `run` once after `delayMs`. The timer does not keep the process alive when `background` is set. */
  setTimer(delayMs: number, run: () => void, options?: { readonly background?: boolean }): Timer;
}

export interface Timer {
  /** After this returns, the function is never called. */
  cancel(): void;
}

/** Randomness. Production uses the system's generator; tests a seeded one. */
export interface Random {
  /** A number in [0, 1). */
  uniform(): number;
  /** `length` unpredictable bytes. */
  bytes(length: number): Uint8Array;
  /** A UUID of version 7, which sorts by time. */
  uuid(): string;
}

export type LogFields = Readonly<Record<string, unknown>>;

/** Log lines: a constant message ("sync started") and fields. Never a secret, never a payload. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A log whose every line carries these fields too. */
  child(fields: LogFields): Log;
}
