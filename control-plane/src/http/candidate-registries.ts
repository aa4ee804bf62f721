// The registries that an image named by a person may belong to, as far as the caller may see them.
import { demandScope, type principalOf } from './access.ts';
import type { ApiServices } from './services.ts';

/** Beyond this many registries the caller names the one meant. */
const candidatesMax = 1000;

export async function candidateRegistries(
  registries: ApiServices['registries'],
  principal: ReturnType<typeof principalOf>,
  registryId: string | undefined,
) {
  if (registryId !== undefined) {
    demandScope(principal, registryId);
    return [await registries.get(principal.orgId, registryId)];
  }
  const listed = await registries.list(principal.orgId, {
    offset: 0,
    limit: candidatesMax,
    sort: 'createdAt',
    descending: false,
    ...(principal.registryIds.length === 0 ? {} : { ids: principal.registryIds }),
  });
  return listed.registries;
}
