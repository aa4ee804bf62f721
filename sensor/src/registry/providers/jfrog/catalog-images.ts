// The repositories of one docker repository of Artifactory by its own catalog. Its links lack the repository, and its
// `last` may be a number or a name; both are what the walk over pages of any registry copes with.
import { isRepositoryName } from '@harborguard/shared/oci/parse-reference.ts';
import { catalogScope } from '@harborguard/shared/registry/pull-scope.ts';
import { AuthSession } from '../../distribution/auth-session.ts';
import { DistributionClient } from '../../distribution/distribution-client.ts';
import { listPages } from '../../distribution/list-pages.ts';
import type { WaitOptions } from '../../registry-provider.ts';
import type { GenericProviderParts } from '../generic-provider.ts';
import type { ListedImage } from '../image-listing.ts';

export interface CatalogQuestion {
  readonly parts: GenericProviderParts;
  /** `https://host/artifactory/api/docker/<key>` */
  readonly url: string;
  /** Put before each name. */
  readonly prefix: string;
}

export async function* catalogImages(
  { parts, url, prefix }: CatalogQuestion,
  { signal }: WaitOptions,
): AsyncIterable<readonly ListedImage[]> {
  const { target, http, clock, credentials, trustedRealmHosts } = parts;
  const session = new AuthSession({
    registryUrl: url,
    http,
    clock,
    credential: async (asked) => (await credentials.resolve(target, { signal: asked })).credential,
    ...(trustedRealmHosts === undefined ? {} : { trustedRealmHosts }),
  });
  try {
    const pages = listPages({
      client: new DistributionClient({ registryUrl: url, session, clock }),
      path: '/v2/_catalog',
      scope: catalogScope,
      subject: { resource: 'catalog' },
      field: 'repositories',
      isName: isRepositoryName,
      signal,
    });
    for await (const { items } of pages) yield items.map((name) => ({ repository: prefix + name }));
  } finally {
    session.close();
  }
}
