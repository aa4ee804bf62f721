// A span as a collector has received it, whatever form it came in. Types only.

export type ReceivedAttributes = Readonly<Record<string, string | number | boolean>>;

export interface ReceivedSpan {
  readonly resource: ReceivedAttributes;
  readonly name: string;
  /** As OTLP numbers them: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty: it begins a trace. */
  readonly parentSpanId: string;
  readonly attributes: ReceivedAttributes;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  /** 2 is an error. */
  readonly status: { readonly code: number; readonly message: string };
}
