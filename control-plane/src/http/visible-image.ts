// One image as far as the caller may see it: what lies only in registries out of a key's reach does not exist for it.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { FastifyRequest } from 'fastify';
import type { ImageDetail, ImageQueries } from '../domain/inventory/image-queries.ts';
import { maySee, principalOf } from './access.ts';

/** Throws NOT_FOUND. */
export async function visibleImage(
  images: Pick<ImageQueries, 'detail'>,
  request: FastifyRequest,
  digest: string,
): Promise<ImageDetail> {
  const principal = principalOf(request);
  const detail = await images.detail(principal.orgId, digest);
  const isVisible = detail?.locations.some((place) => maySee(principal, place.registryId));
  if (detail === undefined || isVisible !== true) throw new HarborError('NOT_FOUND');
  return {
    ...detail,
    places: detail.places.filter((place) => maySee(principal, place.registryId)),
    attachments: detail.attachments.filter((place) => maySee(principal, place.registryId)),
    signatures: detail.signatures.filter((place) => maySee(principal, place.registryId)),
    verdicts: detail.verdicts.filter((place) => maySee(principal, place.registryId)),
    locations: detail.locations.filter((place) => maySee(principal, place.registryId)),
  };
}
