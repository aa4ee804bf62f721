// How connections are opened: with the trust of this registry, through the proxy that applies, and to checked addresses
// only.
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { buildConnector } from 'undici';
import { type AddressGuard, checkedAddress, guardedLookup, portOf } from './guarded-lookup.ts';
import { openTunnel, proxyUnreachable } from './proxy-tunnel.ts';
import type { TlsTrust } from './tls-trust.ts';
import { type ProxyChoice, wayOut } from './way-out.ts';

export interface ConnectorOptions {
  readonly guard: AddressGuard;
  readonly trust: TlsTrust;
  readonly proxyChoice: ProxyChoice;
  readonly connectTimeoutMs: number;
}

export function createConnector(options: ConnectorOptions): buildConnector.connector {
  return (target, callback) => {
    connect(options, target, callback).catch((error: Error) => callback(error, null));
  };
}

async function connect(
  options: ConnectorOptions,
  target: buildConnector.Options,
  callback: buildConnector.Callback,
): Promise<void> {
  const url = urlOf(target);
  const way = wayOut(url, options.proxyChoice, options.guard.allowedAddresses !== undefined);
  if (way.kind === 'forward') {
    return open(options, proxyTarget(way.proxy), blamingProxy(way.proxy, callback), {});
  }
  const tunnel = way.kind === 'tunnel' ? await tunnelTo(options, url, way.proxy) : undefined;
  // Plain HTTP inside a tunnel needs nothing more.
  if (tunnel !== undefined && url.protocol === 'http:') return callback(null, tunnel);
  const lookup = guardedLookup(options.guard, portOf(url));
  open(options, tunnel === undefined ? target : { ...target, httpSocket: tunnel }, callback, {
    lookup,
  });
}

/** To the registry's host, through the proxy where one applies; also for looking at its certificate. */
export async function tunnelTo(options: ConnectorOptions, url: URL, proxy: URL): Promise<Socket> {
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return await openTunnel({
    proxy,
    host: await checkedAddress(options.guard, hostname, portOf(url)),
    port: portOf(url),
    timeoutMs: options.connectTimeoutMs,
    tls: () => options.trust.for(proxy.origin),
  });
}

function open(
  options: ConnectorOptions,
  target: buildConnector.Options,
  callback: buildConnector.Callback,
  extra: { readonly lookup?: LookupFunction },
): void {
  const connectTo = buildConnector({
    timeout: options.connectTimeoutMs,
    // A resumed session skips the check of the name.
    maxCachedSessions: 0,
    allowH2: false,
    ...extra,
    ...(target.protocol === 'https:' ? options.trust.for(urlOf(target).origin) : {}),
  });
  connectTo(target, (...outcome) => {
    const [error, socket] = outcome;
    if (!error && socket) endWithFirstError(socket);
    callback(...outcome);
  });
}

/**
 * Since TLS 1.3 a server says what it has against a client only after the handshake, and closes. The library would tell
 * of the close alone.
 */
function endWithFirstError(socket: Socket): void {
  socket.prependListener('error', (error) => {
    if (!socket.destroyed) socket.destroy(error);
  });
}

/** Otherwise the registry behind it would be called unreachable. */
function blamingProxy(proxy: URL, callback: buildConnector.Callback): buildConnector.Callback {
  return (...outcome) => {
    const [error] = outcome;
    if (error === null) callback(...outcome);
    else callback(proxyUnreachable(proxy, error), null);
  };
}

function proxyTarget(proxy: URL): buildConnector.Options {
  return {
    hostname: proxy.hostname.replace(/^\[(.*)\]$/, '$1'),
    host: proxy.host,
    protocol: proxy.protocol,
    port: String(portOf(proxy)),
  };
}

/** The library gives the parts of an origin, an address of version 6 with or without its brackets. */
function urlOf({ protocol, hostname, port }: buildConnector.Options): URL {
  const host = isIP(hostname) === 6 ? `[${hostname}]` : hostname;
  return new URL(`${protocol}//${host}${port === '' || port === undefined ? '' : `:${port}`}`);
}
