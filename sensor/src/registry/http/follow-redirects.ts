// Redirects, followed by hand: a registry's Location is untrusted, and a credential stays with the origin it was for.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import {
  headerLine,
  type RegistryRequest,
} from '@harborguard/shared/registry/registry-exchange.ts';
import type { StreamedResponse } from './transmit.ts';

/** Registry, storage and a regional endpoint are three; more is a loop. */
const redirectsMax = 5;
const redirectStatuses: readonly number[] = [301, 302, 303, 307, 308];

/** `transmit` also decides whether each address may be contacted at all. */
export async function followRedirects<Response extends StreamedResponse>(
  request: RegistryRequest,
  transmit: (request: RegistryRequest) => Promise<Response>,
): Promise<Response> {
  let current = request;
  for (let redirects = 0; redirects <= redirectsMax; redirects += 1) {
    const response = await transmit(current);
    const location = headerLine(response.headers, 'location');
    if (!redirectStatuses.includes(response.status) || location === undefined) return response;
    response.discard();
    current = redirected(current, location);
  }
  throw new HarborError('REDIRECT_LIMIT', { details: { host: new URL(request.url).host } });
}

function redirected(request: RegistryRequest, location: string): RegistryRequest {
  const from = new URL(request.url);
  const to = URL.parse(location, from.href);
  const reason = refusalReason(request, from, to);
  if (to === null || reason !== undefined) {
    throw new HarborError('REDIRECT_REFUSED', {
      details: { host: from.host, to: to?.host ?? '', reason },
    });
  }
  const { authorization, ...bare } = request;
  const keepsCredential = authorization !== undefined && to.origin === from.origin;
  return { ...bare, url: to.href, ...(keepsCredential ? { authorization } : {}) };
}

function refusalReason(request: RegistryRequest, from: URL, to: URL | null): string | undefined {
  if (to === null) return 'the location is no address';
  if (to.protocol !== 'https:' && to.protocol !== 'http:')
    return 'the location is not http or https';
  if (to.username !== '' || to.password !== '') return 'the location holds a user name';
  if (from.protocol === 'https:' && to.protocol === 'http:') return 'the location leaves https';
  // A form to a token service holds a credential.
  return request.body === undefined ? undefined : 'a form is not sent on';
}
