// A collector of OpenTelemetry that keeps what it is sent, in both forms, and answers what a test wants.
import assert from 'node:assert/strict';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { type LoopbackOptions, startLoopbackServer } from '../fake-registry/loopback-server.ts';
import { decodeOtlpJson } from './decode-otlp-json.ts';
import { decodeOtlpProtobuf } from './decode-otlp-protobuf.ts';
import type { ReceivedSpan } from './received-span.ts';

export interface OtlpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Unpacked. */
  readonly body: Buffer;
}

/** A status, where to go instead, or no answer at all. */
export type OtlpAnswer = number | { readonly location: string } | 'none';

export interface OtlpReceiver {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly requests: readonly OtlpRequest[];
  /** Of all requests that were answered with a success. */
  readonly spans: readonly ReceivedSpan[];
  /** What is answered from now on; a success at first. */
  answerWith(answer: OtlpAnswer): void;
  /** Resolves with the first span that fits, received or still to come. */
  waitFor(fits: (span: ReceivedSpan) => boolean): Promise<ReceivedSpan>;
  /** Resolves once so many requests have come. */
  received(count: number): Promise<void>;
  /** All bodies, to look for what must not be there. */
  text(): string;
  close(): Promise<void>;
}

export async function startOtlpReceiver(options: LoopbackOptions = {}): Promise<OtlpReceiver> {
  const requests: OtlpRequest[] = [];
  const spans: ReceivedSpan[] = [];
  const watchers = new Set<() => void>();
  let wanted: OtlpAnswer = 200;
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const received = await requestOf(request);
    requests.push(received);
    if (wanted === 200) spans.push(...spansOf(received));
    for (const watch of watchers) watch();
    answer(response, wanted);
  };
  const server = await startLoopbackServer((request, response) => {
    take(request, response).catch(() => response.destroy());
  }, options);
  const until = <Found>(find: () => Found | undefined): Promise<Found> =>
    new Promise((resolve) => {
      const watch = (): void => {
        const found = find();
        if (found === undefined) return;
        watchers.delete(watch);
        resolve(found);
      };
      watchers.add(watch);
      watch();
    });
  return {
    url: server.origin,
    requests,
    spans,
    answerWith: (next) => {
      wanted = next;
    },
    waitFor: (fits) => until(() => spans.find(fits)),
    received: async (count) => {
      await until(() => (requests.length >= count ? true : undefined));
    },
    text: () => requests.map(({ body }) => body.toString('latin1')).join('\n'),
    close: () => server.close(),
  };
}

async function requestOf(request: IncomingMessage): Promise<OtlpRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = '', url = '', headers } = request;
  const packed = Buffer.concat(chunks);
  const body = headers['content-encoding'] === 'gzip' ? gunzipSync(packed) : packed;
  return { method, url, headers, body };
}

function spansOf({ headers, body }: OtlpRequest): readonly ReceivedSpan[] {
  const type = headers['content-type'];
  if (type === 'application/json') return decodeOtlpJson(body);
  assert.equal(type, 'application/x-protobuf');
  return decodeOtlpProtobuf(body);
}

function answer(response: ServerResponse, wanted: OtlpAnswer): void {
  if (wanted === 'none') return;
  if (typeof wanted === 'number') response.writeHead(wanted);
  else response.writeHead(307, { location: wanted.location });
  response.end();
}
