// The front of a vendor's product: its own rules of login and its own API, before a registry that keeps the bytes.
// What stands behind may be the fake registry or a real one; credentials never travel that far.
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { startLoopbackServer } from '../fake-registry/loopback-server.ts';

export interface FrontRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  /** Where the caller found this front: for realms, links and locations. */
  readonly origin: string;
}

export type FrontReply =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string | readonly string[]>>;
      /** An object is sent as JSON, text as it stands. */
      readonly body?: unknown;
    }
  /** Goes to the registry behind, at this path when another than the caller's. */
  | { readonly kind: 'registry'; readonly path?: string };

export interface VendorFrontOptions {
  /** The registry behind, without a slash at the end. */
  readonly registryUrl: string;
  readonly handle: (request: FrontRequest) => FrontReply | Promise<FrontReply>;
}

export interface VendorFront {
  readonly origin: string;
  readonly host: string;
  readonly port: number;
  /** Everything that arrived, with headers, to look for what must not be there and to count. */
  readonly requests: readonly FrontRequest[];
  close(): Promise<void>;
}

/** No request of ours has a larger body; it keeps a broken test from filling memory. */
const bodyBytesMax = 1024 * 1024;

export async function startVendorFront(options: VendorFrontOptions): Promise<VendorFront> {
  const requests: FrontRequest[] = [];
  const server = await startLoopbackServer((incoming, response) => {
    void answer(incoming, response, options, requests);
  });
  const { origin, host, port } = server;
  return { origin, host, port, requests, close: () => server.close() };
}

async function answer(
  incoming: IncomingMessage,
  response: ServerResponse,
  options: VendorFrontOptions,
  requests: FrontRequest[],
): Promise<void> {
  try {
    const request = await frontRequest(incoming);
    requests.push(request);
    const reply = await options.handle(request);
    if (reply.kind === 'answer') send(response, reply);
    else
      forward(
        incoming,
        response,
        request,
        `${options.registryUrl}${registryPath(request, reply.path)}`,
      );
  } catch (error) {
    response.writeHead(500, { 'content-type': 'text/plain' });
    response.end(error instanceof Error ? error.message : 'the double broke');
  }
}

async function frontRequest(incoming: IncomingMessage): Promise<FrontRequest> {
  // What ends TLS before this front says so.
  const scheme = incoming.headers['x-forwarded-proto'] === 'https' ? 'https' : 'http';
  const origin = `${scheme}://${incoming.headers.host ?? 'localhost'}`;
  const url = new URL(incoming.url ?? '/', origin);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > bodyBytesMax) throw new Error('the request body is larger than any of ours');
    chunks.push(chunk);
  }
  const { method = 'GET', headers } = incoming;
  const body = Buffer.concat(chunks);
  return { method, path: url.pathname, query: url.searchParams, headers, body, origin };
}

function send(response: ServerResponse, reply: Extract<FrontReply, { kind: 'answer' }>): void {
  const isText = typeof reply.body === 'string' || reply.body === undefined;
  const body = isText ? String(reply.body ?? '') : JSON.stringify(reply.body);
  const type = isText ? 'text/plain' : 'application/json';
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  if (!response.hasHeader('content-type')) response.setHeader('content-type', type);
  response.statusCode = reply.status;
  response.end(body);
}

function registryPath({ path, query }: FrontRequest, rewritten: string | undefined): string {
  const text = query.toString();
  return `${rewritten ?? path}${text === '' ? '' : `?${text}`}`;
}

function forward(
  incoming: IncomingMessage,
  response: ServerResponse,
  request: FrontRequest,
  url: string,
): void {
  const {
    authorization: _secret,
    host: _host,
    connection: _connection,
    ...headers
  } = incoming.headers;
  const upstream = httpRequest(url, { method: request.method, headers }, (answered) => {
    response.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.pipe(response);
  });
  upstream.once('error', () => response.destroy());
  upstream.end(request.body);
}
