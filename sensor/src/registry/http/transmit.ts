// One request over the wire: no retry, no redirect. Failures come out as codes; every status is an answer.

import { isIP } from 'node:net';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type {
  RegistryRequest,
  ResponseHeaders,
} from '@harborguard/shared/registry/registry-exchange.ts';
import { type Dispatcher, request as undiciRequest } from 'undici';
import { type AddressGuard, guardedLookup, portOf } from './guarded-lookup.ts';
import { presentedChain } from './tls-chain.ts';
import { translateError } from './translate-error.ts';

export interface HttpTimeouts {
  readonly connectMs: number;
  /** From the request to the first line of the answer; a catalog may be walked on disk meanwhile. */
  readonly headersMs: number;
  /** Between two pieces of a body; a slow body may take as long as it likes. */
  readonly bodyIdleMs: number;
}

export const defaultTimeouts: HttpTimeouts = {
  connectMs: 10_000,
  headersMs: 60_000,
  bodyIdleMs: 30_000,
};

export interface StreamedResponse {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly url: string;
  /** To be read to its end, left by `break`, or discarded. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Gives the connection up without reading on. */
  discard(): void;
}

export interface Wire {
  readonly dispatcher: Dispatcher;
  readonly timeouts: HttpTimeouts;
  readonly guard: AddressGuard;
  readonly userAgent: string;
}

export async function transmit(
  wire: Wire,
  message: RegistryRequest,
  signal: AbortSignal,
): Promise<StreamedResponse> {
  const { host } = new URL(message.url);
  try {
    const answer = await undiciRequest(message.url, {
      dispatcher: wire.dispatcher,
      method: message.method,
      headers: headersOf(wire, message),
      body: message.body ?? null,
      headersTimeout: wire.timeouts.headersMs,
      bodyTimeout: wire.timeouts.bodyIdleMs,
      signal,
    });
    return {
      status: answer.statusCode,
      headers: answer.headers,
      url: message.url,
      body: translated(answer.body, host, signal),
      discard: () => discard(answer.body),
    };
  } catch (error) {
    signal.throwIfAborted();
    throw await withChain(translateError(error, host), wire.guard, message.url);
  }
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

function discard(body: Dispatcher.ResponseData['body']): void {
  // Without a listener the error of the cut would end the process.
  body.on('error', () => undefined);
  body.destroy();
}

/** A certificate that was refused is named, so that the operator need not fetch it by hand. */
async function withChain(
  error: HarborError,
  guard: AddressGuard,
  url: string,
): Promise<HarborError> {
  if (!certificateCodes.includes(error.code)) return error;
  const { hostname, port, protocol } = new URL(url);
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  const chain = await presentedChain({
    hostname: bare,
    port: portOf({ port, protocol }),
    lookup: guardedLookup(guard, portOf({ port, protocol })),
    ...(isIP(bare) === 0 ? { servername: bare } : {}),
  });
  if (chain === undefined) return error;
  return new HarborError(error.code, { details: { ...error.details, chain }, cause: error.cause });
}

const certificateCodes: readonly string[] = ['TLS_UNTRUSTED', 'TLS_EXPIRED', 'TLS_NAME_MISMATCH'];
