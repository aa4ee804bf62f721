// Fetches what an advisory import names by URL. Nobody has chosen a credential for it, so none is sent.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { request } from 'undici';

/** Between two pieces of the body; the import bounds the whole. */
const idleTimeoutMs = 60_000;
const redirectsMax = 5;

/** Throws ADVISORIES_INVALID when the answer is no success. */
export async function fetchAdvisories(
  url: string,
  options: { readonly signal?: AbortSignal },
): Promise<AsyncIterable<Uint8Array>> {
  let target = url;
  for (let redirects = 0; redirects <= redirectsMax; redirects += 1) {
    const answer = await get(target, options.signal);
    if (answer.statusCode === 200) return answer.body;
    await answer.body.dump();
    const location = answer.headers['location'];
    if (answer.statusCode < 300 || answer.statusCode > 399 || typeof location !== 'string') {
      throw refused(target, { status: answer.statusCode });
    }
    target = redirected(target, location);
  }
  throw refused(url, { reason: 'too-many-redirects' });
}

async function get(url: string, signal: AbortSignal | undefined) {
  try {
    return await request(url, {
      headersTimeout: idleTimeoutMs,
      bodyTimeout: idleTimeoutMs,
      headers: { 'user-agent': 'harborguard' },
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw refused(url, { reason: 'unreachable' }, error);
  }
}

function redirected(from: string, location: string): string {
  const target = URL.parse(location, from);
  const isDowngrade = target?.protocol !== 'https:' && from.startsWith('https:');
  if (target === null || isDowngrade) throw refused(from, { reason: 'redirect-refused' });
  return target.href;
}

function refused(url: string, details: Record<string, string | number>, cause?: unknown) {
  const host = URL.parse(url)?.host ?? '';
  return new HarborError('ADVISORIES_INVALID', { details: { host, ...details }, cause });
}
