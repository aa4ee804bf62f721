// All live tags of a registry with their times, repository by repository, read in bounded steps.
import type { DatedTag } from '@harborguard/shared/registry/kept-tags.ts';
import type { Kysely } from 'kysely';
import type { RepositoryTags } from '../domain/registries/preview-filters.ts';
import { liveTags } from './shown-by.ts';
import type { Tables } from './tables.ts';

/** Repositories read at once. */
const repositoriesPerStep = 200;

export async function* tagNames(
  db: Kysely<Tables>,
  orgId: string,
  registryId: string,
): AsyncGenerator<RepositoryTags> {
  let after = '';
  for (;;) {
    const repositories = await db
      .selectFrom('repository')
      .select(['id', 'name'])
      .where('org_id', '=', orgId)
      .where('registry_id', '=', registryId)
      .where('name', '>', after)
      .orderBy('name')
      .limit(repositoriesPerStep)
      .execute();
    const last = repositories.at(-1);
    if (last === undefined) return;
    after = last.name;
    yield* await tagsOf(db, orgId, repositories);
  }
}

async function tagsOf(
  db: Kysely<Tables>,
  orgId: string,
  repositories: readonly { readonly id: number; readonly name: string }[],
): Promise<readonly RepositoryTags[]> {
  const ids = repositories.map(({ id }) => id);
  const rows = await liveTags(db, orgId)
    .select(['tag.repository_id', 'tag.name', 'tag.pushed_at'])
    .where('tag.repository_id', 'in', ids)
    .where('tag.attachment', '=', 0)
    .orderBy('tag.name')
    .execute();
  const byRepository = Map.groupBy(rows, (row) => row.repository_id);
  return repositories.flatMap(({ id, name }) => {
    const tags = byRepository.get(id) ?? [];
    return tags.length === 0 ? [] : [{ repository: name, tags: tags.map(datedTag) }];
  });
}

function datedTag(row: { readonly name: string; readonly pushed_at: number | null }): DatedTag {
  return { name: row.name, ...(row.pushed_at === null ? {} : { pushedAt: row.pushed_at }) };
}
