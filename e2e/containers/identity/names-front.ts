// Ends TLS for the names of a cloud and hands each request to what stands behind its name; metadata services speak http.
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';

export interface NamesFrontOptions {
  readonly tls: { readonly key: string; readonly cert: string };
  /** Name -> `host:port`. */
  readonly names: Readonly<Record<string, string>>;
  readonly machine: string;
}

/** Returns what was asked so far: `name:port`, or `address:port` of a metadata service. */
export async function startNamesFront(options: NamesFrontOptions): Promise<Set<string>> {
  const asked = new Set<string>();
  const byName = ({ headers }: IncomingMessage) => {
    const name = headers.host ?? '';
    asked.add(`${name}:443`);
    return options.names[name] ?? 'localhost:9';
  };
  const byAddress = ({ headers, socket }: IncomingMessage) => {
    // In Google's networks this name leads to the address of its metadata server.
    if (headers.host?.startsWith('metadata.google.internal')) asked.add('169.254.169.254:80');
    else asked.add(`${(socket.localAddress ?? '').replace('::ffff:', '')}:80`);
    return options.machine;
  };
  await Promise.all([
    listening(createTlsServer(options.tls, forwarding(byName, 'https')), 443, byName),
    listening(createServer(forwarding(byAddress, 'http')), 80, byAddress),
  ]);
  return asked;
}

type Route = (request: IncomingMessage) => string;

function listening(server: Server, port: number, route: Route): Promise<void> {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    upgrade(route, request, socket, head);
  });
  return new Promise((resolve) => server.listen(port, resolve));
}

function forwarding(route: Route, scheme: string): RequestListener {
  return (request, response) => {
    const { method = 'GET', headers } = request;
    const upstream = httpRequest(`http://${route(request)}${request.url ?? '/'}`, {
      method,
      headers: { ...headers, 'x-forwarded-proto': scheme },
    });
    upstream.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    upstream.on('error', () => response.destroy());
    request.pipe(upstream);
  };
}

/** The link of the sensor is a WebSocket. */
function upgrade(route: Route, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const upstream = httpRequest(`http://${route(request)}${request.url ?? '/'}`, {
    headers: request.headers,
  });
  upstream.on('upgrade', (answer, behind, first) => {
    const lines = Object.entries(answer.headers).map(
      ([name, value]) => `${name}: ${String(value)}`,
    );
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
    socket.write(first);
    behind.write(head);
    socket.pipe(behind).pipe(socket);
    for (const end of [socket, behind]) end.on('error', () => end.destroy());
    socket.once('close', () => behind.destroy());
    behind.once('close', () => socket.destroy());
  });
  upstream.on('response', (answer) => {
    socket.end(`HTTP/1.1 ${answer.statusCode ?? 502} Refused\r\nconnection: close\r\n\r\n`);
  });
  upstream.on('error', () => socket.destroy());
  upstream.end();
}
