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

export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SpanOptions {
  readonly kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly attributes?: SpanAttributes;
  /** The traceparent of what it is a part of, or null for none. Absent: it is a part of what is current. */
  readonly parent?: string | null;
  /** The traceparents of what led to it without its being a part of them. */
  readonly links?: readonly string[];
}

/** One piece of work within a trace. Never a secret, a query or a body; errors by their code alone. */
export interface Span {
  /** As it is carried to the other program; undefined unless traces are made. */
  readonly traceparent: string | undefined;
  rename(name: string): void;
  set(attributes: SpanAttributes): void;
  fail(code: string): void;
  /** Whatever begins within `run`, now or later, is a part of this. */
  within<Result>(run: () => Result): Result;
  end(): void;
}

/** Traces of who did what for whom and how long it took. Does nothing unless somebody wants them. */
export interface Tracer {
  start(name: string, options?: SpanOptions): Span;
  /** The traceparent of what is being done at this moment. */
  current(): string | undefined;
}
