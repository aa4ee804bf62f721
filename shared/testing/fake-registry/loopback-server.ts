// An HTTP or HTTPS server on the loopback address whose end is prompt: open connections are cut on close.
import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';

export interface ServerTls {
  readonly key: string;
  readonly cert: string;
  /** PEM of what signs the certificates of clients; without one of it nobody is let in. Absent: clients need none. */
  readonly clientCa?: string;
}

export interface LoopbackServer {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly origin: string;
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface LoopbackOptions {
  /** Absent: one the system chooses. */
  readonly port?: number;
  readonly tls?: ServerTls;
}

export async function startLoopbackServer(
  listener: RequestListener,
  options: LoopbackOptions = {},
): Promise<LoopbackServer> {
  const server = options.tls
    ? createTlsServer(tlsOptions(options.tls), listener)
    : createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const host = `127.0.0.1:${address.port}`;
  return {
    origin: `${options.tls ? 'https' : 'http'}://${host}`,
    host,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function tlsOptions({ clientCa, ...own }: ServerTls) {
  if (clientCa === undefined) return own;
  return { ...own, ca: clientCa, requestCert: true, rejectUnauthorized: true };
}
