// What is left of removed registries in SQL, taken away in pieces that an index leads to.
import { type Kysely, sql } from 'kysely';
import type {
  LeftFinding,
  RegistryRemains,
  RemovedRegistryStore,
  SystemRemovedRegistryStore,
} from '../domain/registries/removed-registry-store.ts';
import { toPlacedExposure } from './exposure-rows.ts';
import { listOf, numbersOf } from './in-chunks.ts';
import { removeLeftImages } from './left-images.ts';
import type { Tables } from './tables.ts';

export function createRemovedRegistryStore(
  db: Kysely<Tables>,
  orgId: string,
): RemovedRegistryStore {
  return {
    findings: (registryId, limit) => leftFindings(db, { orgId, registryId, limit }),
    removeFindings: (registryId, findings) => removeFindings(db, { orgId, registryId }, findings),
    remove: (registryId, remains, limit) => removals[remains](db, { orgId, registryId, limit }),
    noteCleared: async (registryId, now) => {
      await db
        .updateTable('registry')
        .set({ cleared_at: now })
        .where('org_id', '=', orgId)
        .where('id', '=', registryId)
        .where('deleted_at', 'is not', null)
        .execute();
    },
  };
}

export function createSystemRemovedRegistryStore(db: Kysely<Tables>): SystemRemovedRegistryStore {
  return {
    uncleared: async () => {
      const rows = await db
        .selectFrom('registry')
        .select(['org_id as orgId', 'id as registryId'])
        .where('deleted_at', 'is not', null)
        .where('cleared_at', 'is', null)
        .orderBy('deleted_at')
        .orderBy('id')
        .execute();
      return rows;
    },
  };
}

interface Removed {
  readonly orgId: string;
  readonly registryId: string;
}

interface Removal extends Removed {
  readonly limit: number;
}

/** None of a registry that is still there, whoever asks. */
function isRemoved({ orgId, registryId }: Removed) {
  return sql<boolean>`exists (select 1 from registry where registry.id = ${registryId}
    and registry.org_id = ${orgId} and registry.deleted_at is not null)`;
}

async function leftFindings(db: Kysely<Tables>, removal: Removal): Promise<readonly LeftFinding[]> {
  const { orgId, registryId, limit } = removal;
  const rows = await db
    .selectFrom('exposure')
    .selectAll()
    .where('registry_id', '=', registryId)
    .where(sql`org_id || ''`, '=', orgId)
    .where(isRemoved(removal))
    // By the index of places: any other would be walked from its beginning, over what has gone already.
    .orderBy('repository')
    .orderBy('tag')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...toPlacedExposure(row), isOpen: row.resolved_at === null }));
}

async function removeFindings(
  db: Kysely<Tables>,
  { orgId, registryId }: Removed,
  findings: readonly LeftFinding[],
): Promise<void> {
  const ids = findings.map(({ exposure }) => exposure.id);
  await db
    .deleteFrom('exposure')
    .where('id', 'in', numbersOf(ids))
    .where(sql`org_id || ''`, '=', orgId)
    .where(sql`registry_id || ''`, '=', registryId)
    .execute();
  // Here, where it is known which they are; those of other advisories would have to be looked for among all.
  const advisoryIds = [...new Set(findings.map(({ exposure }) => exposure.advisoryId))];
  await db
    .deleteFrom('finding_count')
    .where('advisory_id', 'in', listOf(advisoryIds))
    .where('registry_id', '=', registryId)
    .where('org_id', '=', orgId)
    .where('open', '=', 0)
    .where('resolved', '=', 0)
    .execute();
}

type Remove = (db: Kysely<Tables>, removal: Removal) => Promise<number>;

