// The Tracer port over the spans of a library, the way the Log port stands over a logger: what is a part of what, how
// traces go from one program to the next, and what an error looks like.
import type { Span, SpanAttributes, SpanOptions, Tracer } from '../ports.ts';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';

/** The part of a span that is used; OpenTelemetry's fits. */
export interface SdkSpan {
  spanContext(): SdkSpanContext;
  setAttributes(attributes: SdkAttributes): unknown;
  setStatus(status: { readonly code: number; readonly message?: string }): unknown;
  updateName(name: string): unknown;
  end(): void;
}

export interface SdkSpanContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
  readonly isRemote?: boolean;
}

type SdkAttributes = Record<string, string | number | boolean>;

export interface SdkSpanOptions {
  readonly kind: number;
  readonly attributes: SdkAttributes;
  readonly links: { readonly context: SdkSpanContext }[];
  /** Undefined: it begins a trace. */
  readonly parent: SdkSpanContext | undefined;
}

/** What follows the work through its callbacks and promises; Node's AsyncLocalStorage fits. */
export interface CurrentSpan {
  run<Result>(span: SdkSpan, run: () => Result): Result;
  getStore(): SdkSpan | undefined;
}

export interface TracerParts {
  readonly startSpan: (name: string, options: SdkSpanOptions) => SdkSpan;
  readonly current: CurrentSpan;
}

/** As the API of OpenTelemetry numbers them. */
const kinds = { internal: 0, server: 1, client: 2, producer: 3, consumer: 4 } as const;
const statusError = 2;
const sampledFlag = 1;

export function tracerOverSdk({ startSpan, current }: TracerParts): Tracer {
  return {
    start: (name, { kind = 'internal', attributes = {}, parent, links = [] } = {}) => {
      const span = startSpan(name, {
        kind: kinds[kind],
        attributes: known(attributes),
        parent: parentOf(parent, current),
        links: links.flatMap((link) => contextOf(link) ?? []).map((context) => ({ context })),
      });
      return new WrappedSpan(span, current);
    },
    current: () => traceparentOf(current.getStore()),
  };
}

class WrappedSpan implements Span {
  readonly #span: SdkSpan;
  readonly #current: CurrentSpan;

  constructor(span: SdkSpan, current: CurrentSpan) {
    this.#span = span;
    this.#current = current;
  }

  get traceparent(): string | undefined {
    return traceparentOf(this.#span);
  }

  rename(name: string): void {
    this.#span.updateName(name);
  }

  set(attributes: SpanAttributes): void {
    this.#span.setAttributes(known(attributes));
  }

  fail(code: string): void {
    this.#span.setAttributes({ 'error.type': code });
    this.#span.setStatus({ code: statusError, message: code });
  }

  within<Result>(run: () => Result): Result {
    return this.#current.run(this.#span, run);
  }

  end(): void {
    this.#span.end();
  }
}

function parentOf(parent: SpanOptions['parent'], current: CurrentSpan): SdkSpanContext | undefined {
  if (parent === undefined) return current.getStore()?.spanContext();
  return parent === null ? undefined : contextOf(parent);
}

function contextOf(traceparent: string): SdkSpanContext | undefined {
  const parsed = parseTraceparent(traceparent);
  if (parsed === undefined) return undefined;
  const { traceId, spanId, isSampled } = parsed;
  return { traceId, spanId, traceFlags: isSampled ? sampledFlag : 0, isRemote: true };
}

function traceparentOf(span: SdkSpan | undefined): string | undefined {
  if (span === undefined) return undefined;
  const { traceId, spanId, traceFlags } = span.spanContext();
  return formatTraceparent({ traceId, spanId, isSampled: (traceFlags & sampledFlag) !== 0 });
}

function known(attributes: SpanAttributes): SdkAttributes {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}
