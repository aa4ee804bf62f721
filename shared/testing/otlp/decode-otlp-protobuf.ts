// An export request of OTLP in protobuf: the few fields of opentelemetry/proto/trace/v1/trace.proto that tests look at,
// by their numbers.
import type { ReceivedAttributes, ReceivedSpan } from './received-span.ts';

/** Field number to its values, in order: numbers, or the bytes of texts and messages. */
type Message = ReadonlyMap<number, readonly (bigint | number | Buffer)[]>;

export function decodeOtlpProtobuf(bytes: Uint8Array): readonly ReceivedSpan[] {
  return messages(read(Buffer.from(bytes)), 1).flatMap((resourceSpans) => {
    const resource = attributesOf(messages(resourceSpans, 1)[0], 1);
    return messages(resourceSpans, 2).flatMap((scopeSpans) =>
      messages(scopeSpans, 2).map((span) => spanOf(span, resource)),
    );
  });
}

function spanOf(span: Message, resource: ReceivedAttributes): ReceivedSpan {
  const status = messages(span, 15)[0];
  return {
    resource,
    traceId: hex(span, 1),
    spanId: hex(span, 2),
    parentSpanId: hex(span, 4),
    name: text(span, 5),
    kind: number(span, 6),
    attributes: attributesOf(span, 9),
    links: messages(span, 13).map((link) => ({ traceId: hex(link, 1), spanId: hex(link, 2) })),
    status: { message: text(status, 2), code: number(status, 3) },
  };
}

function attributesOf(message: Message | undefined, field: number): ReceivedAttributes {
  return Object.fromEntries(
    messages(message, field).map((pair) => [text(pair, 1), attributeValue(messages(pair, 2)[0])]),
  );
}

function attributeValue(value: Message | undefined): string | number | boolean {
  if (value?.has(2) === true) return number(value, 2) === 1;
  if (value?.has(3) === true) return number(value, 3);
  if (value?.has(4) === true) return number(value, 4);
  return text(value, 1);
}

function messages(message: Message | undefined, field: number): readonly Message[] {
  return (message?.get(field) ?? []).flatMap((value) =>
    Buffer.isBuffer(value) ? [read(value)] : [],
  );
}

function bytesOf(message: Message | undefined, field: number): Buffer {
  const value = message?.get(field)?.[0];
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
}

function text(message: Message | undefined, field: number): string {
  return bytesOf(message, field).toString('utf8');
}

function hex(message: Message | undefined, field: number): string {
  return bytesOf(message, field).toString('hex');
}

function number(message: Message | undefined, field: number): number {
  const value = message?.get(field)?.[0];
  return Buffer.isBuffer(value) ? 0 : Number(value ?? 0);
}

/** The wire format: https://protobuf.dev/programming-guides/encoding/ */
function read(bytes: Buffer): Message {
  const message = new Map<number, (bigint | number | Buffer)[]>();
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes.readUInt8(at);
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const slice = (length: number): Buffer => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  const valueOfType = (type: number): bigint | number | Buffer => {
    switch (type) {
      case 0:
        return varint();
      case 1:
        return slice(8).readDoubleLE();
      case 2:
        return slice(Number(varint()));
      case 5:
        return slice(4).readUInt32LE();
      default:
        throw new TypeError(`wire type ${type}`);
    }
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const values = message.get(tag >> 3) ?? [];
    values.push(valueOfType(tag & 7));
    message.set(tag >> 3, values);
  }
  return message;
}
