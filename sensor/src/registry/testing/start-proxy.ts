// For tests only: an HTTP proxy on the loopback address that tunnels (CONNECT) and forwards, and remembers both.
import { createServer, type IncomingMessage, request as sendOn } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import type { ServerTls } from '@harborguard/shared/testing/fake-registry/loopback-server.ts';

export interface TestProxy {
  /** With a user and a password in it. */
  readonly url: URL;
  /** `host:port` of each CONNECT. */
  readonly tunnels: string[];
  /** Whole addresses of the requests that were forwarded. */
  readonly forwarded: string[];
  /** Of every request. */
  readonly logins: (string | undefined)[];
  /** Headers of every request, to look for what should not be there. */
  readonly seen: string[];
}

export interface ProxyOptions {
  /** Answered to CONNECT in place of 200. */
  readonly status?: number;
  /** Reached by https itself. */
  readonly tls?: ServerTls;
  /** Accepts and says nothing. */
  readonly silent?: boolean;
}

export const proxyPassword = 'canary proxy password';

export async function startProxy(t: TestContext, options: ProxyOptions = {}): Promise<TestProxy> {
  const sockets = new Set<Socket>();
  const server = options.tls ? createTlsServer({ ...options.tls }) : createServer();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const password = encodeURIComponent(proxyPassword);
  const proxy: TestProxy = {
    url: new URL(`${options.tls ? 'https' : 'http'}://user:${password}@127.0.0.1:${port}`),
    tunnels: [],
    forwarded: [],
    logins: [],
    seen: [],
  };
  server.on('request', (request, response) => {
    note(proxy, request);
    proxy.forwarded.push(request.url ?? '');
    if (options.status !== undefined) return void response.writeHead(options.status).end();
    const target = new URL(request.url ?? '');
    const { method, headers } = request;
    const { 'proxy-authorization': _, ...rest } = headers;
    const onward = sendOn(target, { method, headers: rest, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.writeHead(502).end());
    request.pipe(onward);
  });
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    note(proxy, request);
    proxy.tunnels.push(request.url ?? '');
    if (options.silent) return;
    if (options.status !== undefined) {
      client.end(`HTTP/1.1 ${options.status} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const target = new URL(`http://${request.url}`);
    const upstream = connect(Number(target.port) || 80, target.hostname, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
    sockets.add(upstream);
    upstream.on('error', () => client.destroy());
  });
  return proxy;
}

function note(proxy: TestProxy, request: IncomingMessage): void {
  proxy.logins.push(request.headers['proxy-authorization']);
  proxy.seen.push(JSON.stringify(request.rawHeaders));
}
