// One request over the wire: no retry, no redirect. Failures come out as codes; every status is an answer.

import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import { proxyName } from '@harborguard/shared/registry/proxy-for.ts';
import type {
  RegistryRequest,
  ResponseHeaders,
} from '@harborguard/shared/registry/registry-exchange.ts';
import type { Dispatcher } from 'undici';
import { type BodyPace, defaultPace, steadyBody } from './steady-body.ts';
import { translateError } from './translate-error.ts';
import { proxyHeaders, type WayOut } from './way-out.ts';

export interface HttpTimeouts {
  readonly connectMs: number;
  /** From the request to the end of the answer's head; a catalog may be walked on disk meanwhile. */
  readonly headersMs: number;
  /** Between two pieces of a body. */
  readonly bodyIdleMs: number;
  /** What a body must bring at least. */
  readonly bodyPace: BodyPace;
}

export const defaultTimeouts: HttpTimeouts = {
  connectMs: 10_000,
  headersMs: 60_000,
  bodyIdleMs: 30_000,
  bodyPace: defaultPace,
};

/** Interim answers ("still at work") are few; a flood of them would keep a request alive for ever. */
const interimAnswersMax = 100;
/** Reading the rest of a small body leaves the connection for the next request; a large one is cheaper to cut. */
const drainBytesMax = 16 * 1024;

export interface StreamedResponse {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly url: string;
  /** To be read to its end, left by `break`, or discarded. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Gives the answer up without reading on. */
  discard(): void;
}

export interface Wire {
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly timeouts: HttpTimeouts;
  readonly userAgent: string;
  readonly wayOut: (url: URL) => WayOut;
  /** The chain a host presents, for the reader of a refused certificate. */
  readonly presentedChain: (url: URL) => Promise<string | undefined>;
}

export async function transmit(
  wire: Wire,
  message: RegistryRequest,
  signal: AbortSignal,
): Promise<StreamedResponse> {
  const url = new URL(message.url);
  const { timeouts, clock } = wire;
  try {
    const way = wire.wayOut(url);
    const answer = await exchange(wire, message, way, signal);
    if (way.kind === 'forward' && answer.statusCode === proxyLoginWanted) {
      discard(answer);
      throw loginRefused(url, way.proxy);
    }
    const source = { clock, host: url.host };
    return {
      status: answer.statusCode,
      headers: answer.headers,
      url: message.url,
      body: translated(steadyBody(answer.body, timeouts.bodyPace, source), url.host, signal),
      discard: () => discard(answer),
    };
  } catch (error) {
    signal.throwIfAborted();
    throw await withChain(wire, translateError(error, url.host), url);
  }
}

async function exchange(
  wire: Wire,
  message: RegistryRequest,
  way: WayOut,
  signal: AbortSignal,
): Promise<Dispatcher.ResponseData> {
  const url = new URL(message.url);
  const path = `${url.pathname}${url.search}`;
  const limits = new AbortController();
  let interimAnswers = 0;
  return await wire.dispatcher.request({
    origin: url.origin,
    // A proxy that forwards is told the whole address (RFC 9112, section 3.2.2).
    path: way.kind === 'forward' ? `${url.origin}${path}` : path,
    method: message.method,
    headers: {
      ...headersOf(wire, message),
      ...(way.kind === 'forward' ? proxyHeaders(way.proxy) : {}),
    },
    body: message.body ?? null,
    headersTimeout: wire.timeouts.headersMs,
    bodyTimeout: wire.timeouts.bodyIdleMs,
    signal: AbortSignal.any([signal, limits.signal]),
    onInfo: () => {
      interimAnswers += 1;
      if (interimAnswers > interimAnswersMax) limits.abort(interimFlood(url.host));
    },
  });
}

/** No registry says this: it is the proxy's own answer. */
const proxyLoginWanted = 407;

function loginRefused(url: URL, proxy: URL): HarborError {
  const details = { host: url.host, proxy: proxyName(proxy), status: proxyLoginWanted };
  return new HarborError('PROXY_REFUSED', { details });
}

function interimFlood(host: string): HarborError {
  return new HarborError('REGISTRY_RESPONSE_INVALID', {
    details: { host, reason: 'interim answers without end' },
  });
}

function headersOf(wire: Wire, message: RegistryRequest): Record<string, string> {
  return {
    ...message.headers,
    // Digests are of the bytes as stored; a body packed for the way would not have them.
    'accept-encoding': 'identity',
    'user-agent': wire.userAgent,
    ...(message.authorization === undefined ? {} : { authorization: message.authorization }),
  };
}

async function* translated(
  body: AsyncIterable<Uint8Array>,
  host: string,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    signal.throwIfAborted();
    throw translateError(error, host);
  }
}

function discard({ body, headers }: Dispatcher.ResponseData): void {
  // Without a listener the error of the cut would end the process.
  body.on('error', () => undefined);
  const length = Number(headers['content-length'] ?? Number.NaN);
  if (length <= drainBytesMax) body.resume();
  else body.destroy();
}

/** A certificate that was refused is named, so that the operator need not fetch it by hand. */
async function withChain(wire: Wire, error: HarborError, url: URL): Promise<HarborError> {
  if (!certificateCodes.includes(error.code)) return error;
  const chain = await wire.presentedChain(url);
  if (chain === undefined) return error;
  return new HarborError(error.code, { details: { ...error.details, chain }, cause: error.cause });
}

const certificateCodes: readonly string[] = ['TLS_UNTRUSTED', 'TLS_EXPIRED', 'TLS_NAME_MISMATCH'];
