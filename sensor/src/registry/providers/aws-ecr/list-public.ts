// The lists of what an account owns in Amazon's public registry. What belongs to others there can be pulled, and its
// tags be read by the distribution API, but nobody lists it.
import { isRepositoryName, isTagName } from '@harborguard/shared/oci/parse-reference.ts';
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
import { publicEndpoint } from './ecr-login.ts';
import { listedTags } from './list-private.ts';

const pageSize = 1000;

export interface PublicRegistry {
  readonly access: EcrAccess;
  readonly keys: PasswordCredential;
}

export async function* publicRepositories(
  { access, keys }: PublicRegistry,
  { signal, cursor }: ListOptions,
): AsyncIterable<RepositoryPage> {
  const { ECRPUBLICClient, DescribeRepositoriesCommand } = await import(
    '@aws-sdk/client-ecr-public'
  );
  const client = new ECRPUBLICClient({
    ...clientSettings(access, keys, signal),
    ...publicEndpoint(access),
  });
  const subject = { api: 'DescribeRepositories', registry: 'public' };
  const walk = new ListWalk(subject);
  let place = cursor?.slice(vendorCursorPrefix.length);
  do {
    walk.enter(place ?? '');
    const question = new DescribeRepositoriesCommand({
      maxResults: pageSize,
      ...(place === undefined ? {} : { nextToken: place }),
    });
    const answer = await askEcr(access, subject, () => client.send(question), signal);
    const names = (answer.repositories ?? []).map(({ repositoryUri }) => nameIn(repositoryUri));
    place = answer.nextToken || undefined;
    yield {
      repositories: walk.fresh(names, (name) => name, isRepositoryName),
      ...(place === undefined ? {} : { cursor: `${vendorCursorPrefix}${place}` }),
    };
  } while (place !== undefined);
}

/** `repository` without its alias, as the API names it. Only for a repository that is known to be the account's own. */
export async function* publicTags(
  { access, keys }: PublicRegistry,
  repository: string,
  { signal }: WaitOptions,
): AsyncIterable<readonly ListedTag[]> {
  const { ECRPUBLICClient, DescribeImagesCommand } = await import('@aws-sdk/client-ecr-public');
  const client = new ECRPUBLICClient({
    ...clientSettings(access, keys, signal),
    ...publicEndpoint(access),
  });
  const subject = { api: 'DescribeImages', repository };
  const walk = new ListWalk(subject);
  let place: string | undefined;
  do {
    walk.enter(place ?? '');
    const question = new DescribeImagesCommand({
      repositoryName: repository,
      maxResults: pageSize,
      ...(place === undefined ? {} : { nextToken: place }),
    });
    const answer = await askEcr(access, subject, () => client.send(question), signal);
    const tags = (answer.imageDetails ?? []).flatMap(listedTags);
    yield walk.fresh(tags, ({ name }) => name, isTagName);
    place = answer.nextToken || undefined;
  } while (place !== undefined);
}

/** `alias/name` of `public.ecr.aws/alias/name`; an alias is needed for pulling, and only this field holds it. */
function nameIn(repositoryUri: string | undefined): string {
  return repositoryUri?.replace(/^[^/]+\//, '') ?? '';
}
