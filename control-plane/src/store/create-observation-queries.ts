// The questions about observations, answered in SQL.
import type { Observation } from '@harborguard/shared/protocol/observation.ts';
import { type Kysely, sql } from 'kysely';
import type { Page, PageRequest } from '../domain/inventory/image-queries.ts';
import type {
  ImageObservation,
  ObservationFilter,
  ObservationListFilter,
  ObservationPlace,
  ObservationQueries,
} from '../domain/inventory/observation-queries.ts';
import { findImage } from './image-detail.ts';
import { type KeyOrder, keysetPage } from './keyset-page.ts';
import { shownImageId } from './shown-columns.ts';
import { shownImages } from './shown-image-query.ts';
import type { Tables } from './tables.ts';

/** An image may hang under thousands of tags; a row of a list names some. */
const placesMax = 10;

export function createObservationQueries(db: Kysely<Tables>): ObservationQueries {
  return {
    ofImage: async (orgId, digest, filter, page) => {
      const image = await findImage(db, orgId, digest);
      if (image === undefined) return undefined;
      return await ofImage(filtered(db, orgId, filter).where('image_id', '=', image.id), page);
    },
    list: async (orgId, filter, page) => {
      if (filter.registryIds?.length === 0) return { rows: [], total: 0 };
      return await list(db, orgId, filter, page);
    },
  };
}

function filtered(db: Kysely<Tables>, orgId: string, filter: ObservationFilter) {
  const { kind, severity, rule } = filter;
  let rows = db.selectFrom('image_observation').where('image_observation.org_id', '=', orgId);
  if (kind !== undefined) rows = rows.where('image_observation.kind', '=', kind);
  if (severity !== undefined) rows = rows.where('image_observation.severity', '=', severity);
  if (rule !== undefined) rows = rows.where('image_observation.rule', '=', rule);
  return rows;
}

type Filtered = ReturnType<typeof filtered>;

async function ofImage(observations: Filtered, page: PageRequest): Promise<Page<Observation>> {
  const { rows, edges } = await keysetPage(observations.select('body_json'), gravestFirst, page);
  return {
    ...edges,
    rows: rows.map(({ body_json }) => JSON.parse(body_json) as Observation),
    total: await countOf(observations),
  };
}

const gravestFirst: KeyOrder = {
  columns: [sql`image_observation.severity_rank`, sql`image_observation.id`],
  direction: 'ascending',
};

async function countOf(observations: Filtered): Promise<number> {
  const { total } = await observations
    .select((row) => row.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return Number(total);
}

async function list(
  db: Kysely<Tables>,
  orgId: string,
  filter: ObservationListFilter,
  page: PageRequest,
): Promise<Page<ImageObservation>> {
  const { kind: _kind, severity: _severity, rule: _rule, ...where } = filter;
  const observations = filtered(db, orgId, filter).where(
    'image_observation.image_id',
    'in',
    shownImages(db, orgId, where).select(shownImageId.as('id')),
  );
  const listed = observations
    .innerJoin('image', 'image.id', 'image_observation.image_id')
    .select(['image_observation.image_id', 'image_observation.body_json', 'image.digest']);
  const { rows, edges } = await keysetPage(listed, gravestFirst, page);
  const places = new Map<string, readonly ObservationPlace[]>();
  for (const { digest } of rows) {
    if (!places.has(digest)) places.set(digest, await placesOf(db, orgId, { ...where, digest }));
  }
  return {
    ...edges,
    rows: rows.map(({ digest, body_json }) => ({
      digest,
      observation: JSON.parse(body_json) as Observation,
      places: places.get(digest) ?? [],
    })),
    total: await countOf(observations),
  };
}

function placesOf(
  db: Kysely<Tables>,
  orgId: string,
  filter: Omit<ObservationListFilter, keyof ObservationFilter> & { readonly digest: string },
): Promise<readonly ObservationPlace[]> {
  return shownImages(db, orgId, filter)
    .select(['registry.id as registryId', 'repository.name as repository', 'tag.name as tag'])
    .distinct()
    .orderBy('repository.name')
    .orderBy('tag.name')
    .limit(placesMax)
    .execute();
}
