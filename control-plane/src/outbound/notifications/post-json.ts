// One POST of JSON to an address that is a secret: to a checked address only, through the proxy that applies, without
// following redirects, and with an answer of bounded length. Nothing of the address gets into an error.
import { isIP, type Socket } from 'node:net';
import { getCACertificates } from 'node:tls';
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { buildConnector, Client } from 'undici';
import { type AddressGuard, checkedAddress } from './guarded-lookup.ts';
import { type ProxyFor, tunnelTo } from './tunnel-to.ts';

export interface PostJsonOptions extends AddressGuard {
  readonly proxyFor: ProxyFor;
  /** For tests. */
  readonly timeoutMs?: number;
}

export interface PostJsonRequest {
  readonly url: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly caPem: string | undefined;
}

export interface PostJsonAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

/** A receiver only has to take the message; one that works on it first is to answer before. */
const defaultTimeoutMs = 15_000;
const connectTimeoutMs = 10_000;
/** The body says nothing that is needed; it is read so that the connection ends well. */
const answerBytesMax = 16 * 1024;

/** Throws NOTIFICATION_UNREACHABLE, _TIMEOUT or _TLS_FAILED, PROXY_* and ADDRESS_REFUSED. */
export async function postJson(
  options: PostJsonOptions,
  request: PostJsonRequest,
): Promise<PostJsonAnswer> {
  const url = new URL(request.url);
  const { timeoutMs = defaultTimeoutMs } = options;
  const signal = AbortSignal.timeout(timeoutMs);
  let client: Client | undefined;
  try {
    const address = await checkedAddress(options, url.hostname, portOf(url));
    const tunnel = await tunnelTo(options.proxyFor(url), address, portOf(url));
    client = new Client(url.origin, {
      connect: connector(url, { address, tunnel, caPem: request.caPem }),
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    const answer = await client.request({
      method: 'POST',
      path: `${url.pathname}${url.search}`,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'HarborGuard',
        ...request.headers,
      },
      body: request.body,
      signal,
    });
    const retryAfter = answer.headers['retry-after'];
    await drain(answer.body);
    return {
      status: answer.statusCode,
      retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
    };
  } catch (error) {
    throw translated(error, url);
  } finally {
    void client?.destroy();
  }
}

interface Way {
  readonly address: string;
  readonly tunnel: Socket | undefined;
  readonly caPem: string | undefined;
}

function connector(url: URL, { address, tunnel, caPem }: Way): buildConnector.connector {
  const host = bare(url.hostname);
  const connect = buildConnector({
    timeout: connectTimeoutMs,
    maxCachedSessions: 0,
    allowH2: false,
    lookup: (_name, lookupOptions, callback) => {
      const family = isIP(address);
      if (lookupOptions.all === true) callback(null, [{ address, family }]);
      else callback(null, address, family);
    },
    ...(url.protocol === 'https:'
      ? { ca: authorities(caPem), ...(isIP(host) === 0 ? { servername: host } : {}) }
      : {}),
  });
  return (target, callback) => {
    if (tunnel !== undefined && url.protocol === 'http:') {
      // Not before the library has taken note that it is connecting.
      return queueMicrotask(() => callback(null, tunnel));
    }
    connect(tunnel === undefined ? target : { ...target, httpSocket: tunnel }, callback);
  };
}

/** Also those the system and NODE_EXTRA_CA_CERTS name: a company's own authority is often installed there. */
export function authorities(caPem: string | undefined): string[] {
  const known = new Set([...getCACertificates('default'), ...getCACertificates('system')]);
  return [...known, ...(caPem === undefined ? [] : [caPem])];
}

async function drain(body: AsyncIterable<Uint8Array>): Promise<void> {
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > answerBytesMax) return;
  }
}

/** The cause is not kept: it may hold the request, and with it the address. */
function translated(error: unknown, url: URL): HarborError {
  if (isHarborError(error)) return error;
  const details = { host: url.host };
  const { code = '', name = '' } = error as { readonly code?: string; readonly name?: string };
  if (name === 'TimeoutError' || name === 'AbortError' || /TIMEOUT|TIMEDOUT/.test(code)) {
    return new HarborError('NOTIFICATION_TIMEOUT', { details });
  }
  if (isTlsCode(code)) return new HarborError('NOTIFICATION_TLS_FAILED', { details });
  return new HarborError('NOTIFICATION_UNREACHABLE', { details });
}

export function isTlsCode(code: string): boolean {
  return /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY|ISSUER|EPROTO/.test(code);
}

function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}
