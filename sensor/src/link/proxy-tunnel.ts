// A connection to the control plane through an HTTP proxy by CONNECT, for sensors that have no other way out.
// Whether a proxy applies (NO_PROXY) is decided by whoever makes the configuration.
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as tlsConnect } from 'node:tls';

/** A proxy that accepts and says nothing must not keep a request open for each try. */
const proxyAnswerMsMax = 20_000;

export interface TunnelTarget {
  readonly host: string;
  readonly port: number;
  /** Set for wss: TLS to the control plane runs inside the tunnel. */
  readonly tls?: { readonly ca?: readonly string[] };
}

type Connected = (error: Error | null, socket?: Duplex) => void;

/** Calls back once, with a stream to the target or with the reason there is none. */
export function openTunnel(proxy: URL, target: TunnelTarget, connected: Connected): ClientRequest {
  const open = proxy.protocol === 'https:' ? httpsRequest : httpRequest;
  const authority = `${target.host.includes(':') ? `[${target.host}]` : target.host}:${target.port}`;
  const request = open({
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, ...proxyAuthorization(proxy) },
    agent: false,
    timeout: proxyAnswerMsMax,
  });
  request.once('timeout', () => request.destroy(new Error('proxy did not answer')));
  request.once('connect', (response: IncomingMessage, socket: Socket) => {
    if (response.statusCode === 200) {
      finish(socket, target, connected);
      return;
    }
    socket.destroy();
    connected(new Error(`proxy answered ${response.statusCode}`));
  });
  request.once('error', connected);
  request.end();
  return request;
}

function finish(socket: Socket, target: TunnelTarget, connected: Connected): void {
  if (target.tls === undefined) {
    connected(null, socket);
    return;
  }
  const { host } = target;
  const { ca } = target.tls;
  // A server name is never an address (RFC 6066, section 3); the certificate is checked against `host` then.
  const servername = isIP(host) === 0 ? host : '';
  const secured = tlsConnect({ socket, servername, ...(ca === undefined ? {} : { ca: [...ca] }) });
  secured.once('secureConnect', () => {
    secured.off('error', connected);
    connected(null, secured);
  });
  secured.once('error', connected);
}

function proxyAuthorization(proxy: URL): Record<string, string> {
  if (proxy.username === '') return {};
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}
