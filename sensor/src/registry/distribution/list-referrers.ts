// The referrers API of OCI 1.1: what names a digest as its subject. Many registries do not have it, and say so in many
// ways; all of these mean the same here.
// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { mediaTypes } from '@harborguard/shared/oci/media-types.ts';
import { manifestBytesMax, parseManifest } from '@harborguard/shared/oci/parse-manifest.ts';
import { pullScope } from '@harborguard/shared/registry/pull-scope.ts';
import type { DistributionClient } from './distribution-client.ts';

export interface ReferrersQuestion {
  readonly client: DistributionClient;
  readonly repository: string;
  readonly digest: string;
  readonly signal: AbortSignal;
}

/** Digests of the first page, which bounds what is read anyway; undefined where there is no such API. */
export async function listReferrers(
  question: ReferrersQuestion,
): Promise<readonly string[] | undefined> {
  const { client, repository, digest, signal } = question;
  const response = await client.send('GET', `/v2/${repository}/referrers/${digest}`, {
    scope: pullScope(repository),
    accept: mediaTypes.ociIndex,
    bodyBytesMax: manifestBytesMax,
    tooLargeCode: 'MANIFEST_TOO_LARGE',
    signal,
  });
  const { status } = response;
  if (status === 429 || status >= 500) {
    const subject = { resource: 'manifest', repository, reference: digest } as const;
    throw await client.refusal(response, subject, signal);
  }
  if (status !== 200) return undefined;
  const parsed = parseManifest(response.body, mediaTypes.ociIndex);
  if (parsed.kind === 'index') return parsed.members.map((member) => member.digest);
  // A page for people behind status 200 is no API either; a list that is wrong is.
  if (!Buffer.from(response.body.subarray(0, 64)).toString().trimStart().startsWith('{')) {
    return undefined;
  }
  throw new HarborError('MANIFEST_INVALID', { details: { repository, reference: digest } });
}
