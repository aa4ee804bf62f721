// The network as one registry may use it: its trust, its proxy, its guard, and the connections that are kept open.
import { isIP, type LookupFunction } from 'node:net';
import type {
  ClientCertificate,
  RegistryTarget,
} from '@harborguard/shared/protocol/registry-target.ts';
import { Agent, type Dispatcher } from 'undici';
import { type ConnectorOptions, createConnector, tunnelTo } from './connector.ts';
import { type AddressGuard, guardedLookup, portOf } from './guarded-lookup.ts';
import { presentedChain } from './tls-chain.ts';
import { TlsTrust } from './tls-trust.ts';
import { type ProxyChoice, type WayOut, wayOut } from './way-out.ts';

/** The parts of a target that matter to HTTP. */
export type HttpTarget = Pick<
  RegistryTarget,
  'url' | 'allowPlainHttp' | 'caPem' | 'skipTlsVerify' | 'guardAddresses' | 'allowedAddresses'
> & { readonly clientCertificate?: ClientCertificate };

export interface NetworkSettings {
  /** PEM certificates that this sensor trusts for every registry. */
  readonly caPems?: readonly string[];
  /** Absent: no proxy. */
  readonly proxyChoice?: ProxyChoice;
  /** For tests; the system's resolver when absent. */
  readonly lookup?: LookupFunction;
}

export interface HostNetwork {
  readonly dispatcher: Dispatcher;
  readonly guard: AddressGuard;
  readonly wayOut: (url: URL) => WayOut;
  readonly presentedChain: (url: URL) => Promise<string | undefined>;
}

/** Requests at once are bounded by the budgets; streams being read come on top. */
const connectionsPerOriginMax = 64;
/** Between the pages and blobs of one job; most servers close a little later, and those that close earlier say so. */
const keepAliveMs = 15_000;
/** Room for a long token service address, a signed blob address and a few cookies. */
const headBytesMax = 16 * 1024;

export function createHostNetwork(
  target: HttpTarget,
  settings: NetworkSettings,
  connectTimeoutMs: number,
): HostNetwork {
  const guard: AddressGuard = {
    ...(target.guardAddresses ? { allowedAddresses: target.allowedAddresses } : {}),
    ...(settings.lookup === undefined ? {} : { lookup: settings.lookup }),
  };
  const proxyChoice = settings.proxyChoice ?? (() => undefined);
  const options = { guard, proxyChoice, connectTimeoutMs, trust: trustOf(target, settings) };
  const way = (url: URL) => wayOut(url, proxyChoice, target.guardAddresses);
  return {
    dispatcher: new Agent({
      connect: createConnector(options),
      connections: connectionsPerOriginMax,
      keepAliveTimeout: keepAliveMs,
      maxHeaderSize: headBytesMax,
    }),
    guard,
    wayOut: way,
    presentedChain: (url) => chainOf(options, url, way(url)),
  };
}

function trustOf(target: HttpTarget, settings: NetworkSettings): TlsTrust {
  const { caPem, clientCertificate, skipTlsVerify } = target;
  return new TlsTrust({
    registryUrl: target.url,
    caPems: [...(settings.caPems ?? []), ...(caPem === undefined ? [] : [caPem])],
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
    ...(skipTlsVerify === undefined ? {} : { skipTlsVerify }),
  });
}

async function chainOf(
  options: ConnectorOptions,
  url: URL,
  way: WayOut,
): Promise<string | undefined> {
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  try {
    return await presentedChain({
      hostname,
      port: portOf(url),
      lookup: guardedLookup(options.guard, portOf(url)),
      ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
      ...(way.kind === 'tunnel' ? { tunnel: await tunnelTo(options, url, way.proxy) } : {}),
    });
  } catch {
    // The certificate has been refused already; who presented it is an extra.
    return undefined;
  }
}
