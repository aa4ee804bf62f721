// A tracer that keeps its spans, so that a test can say what was a part of what and, above all, what no span holds.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Span, SpanOptions, Tracer } from '../src/ports.ts';
import {
  type CurrentSpan,
  type SdkSpan,
  type SdkSpanOptions,
  tracerOverSdk,
} from '../src/tracing/tracer-over-sdk.ts';

export interface KeptSpan {
  readonly options: SdkSpanOptions;
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Record<string, string | number | boolean>;
  name: string;
  status: { readonly code: number; readonly message?: string } | undefined;
  isEnded: boolean;
}

export class MemoryTracer implements Tracer {
  /** In the order they began. */
  readonly spans: KeptSpan[] = [];
  readonly #tracer: Tracer;

  constructor() {
    const current: CurrentSpan = new AsyncLocalStorage<SdkSpan>();
    this.#tracer = tracerOverSdk({
      current,
      startSpan: (name, options) => this.#keep(name, options),
    });
  }

  start(name: string, options?: SpanOptions): Span {
    return this.#tracer.start(name, options);
  }

  current(): string | undefined {
    return this.#tracer.current();
  }

  named(name: string): readonly KeptSpan[] {
    return this.spans.filter((span) => span.name === name);
  }

  #keep(name: string, options: SdkSpanOptions): SdkSpan {
    const spanId = String(this.spans.length + 1).padStart(16, '0');
    const traceId = options.parent?.traceId ?? spanId.padStart(32, 'a');
    const { attributes } = options;
    const kept: KeptSpan = {
      ...{ name, options, traceId, spanId, attributes },
      ...{ status: undefined, isEnded: false },
    };
    this.spans.push(kept);
    return {
      spanContext: () => ({ traceId, spanId, traceFlags: 1 }),
      setAttributes: (more) => Object.assign(attributes, more),
      setStatus: (status) => {
        kept.status = status;
      },
      updateName: (next) => {
        kept.name = next;
      },
      end: () => {
        kept.isEnded = true;
      },
    };
  }
}
