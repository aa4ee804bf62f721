// The lists of a private registry of Amazon: repositories by page, and images with all their tags and digests.
import { isDigest } from '@harborguard/shared/oci/parse-digest.ts';
import { isRepositoryName, isTagName } from '@harborguard/shared/oci/parse-reference.ts';
import type { EcrHost } from '@harborguard/shared/registry/ecr-host.ts';
import { pushedAtOf } from '@harborguard/shared/registry/tag-age.ts';
import type {
  ListedTag,
  ListOptions,
  RepositoryPage,
  WaitOptions,
} from '../../registry-provider.ts';
import type { PasswordCredential } from '../exchanged-credentials.ts';
import { ListWalk } from '../list-walk.ts';
import { vendorCursorPrefix } from '../with-enumeration.ts';
import { askEcr, clientSettings, type EcrAccess } from './ecr-access.ts';
import { privateEndpoint } from './ecr-login.ts';

/** The most that Amazon gives at once. */
const pageSize = 1000;

export interface PrivateRegistry {
  readonly host: Extract<EcrHost, { kind: 'private' }>;
  readonly access: EcrAccess;
  readonly keys: PasswordCredential;
}

export async function* privateRepositories(
  { host, access, keys }: PrivateRegistry,
  { signal, cursor }: ListOptions,
): AsyncIterable<RepositoryPage> {
  const { ECRClient, DescribeRepositoriesCommand } = await import('@aws-sdk/client-ecr');
  const client = new ECRClient({
    ...clientSettings(access, keys, signal),
    ...privateEndpoint(host, access),
  });
  const subject = { api: 'DescribeRepositories' };
  const walk = new ListWalk(subject);
  let place = cursor?.slice(vendorCursorPrefix.length);
  do {
    walk.enter(place ?? '');
    const question = new DescribeRepositoriesCommand({
      registryId: host.account,
      maxResults: pageSize,
      ...(place === undefined ? {} : { nextToken: place }),
    });
    const answer = await askEcr(access, subject, () => client.send(question), signal);
    const names = (answer.repositories ?? []).map(({ repositoryName }) => repositoryName ?? '');
    place = answer.nextToken || undefined;
    yield {
      repositories: walk.fresh(names, (name) => name, isRepositoryName),
      ...(place === undefined ? {} : { cursor: `${vendorCursorPrefix}${place}` }),
    };
  } while (place !== undefined);
}

export async function* privateTags(
  { host, access, keys }: PrivateRegistry,
  repository: string,
  { signal }: WaitOptions,
): AsyncIterable<readonly ListedTag[]> {
  const { ECRClient, DescribeImagesCommand } = await import('@aws-sdk/client-ecr');
  const client = new ECRClient({
    ...clientSettings(access, keys, signal),
    ...privateEndpoint(host, access),
  });
  const subject = { api: 'DescribeImages', repository };
  const walk = new ListWalk(subject);
  let place: string | undefined;
  do {
    walk.enter(place ?? '');
    const question = new DescribeImagesCommand({
      registryId: host.account,
      repositoryName: repository,
      filter: { tagStatus: 'TAGGED' },
      maxResults: pageSize,
      ...(place === undefined ? {} : { nextToken: place }),
    });
    const answer = await askEcr(access, subject, () => client.send(question), signal);
    // What was moved to the archive keeps its tags and cannot be pulled.
    const images = (answer.imageDetails ?? []).filter(
      ({ imageStatus }) => imageStatus === undefined || imageStatus === 'ACTIVE',
    );
    yield walk.fresh(images.flatMap(listedTags), ({ name }) => name, isTagName);
    place = answer.nextToken || undefined;
  } while (place !== undefined);
}

interface TaggedImage {
  readonly imageDigest?: string | undefined;
  readonly imageTags?: readonly string[] | undefined;
  readonly imageManifestMediaType?: string | undefined;
  readonly imagePushedAt?: Date | undefined;
}

/** Its size is left out: Amazon counts the layers, and what is known of a tag is the size of its manifest. */
export function listedTags(image: TaggedImage): readonly ListedTag[] {
  const { imageDigest, imageTags, imageManifestMediaType, imagePushedAt } = image;
  if (imageDigest === undefined || !isDigest(imageDigest)) return [];
  return (imageTags ?? []).map((name) => ({
    name,
    digest: imageDigest,
    ...(imageManifestMediaType === undefined ? {} : { mediaType: imageManifestMediaType }),
    ...pushedAtOf(imagePushedAt),
  }));
}
