// What a control plane says while it waits for another one on the same database: that it lives, and that it is not the
// one to ask. Load balancers and probes then send everything to the other.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { ListenAddress } from '@harborguard/shared/configuration/listen-address.ts';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { addressUnusable } from './listen.ts';
import { version } from './version.ts';

export interface StandbyServer {
  start(): Promise<void>;
  /** Frees the address for the server that takes its place. */
  stop(): Promise<void>;
}

const alivePaths: ReadonlySet<string> = new Set(['/healthz', '/api/health']);
const askAgainSeconds = '2';

export function createStandbyServer(address: ListenAddress): StandbyServer {
  const server = createServer(answer);
  // Sensors try again by themselves.
  server.on('upgrade', (_request, socket) => {
    socket.end('HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\nconnection: close\r\n\r\n');
  });
  let isStarted = false;
  return {
    start: () =>
      new Promise((resolve, reject) => {
        server.once('error', (cause) => reject(addressUnusable(address, cause)));
        server.listen(address.port, address.host, () => {
          isStarted = true;
          resolve();
        });
      }),
    stop: async () => {
      if (!isStarted) return;
      isStarted = false;
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  const [path = ''] = (request.url ?? '').split('?');
  const isAlive = alivePaths.has(path);
  const { code, message, firstCheck } = new HarborError('STANDING_BY');
  const body = isAlive
    ? { data: { status: 'ok', version } }
    : { error: { code, message, firstCheck, id: '' } };
  response.writeHead(isAlive ? 200 : 503, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    // Not kept: the next request is for the server that follows.
    connection: 'close',
    ...(isAlive ? {} : { 'retry-after': askAgainSeconds }),
  });
  response.end(JSON.stringify(body));
}
