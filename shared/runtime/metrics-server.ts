// Metrics for Prometheus on a port of their own, so that whoever may scrape reaches nothing else and nobody else them.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { HarborError } from '../src/errors/harbor-error.ts';
import type { Log } from '../src/ports.ts';

export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface MetricsServerOptions {
  readonly listen: { readonly host: string; readonly port: number };
  readonly log: Log;
  /** The exposition as of now. */
  readonly collect: () => Promise<string>;
}

/** A scraper waits ten seconds by default. */
const requestMsMax = 10_000;
const headerBytesMax = 8 * 1024;
const contentType = 'text/plain; version=0.0.4; charset=utf-8';

/** Throws CONFIGURATION_INVALID when the address cannot be had. */
export async function startMetricsServer(options: MetricsServerOptions): Promise<MetricsServer> {
  let collecting: Promise<string> | undefined;
  // Scrapes that come together share one collection.
  const collect = (): Promise<string> => {
    collecting ??= options.collect().finally(() => {
      collecting = undefined;
    });
    return collecting;
  };
  const server = createServer(
    { requestTimeout: requestMsMax, headersTimeout: requestMsMax, maxHeaderSize: headerBytesMax },
    (request, response) => {
      request.resume();
      void answer(request, response, { collect, log: options.log });
    },
  );
  const { host, port } = options.listen;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: Error & { code?: string }) =>
      reject(
        new HarborError('CONFIGURATION_INVALID', {
          details: { variable: 'HARBORGUARD_METRICS_LISTEN', host, port, reason: cause.code },
          cause,
        }),
      ),
    );
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('not listening');
  options.log.info('metrics listening', { host, port: address.port });
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { collect, log }: Pick<MetricsServerOptions, 'collect' | 'log'>,
): Promise<void> {
  const [path] = (request.url ?? '').split('?', 1);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (path !== '/metrics' || !isRead) {
    response.writeHead(path === '/metrics' ? 405 : 404, { 'content-type': 'text/plain' });
    response.end('metrics are at GET /metrics\n');
    return;
  }
  try {
    const text = await collect();
    response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-store' });
    response.end(request.method === 'HEAD' ? undefined : text);
  } catch (error) {
    log.error('metrics could not be collected', { error });
    response.writeHead(503, { 'content-type': 'text/plain' });
    response.end('metrics could not be collected; see the log\n');
  }
}
