// The repositories of one registry, with what their tags show. Only those of the page are summed.
import { type Kysely, sql } from 'kysely';
import type {
  Page,
  PageRequest,
  RepositoryFilter,
  RepositoryRow,
} from '../domain/inventory/image-queries.ts';
import { type KeyOrder, keysetPage } from './keyset-page.ts';
import { countsOf, isLike, likePattern } from './query-parts.ts';
import { shown, stateExpression } from './shown-columns.ts';
import { shownImages } from './shown-image-query.ts';
import type { Tables } from './tables.ts';

interface Request {
  readonly orgId: string;
  readonly filter: RepositoryFilter;
}

export async function registryRepositories(
  db: Kysely<Tables>,
  request: Request,
  page: PageRequest,
): Promise<Page<RepositoryRow>> {
  const { orgId, filter } = request;
  const listed = tagged(db, request).select([
    'repository.name',
    'repository.last_seen_at as lastSeenAt',
  ]);
  const { rows: named, edges } = await keysetPage(listed, nameOrder, page);
  const { total } = await tagged(db, request)
    .select((row) => row.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const names = named.map(({ name }) => name);
  const sums = names.length === 0 ? [] : await sumsOf(db, orgId, filter.registryId, names);
  const byName = new Map(sums.map((row) => [row.name, row]));
  return {
    ...edges,
    rows: named.flatMap(({ name, lastSeenAt }) => {
      const row = byName.get(name);
      if (row === undefined) return [];
      const { tags, images, waiting } = row;
      return [
        {
          ...{ repository: name, lastSeenAt, findings: countsOf(row) },
          ...{ tags: Number(tags), images: Number(images), waiting: Number(waiting ?? 0) },
        },
      ];
    }),
    total: Number(total),
  };
}

/** The names of one registry differ. */
const nameOrder: KeyOrder = { columns: [sql`repository.name`], direction: 'ascending' };

/** Those that have a tag; one whose tags are all gone is history. */
function tagged(db: Kysely<Tables>, { orgId, filter }: Request) {
  const rows = db
    .selectFrom('repository')
    .innerJoin('registry', 'registry.id', 'repository.registry_id')
    .where('repository.org_id', '=', orgId)
    .where('repository.registry_id', '=', filter.registryId)
    .where('registry.deleted_at', 'is', null)
    .where((is) =>
      is.exists(
        is
          .selectFrom('tag')
          .select('tag.id')
          .whereRef('tag.repository_id', '=', 'repository.id')
          .where('tag.gone_at', 'is', null)
          .where('tag.attachment', '=', 0),
      ),
    );
  if (filter.search === undefined) return rows;
  const pattern = `%${likePattern(filter.search)}%`;
  return rows.where(isLike(sql.ref('repository.name'), pattern));
}

function sumsOf(db: Kysely<Tables>, orgId: string, registryId: string, names: readonly string[]) {
  return shownImages(db, orgId, { registryId })
    .where('repository.name', 'in', names)
    .select(({ fn, eb }) => [
      'repository.name as name',
      fn.count<number>('tag.id').distinct().as('tags'),
      fn.count<number>(shown('digest')).distinct().as('images'),
      fn
        .sum<number>(eb.case().when(stateExpression, '=', 'waiting').then(1).else(0).end())
        .as('waiting'),
      fn.sum<number>(shown('critical')).as('critical'),
      fn.sum<number>(shown('high')).as('high'),
      fn.sum<number>(shown('medium')).as('medium'),
      fn.sum<number>(shown('low')).as('low'),
      fn.sum<number>(shown('unknown')).as('unknown'),
    ])
    .groupBy('repository.name')
    .execute();
}
