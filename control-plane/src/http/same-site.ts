// Defence against requests that another site makes with a person's cookie: the browser has to say that the page it
// comes from is ours, and the page has to set a header that no form and no other site can.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { FastifyRequest } from 'fastify';

export const requestHeader = 'x-harborguard-request';
const safeMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** Throws CROSS_SITE_REFUSED. */
export type DemandSameSite = (request: FastifyRequest) => void;

export function createDemandSameSite(publicUrl: string | undefined): DemandSameSite {
  const publicOrigin = publicUrl === undefined ? undefined : new URL(publicUrl).origin;
  return (request) => {
    if (safeMethods.includes(request.method)) return;
    if (request.headers[requestHeader] === '1' && comesFromUs(request, publicOrigin)) return;
    throw new HarborError('CROSS_SITE_REFUSED');
  };
}

function comesFromUs({ headers }: FastifyRequest, publicOrigin: string | undefined): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  // Browsers leave Sec-Fetch-Site out over plain HTTP to another machine, but never the origin.
  const { origin, host } = headers;
  if (origin === undefined) return false;
  if (publicOrigin !== undefined) return origin === publicOrigin;
  return origin === `http://${host}` || origin === `https://${host}`;
}
