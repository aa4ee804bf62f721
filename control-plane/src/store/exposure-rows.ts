// Exposures in SQL: opened, kept, resolved; never deleted.
import { type Kysely, type Selectable, sql } from 'kysely';
import type { ResolvedReason } from '../domain/findings/finding-queries.ts';
import type {
  ExposureState,
  FindingStore,
  OpenExposure,
  TagPlace,
} from '../domain/findings/finding-store.ts';
import { severityLevels } from '../domain/inventory/image-queries.ts';
import type { ExposureTable } from './finding-tables.ts';
import { collectChunks, inChunks, listOf } from './in-chunks.ts';
import type { Tables } from './tables.ts';

type ExposureRows = Pick<
  FindingStore,
  | 'openExposures'
  | 'openExposuresOf'
  | 'addExposures'
  | 'acceptedExposures'
  | 'reopenExposure'
  | 'changeExposure'
  | 'resolveExposures'
  | 'resolveTags'
  | 'resolveRegistry'
>;

export function createExposureRows(db: Kysely<Tables>, orgId: string): ExposureRows {
  const openRows = () =>
    db.updateTable('exposure').where('org_id', '=', orgId).where('resolved_at', 'is', null);
  const resolved = (reason: ResolvedReason, now: number) => ({
    resolved_at: now,
    last_seen_at: now,
    resolved_reason: reason,
  });
  return {
    openExposures: (place, packageNames) => exposuresAt(db, orgId, place, 'open', packageNames),
    openExposuresOf: async (advisoryIds) => {
      const rows = await collectChunks(advisoryIds, (chunk) =>
        db
          .selectFrom('exposure')
          .selectAll()
          .where('advisory_id', 'in', chunk)
          .where('org_id', '=', orgId)
          .where('resolved_at', 'is', null)
          .orderBy('id')
          .execute(),
      );
      return rows.map((row) => ({
        exposure: toOpenExposure(row),
        place: { registryId: row.registry_id, repository: row.repository, tag: row.tag },
      }));
    },
    acceptedExposures: (place) => exposuresAt(db, orgId, place, 'accepted'),
    addExposures: (place, exposures, now, state = 'open') =>
      inChunks(exposures, (chunk) =>
        db
          .insertInto('exposure')
          .values(
            chunk.map((exposure) => ({
              org_id: orgId,
              registry_id: place.registryId,
              repository: place.repository,
              tag: place.tag,
              platform: exposure.platform,
              package_type: exposure.packageType,
              package_name: exposure.packageName,
              advisory_id: exposure.advisoryId,
              image_id: exposure.imageId,
              package_version: exposure.packageVersion,
              severity: exposure.severity,
              severity_rank: severityLevels.indexOf(exposure.severity),
              fixed_in: exposure.fixedIn ?? null,
              first_seen_at: now,
              last_seen_at: now,
              resolved_at: state === 'accepted' ? now : null,
              resolved_reason: state === 'accepted' ? state : null,
            })),
          )
          .execute(),
      ),
    changeExposure: async (id, state) => {
      await openRows().where('id', '=', id).set(stateColumns(state)).execute();
    },
    reopenExposure: async (id, state) => {
      await db
        .updateTable('exposure')
        .where('org_id', '=', orgId)
        .where('id', '=', id)
        .where('resolved_reason', '=', 'accepted')
        .set({ ...stateColumns(state), resolved_at: null, resolved_reason: null })
        .execute();
    },
    resolveExposures: (ids, reason, now) =>
      inChunks(ids, (chunk) =>
        db
          .updateTable('exposure')
          .where('id', 'in', chunk)
          // Written so that SQLite does not prefer the index by organisation, which is all open exposures.
          .where(sql`org_id || ''`, '=', orgId)
          .set(resolved(reason, now))
          .execute(),
      ),
    resolveTags: async (tagIds, reason, now) => {
      for (const place of await placesOf(db, orgId, tagIds)) {
        await openRows()
          .where('registry_id', '=', place.registry_id)
          .where('repository', '=', place.repository)
          .where('tag', '=', place.tag)
          .set(resolved(reason, now))
          .execute();
      }
    },
    resolveRegistry: async (registryId, reason, now) => {
      await openRows().where('registry_id', '=', registryId).set(resolved(reason, now)).execute();
    },
  };
}

function stateColumns(state: ExposureState) {
  return {
    image_id: state.imageId,
    package_version: state.packageVersion,
    severity: state.severity,
    severity_rank: severityLevels.indexOf(state.severity),
    fixed_in: state.fixedIn ?? null,
  };
}

async function exposuresAt(
  db: Kysely<Tables>,
  orgId: string,
  place: TagPlace,
  state: 'open' | 'accepted',
  packageNames?: readonly string[],
) {
  const rows = await db
    .selectFrom('exposure')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('registry_id', '=', place.registryId)
    .where('repository', '=', place.repository)
    .where('tag', '=', place.tag)
    .$if(state === 'open', (found) => found.where('resolved_at', 'is', null))
    .$if(state === 'accepted', (found) => found.where('resolved_reason', '=', 'accepted'))
    .$if(packageNames !== undefined, (found) =>
      found.where('package_name', 'in', listOf(packageNames ?? [])),
    )
    .orderBy('id')
    .execute();
  return rows.map(toOpenExposure);
}

function toOpenExposure(row: Selectable<ExposureTable>): OpenExposure {
  return {
    id: row.id,
    platform: row.platform,
    packageType: row.package_type,
    packageName: row.package_name,
    advisoryId: row.advisory_id,
    imageId: row.image_id,
    packageVersion: row.package_version,
    severity: row.severity,
    ...(row.fixed_in === null ? {} : { fixedIn: row.fixed_in }),
  };
}

async function placesOf(db: Kysely<Tables>, orgId: string, tagIds: readonly number[]) {
  const places: { registry_id: string; repository: string; tag: string }[] = [];
  await inChunks(tagIds, async (chunk) => {
    const rows = await db
      .selectFrom('tag')
      .innerJoin('repository', 'repository.id', 'tag.repository_id')
      .select(['repository.registry_id', 'repository.name as repository', 'tag.name as tag'])
      .where('tag.org_id', '=', orgId)
      .where('tag.id', 'in', chunk)
      .execute();
    places.push(...rows);
  });
  return places;
}
