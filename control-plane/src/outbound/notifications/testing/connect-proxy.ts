// A proxy on the loopback address that opens tunnels and keeps what it was asked for. For tests only.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TestContext } from 'node:test';

export interface ConnectProxy {
  readonly url: URL;
  /** Authority and login of each CONNECT. */
  readonly asked: readonly string[];
}

/** Whatever it is asked for, the tunnel leads to the port on this machine; with a status it refuses. */
export async function startConnectProxy(
  t: TestContext,
  { port, status = 200 }: { readonly port: number; readonly status?: number },
): Promise<ConnectProxy> {
  const asked: string[] = [];
  const open: Duplex[] = [];
  const proxy = createServer();
  proxy.on('connect', (request, socket) => {
    asked.push(`${request.url} ${request.headers['proxy-authorization']}`);
    open.push(socket);
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const way = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      way.pipe(socket).pipe(way);
    });
    open.push(way);
    way.on('error', () => socket.destroy());
    socket.on('error', () => way.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const end of open) end.destroy();
    proxy.close();
    proxy.closeAllConnections();
  });
  const address = proxy.address();
  assert.ok(typeof address === 'object' && address !== null);
  return { url: new URL(`http://user:word@127.0.0.1:${address.port}`), asked };
}

export const proxyLogin = `Basic ${Buffer.from('user:word').toString('base64')}`;
