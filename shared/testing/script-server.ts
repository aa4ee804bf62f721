// An HTTP server that knows its part by heart: a table of requests with their answers. A call that is not in the
// table fails the test when the server is closed, so nothing unexpected goes unnoticed.
import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LoopbackOptions, startLoopbackServer } from './fake-registry/loopback-server.ts';
import { type RequestRecord, recordRequest } from './fake-registry/request-record.ts';

export interface ScriptReply {
  /** Absent: 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Anything but text and bytes is sent as JSON. */
  readonly body?: unknown;
}

export interface ScriptRow {
  /** Absent: GET. */
  readonly method?: string;
  /** Path and query, whole. */
  readonly url: string | RegExp;
  /** These must be sent, with exactly these values; names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly reply: ScriptReply | ((request: RequestRecord) => ScriptReply);
  /** How often it may be called; absent: once. The same request twice in the table is answered in that order. */
  readonly times?: number;
}

export interface ScriptServer {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly requests: readonly RequestRecord[];
  /** Fails when a row has been called less often than it says. */
  assertAllCalled(): void;
  /** Fails when there was a call that is not in the table. */
  close(): Promise<void>;
}

interface OpenRow {
  readonly row: ScriptRow;
  left: number;
}

interface ScriptState {
  readonly rows: readonly OpenRow[];
  readonly requests: RequestRecord[];
  readonly unscripted: string[];
}

export async function startScriptServer(
  script: readonly ScriptRow[],
  options: LoopbackOptions = {},
): Promise<ScriptServer> {
  const state: ScriptState = {
    rows: script.map((row) => ({ row, left: row.times ?? 1 })),
    requests: [],
    unscripted: [],
  };
  const server = await startLoopbackServer((request, response) => {
    answer(state, request, response).catch(() => response.destroy());
  }, options);
  return {
    url: server.origin,
    host: server.host,
    port: server.port,
    requests: state.requests,
    assertAllCalled: () => {
      const open = state.rows.filter(({ left }) => left > 0).map(({ row }) => String(row.url));
      assert.deepEqual(open, [], 'these rows of the script were not called');
    },
    close: async () => {
      await server.close();
      assert.deepEqual(state.unscripted, [], 'these calls are not in the script');
    },
  };
}

async function answer(
  state: ScriptState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.on('error', () => undefined);
  const record = recordRequest(request);
  state.requests.push(record);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  record.body = Buffer.concat(chunks).toString('utf8');
  const open = state.rows.find(({ row, left }) => left > 0 && fits(row, record));
  if (!open) {
    state.unscripted.push(`${record.method} ${record.url}`);
    return send(response, { status: 501, body: 'not in the script\n' });
  }
  open.left -= 1;
  const { reply } = open.row;
  send(response, typeof reply === 'function' ? reply(record) : reply);
}

function fits(row: ScriptRow, record: RequestRecord): boolean {
  const { url } = row;
  return (
    (row.method ?? 'GET') === record.method &&
    (typeof url === 'string' ? url === record.url : url.test(record.url)) &&
    Object.entries(row.headers ?? {}).every(([name, value]) => record.headers[name] === value)
  );
}

function send(response: ServerResponse, reply: ScriptReply): void {
  const { body } = reply;
  const isRaw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
  const type = isRaw ? 'text/plain; charset=utf-8' : 'application/json';
  response.writeHead(reply.status ?? 200, { 'content-type': type, ...reply.headers });
  response.end(isRaw ? (body ?? '') : JSON.stringify(body));
}
