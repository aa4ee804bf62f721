// The two images somebody wants compared, by digest or by tag; of indexes, the images of one platform.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { FastifyRequest } from 'fastify';
import type { ImageDetail, ImageQueries } from '../domain/inventory/image-queries.ts';
import { principalOf, scopeOf } from './access.ts';
import { visibleImage } from './visible-image.ts';

export interface ComparedQuery {
  /** A digest, or `repository:tag`. */
  readonly from: string;
  readonly to: string;
  readonly registry?: string;
  readonly platform?: string;
}

interface Candidate {
  readonly digest: string;
  readonly platform: string | undefined;
}

/** An index holds no more platforms than this. */
const candidatesMax = 1000;

/** Throws NOT_FOUND naming the side, and VALIDATION_FAILED where one side has none of the platforms of the other. */
export async function comparedImages(
  images: Pick<ImageQueries, 'detail' | 'list'>,
  request: FastifyRequest,
  query: ComparedQuery,
): Promise<{ readonly from: ImageDetail; readonly to: ImageDetail }> {
  const from = await candidatesOf(images, request, { side: 'from', query });
  const to = await candidatesOf(images, request, { side: 'to', query });
  const pair = pairOf(from, to);
  return {
    from: await visibleImage(images, request, pair.from.digest),
    to: await visibleImage(images, request, pair.to.digest),
  };
}

async function candidatesOf(
  images: Pick<ImageQueries, 'detail' | 'list'>,
  request: FastifyRequest,
  { side, query }: { readonly side: 'from' | 'to'; readonly query: ComparedQuery },
): Promise<readonly Candidate[]> {
  const text = query[side];
  const found = text.startsWith('sha')
    ? await byDigest(images, request, text)
    : await byTag(images, request, { text, registryId: query.registry });
  const wanted = found.filter(
    ({ platform }) => query.platform === undefined || platform === query.platform,
  );
  if (wanted.length === 0) {
    const rule =
      'no image here has this digest or repository:tag, and this platform where one is asked for';
    throw new HarborError('NOT_FOUND', { details: { field: side, rule } });
  }
  return wanted;
}

async function byDigest(
  images: Pick<ImageQueries, 'detail'>,
  request: FastifyRequest,
  digest: string,
): Promise<readonly Candidate[]> {
  const detail = await visibleImage(images, request, digest);
  if (detail.kind !== 'index') return [{ digest, platform: detail.platform }];
  return detail.members
    .filter(({ role }) => role === 'image')
    .map((member) => ({ digest: member.digest, platform: member.platform }));
}

async function byTag(
  images: Pick<ImageQueries, 'list'>,
  request: FastifyRequest,
  { text, registryId }: { readonly text: string; readonly registryId: string | undefined },
): Promise<readonly Candidate[]> {
  const caller = principalOf(request);
  const colon = text.lastIndexOf(':');
  if (colon <= 0) return [];
  const filter = {
    ...scopeOf(caller),
    repository: text.slice(0, colon),
    tag: text.slice(colon + 1),
    ...(registryId === undefined ? {} : { registryId }),
  };
  const { rows } = await images.list(caller.orgId, filter, { page: 1, pageSize: candidatesMax });
  return rows.map(({ digest, platform }) => ({ digest, platform }));
}

/** Of the platforms both have, the most usual one first. */
function pairOf(
  from: readonly Candidate[],
  to: readonly Candidate[],
): { readonly from: Candidate; readonly to: Candidate } {
  const preferred = [...from].sort(
    (a, b) => Number(b.platform === 'linux/amd64') - Number(a.platform === 'linux/amd64'),
  );
  for (const one of preferred) {
    const same = to.find(({ platform }) => platform === one.platform);
    if (same !== undefined) return { from: one, to: same };
  }
  // One that is not scanned yet may not say its platform.
  const [first] = from;
  const [second] = to;
  const isKnown = from.length > 1 || to.length > 1;
  if (first === undefined || second === undefined || isKnown) {
    throw new HarborError('VALIDATION_FAILED', {
      details: { field: 'platform', rule: 'the two have no platform in common' },
    });
  }
  return { from: first, to: second };
}
