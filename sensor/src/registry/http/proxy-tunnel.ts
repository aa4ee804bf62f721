// A connection to a host through an HTTP or HTTPS proxy by CONNECT. TLS to the host itself, where there is any, runs
// inside and is not begun here.
import type { Socket } from 'node:net';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { proxyName } from '@harborguard/shared/registry/proxy-for.ts';
import { Client } from 'undici';
import type { TlsSettings } from './tls-trust.ts';
import { errorReason } from './translate-error.ts';
import { proxyHeaders } from './way-out.ts';

export interface TunnelQuestion {
  readonly proxy: URL;
  /** A name for the proxy to resolve, or an address that was checked. */
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
  /** Trust in the proxy itself, when that is reached by https. */
  readonly tls: () => TlsSettings;
}

export async function openTunnel(question: TunnelQuestion): Promise<Socket> {
  const { proxy, timeoutMs } = question;
  const client = new Client(proxy.origin, {
    connect: {
      timeout: timeoutMs,
      maxCachedSessions: 0,
      ...(proxy.protocol === 'https:' ? question.tls() : {}),
    },
    allowH2: false,
    headersTimeout: timeoutMs,
  });
  try {
    const answer = await client.connect({
      path: authorityOf(question),
      headers: { host: authorityOf(question), ...proxyHeaders(proxy) },
    });
    // The library hands over what the connection is made of: a socket, here.
    const socket = answer.socket as Socket;
    if (answer.statusCode === 200) return socket;
    socket.on('error', () => undefined).destroy();
    throw refusal(question, answer.statusCode);
  } catch (error) {
    if (error instanceof HarborError) throw error;
    throw proxyUnreachable(proxy, error);
  } finally {
    // The tunnel is out of its hands by now; on a failure this ends what is left.
    void client.destroy();
  }
}

/** The cause is not kept: it may hold the request, and with it the login. */
export function proxyUnreachable(proxy: URL, error: unknown): HarborError {
  const details = { proxy: proxyName(proxy), reason: errorReason(error) };
  return new HarborError('PROXY_UNREACHABLE', { details });
}

/** Gateway statuses tell of the host behind the proxy, the others of the proxy's own rules. */
function refusal({ proxy, host, port }: TunnelQuestion, status: number): HarborError {
  const details = { host: `${host}:${port}`, proxy: proxyName(proxy), status };
  return new HarborError(status >= 500 ? 'REGISTRY_UNREACHABLE' : 'PROXY_REFUSED', { details });
}

function authorityOf({ host, port }: TunnelQuestion): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
