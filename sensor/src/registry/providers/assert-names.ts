// Names become part of an address, and jobs are written by somebody else: `../` must lead nowhere.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { isDigest } from '@harborguard/shared/oci/parse-digest.ts';
import { isRepositoryName, isTagName } from '@harborguard/shared/oci/parse-reference.ts';

/** `reference` is a tag or a digest. Throws REFERENCE_INVALID. */
export function assertNames(repository: string, reference?: string): void {
  const sound = reference === undefined || isTagName(reference) || isDigest(reference);
  if (!isRepositoryName(repository) || !sound) {
    throw new HarborError('REFERENCE_INVALID', { details: { repository, reference } });
  }
}