const removals: Readonly<Record<RegistryRemains, Remove>> = {
  tags: removeTags,
  images: removeImagePlaces,
  attachments: async (db, removal) =>
    (await removePlaced(db, removal, 'attachment')) +
    (await removePlaced(db, removal, 'attachment_source')) +
    (await removePlaced(db, removal, 'signature')),
  repositories: (db, removal) => removePlaced(db, removal, 'repository'),
  counts: async (db, removal) =>
    (await removePlaced(db, removal, 'finding_tag')) +
    (await removePlaced(db, removal, 'finding_day')),
};

async function removeTags(db: Kysely<Tables>, removal: Removal): Promise<number> {
  const { orgId, registryId, limit } = removal;
  const rows = await db
    .selectFrom('repository')
    .innerJoin('tag', 'tag.repository_id', 'repository.id')
    .select(['tag.id', 'tag.repository_id'])
    .where('repository.registry_id', '=', registryId)
    .where('repository.org_id', '=', orgId)
    .where(sql`tag.org_id || ''`, '=', orgId)
    .where(isRemoved(removal))
    .limit(limit)
    .execute();
  const ids = numbersOf(rows.map(({ id }) => id));
  for (const table of ['exposure_queue', 'tag_digest', 'verdict', 'verdict_queue'] as const) {
    await db.deleteFrom(table).where('tag_id', 'in', ids).execute();
  }
  await db.deleteFrom('tag').where('id', 'in', ids).execute();
  await removeEmptied(db, removal, new Set(rows.map((row) => row.repository_id)));
  return rows.length;
}

/** Else each step would walk over those that are empty already. */
async function removeEmptied(
  db: Kysely<Tables>,
  { orgId }: Removed,
  repositoryIds: ReadonlySet<number>,
): Promise<void> {
  await db
    .deleteFrom('repository')
    .where('org_id', '=', orgId)
    .where('id', 'in', numbersOf([...repositoryIds]))
    .where('id', 'not in', (tags) =>
      tags
        .selectFrom('tag')
        .select('tag.repository_id')
        .where('tag.repository_id', 'in', numbersOf([...repositoryIds])),
    )
    .execute();
}

async function removeImagePlaces(db: Kysely<Tables>, removal: Removal): Promise<number> {
  const { orgId, registryId, limit } = removal;
  const places = await db
    .selectFrom('image_location')
    .select(['image_id', 'repository'])
    .where('registry_id', '=', registryId)
    .where(sql`org_id || ''`, '=', orgId)
    .where(isRemoved(removal))
    .orderBy('repository')
    .limit(limit)
    .execute();
  for (const { image_id, repository } of places) {
    await db
      .deleteFrom('image_location')
      .where('image_id', '=', image_id)
      .where('registry_id', '=', registryId)
      .where('repository', '=', repository)
      .execute();
  }
  await removeLeftImages(db, orgId, [...new Set(places.map((place) => place.image_id))]);
  return places.length;
}

/** What is found by its registry and has nothing hanging on it, by its key. */
const keysOfPlaced = {
  attachment: ['registry_id', 'repository', 'subject_digest', 'tag', 'digest'],
  attachment_source: ['registry_id', 'repository', 'tag'],
  signature: ['registry_id', 'repository', 'digest'],
  repository: ['registry_id', 'name'],
  finding_tag: ['registry_id', 'repository', 'tag', 'org_id'],
  finding_day: ['registry_id', 'day', 'severity', 'org_id'],
} as const;

async function removePlaced(
  db: Kysely<Tables>,
  removal: Removal,
  table: keyof typeof keysOfPlaced,
): Promise<number> {
  const { orgId, registryId, limit } = removal;
  const key = sql.join(keysOfPlaced[table].map((column) => sql.ref(column)));
  const { numAffectedRows } = await sql`delete from ${sql.table(table)} where (${key}) in (
    select ${key} from ${sql.table(table)} where registry_id = ${registryId}
    and org_id || '' = ${orgId} and ${isRemoved(removal)} order by ${key} limit ${limit})`.execute(
    db,
  );
  return Number(numAffectedRows ?? 0);
}
