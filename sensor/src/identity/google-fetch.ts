// The transport under Google's auth library, in place of its own: theirs knows no private authorities. Services of the
// machine itself speak http; they are asked directly, whatever proxies there are.
import { headerLines } from '@harborguard/shared/registry/registry-exchange.ts';
import type { CloudSend } from './cloud-send.ts';

type Fetch = typeof globalThis.fetch;

/** Where there is no such service packets vanish; one that is there answers within milliseconds. */
const machineTimeoutMs = 3000;

export function createGoogleFetch(send: CloudSend): Fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    if (request.url.startsWith('http:')) {
      const signal = AbortSignal.any([request.signal, AbortSignal.timeout(machineTimeoutMs)]);
      return await globalThis.fetch(request, { signal, redirect: 'error' });
    }
    const headers = Object.fromEntries(request.headers);
    const { authorization, ...others } = headers;
    const body = request.method === 'POST' ? { body: await request.text() } : {};
    const answer = await send(
      {
        method: request.method === 'POST' ? 'POST' : 'GET',
        url: request.url,
        headers: others,
        ...(authorization === undefined ? {} : { authorization }),
        ...body,
      },
      { signal: request.signal },
    );
    const type = headerLines(answer.headers, 'content-type')[0] ?? 'application/json';
    return new Response(Buffer.from(answer.body), {
      status: answer.status,
      headers: { 'content-type': type },
    });
  };
}
