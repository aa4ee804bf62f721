// A way through an HTTP proxy: CONNECT to the address that was checked, as what a proxy would make of the name is out of
// our hands.
import { isIP, type Socket } from 'node:net';
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { Client } from 'undici';

export type ProxyFor = (url: URL) => URL | undefined;

const connectTimeoutMs = 10_000;

/** Undefined without a proxy. Throws PROXY_REFUSED and PROXY_UNREACHABLE. */
export async function tunnelTo(
  proxy: URL | undefined,
  address: string,
  port: number,
): Promise<Socket | undefined> {
  if (proxy === undefined) return undefined;
  const client = new Client(proxy.origin, {
    connect: { timeout: connectTimeoutMs, maxCachedSessions: 0 },
    headersTimeout: connectTimeoutMs,
  });
  const authority = `${isIP(address) === 6 ? `[${address}]` : address}:${port}`;
  try {
    const answer = await client.connect({
      path: authority,
      headers: { host: authority, ...loginOf(proxy) },
    });
    const socket = answer.socket as Socket;
    if (answer.statusCode === 200) return socket;
    socket.on('error', () => undefined).destroy();
    throw new HarborError('PROXY_REFUSED', { details: { status: answer.statusCode } });
  } catch (error) {
    if (isHarborError(error)) throw error;
    throw new HarborError('PROXY_UNREACHABLE', { details: { proxy: proxy.host } });
  } finally {
    void client.destroy();
  }
}

function loginOf(proxy: URL): Record<string, string> {
  if (proxy.username === '' && proxy.password === '') return {};
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}
