// Exposures in SQL: opened, kept, resolved. They go by retention, or with their registry.
import { type Kysely, type Selectable, sql } from 'kysely';
import type { ResolvedReason } from '../domain/findings/finding-queries.ts';
import type {
  ExposureChange,
  ExposureState,
  FindingStore,
  NewExposure,
  OpenExposure,
  PlacedExposure,
} from '../domain/findings/finding-store.ts';
import { severityLevels } from '../domain/inventory/image-queries.ts';
import type { ExposureTable } from './finding-tables.ts';
import { collectChunks, inChunks, listOf } from './in-chunks.ts';
import { exploitedAmong } from './signal-rows.ts';
import type { Tables } from './tables.ts';

type ExposureRows = Pick<
  FindingStore,
  | 'openExposures'
  | 'openExposuresOf'
  | 'exploitedAmong'
  | 'addExposures'
  | 'acceptedExposures'
  | 'reopenExposure'
  | 'changeExposures'
  | 'resolveExposures'
  | 'resolveTags'
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
    openExposures: (tagIds, packageNames) => exposuresAt(db, orgId, tagIds, 'open', packageNames),
    openExposuresOf: async (advisoryIds) => {
      const rows = await collectChunks(advisoryIds, (chunk) =>
        db
          .selectFrom('exposure')
          .selectAll()
          .where('advisory_id', 'in', chunk)
          .where('org_id', '=', orgId)
          .where('resolved_at', 'is', null)
          .where('registry_id', 'in', (registry) =>
            registry
              .selectFrom('registry')
              .select('registry.id')
              .where('registry.org_id', '=', orgId)
              .where('registry.deleted_at', 'is', null),
          )
          .orderBy('id')
          .execute(),
      );
      return rows.map(toPlacedExposure);
    },
    exploitedAmong: (advisoryIds) => exploitedAmong(db, orgId, advisoryIds),
    acceptedExposures: (tagIds) => exposuresAt(db, orgId, tagIds, 'accepted'),
    addExposures: (exposures, now) =>
      inChunks(exposures, (chunk) =>
        db
          .insertInto('exposure')
          .values(chunk.map((exposure) => newRow(orgId, exposure, now)))
          .execute(),
      ),
    changeExposures: (changes) => changeExposures(db, orgId, changes),
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

function newRow(orgId: string, { place, isAccepted, ...exposure }: NewExposure, now: number) {
  return {
    org_id: orgId,
    registry_id: place.registryId,
    repository: place.repository,
    tag: place.tag,
    platform: exposure.platform,
    package_type: exposure.packageType,
    package_name: exposure.packageName,
    advisory_id: exposure.advisoryId,
    ...stateColumns(exposure),
    first_seen_at: now,
    last_seen_at: now,
    resolved_at: isAccepted ? now : null,
    resolved_reason: isAccepted ? ('accepted' as const) : null,
  };
}

/** One advisory changes thousands of them alike; only where another image shows it now, each is written by itself. */
async function changeExposures(
  db: Kysely<Tables>,
  orgId: string,
  changes: readonly ExposureChange[],
): Promise<void> {
  const alike = Map.groupBy(changes, ({ state }) => JSON.stringify(Object.values(state)));
  for (const group of alike.values()) {
    const [first] = group;
    if (first === undefined) continue;
    await inChunks(
      group.map(({ id }) => id),
      (chunk) =>
        db
          .updateTable('exposure')
          .where('id', 'in', chunk)
          .where(sql`org_id || ''`, '=', orgId)
          .where('resolved_at', 'is', null)
          .set(stateColumns(first.state))
          .execute(),
    );
  }
}

async function exposuresAt(
  db: Kysely<Tables>,
  orgId: string,
  tagIds: readonly number[],
  state: 'open' | 'accepted',
  packageNames?: readonly string[],
): Promise<ReadonlyMap<number, readonly OpenExposure[]>> {
  const rows = await collectChunks(tagIds, (chunk) =>
    db
      .selectFrom('tag')
      .innerJoin('repository', 'repository.id', 'tag.repository_id')
      .innerJoin('exposure', (join) =>
        join
          .onRef('exposure.registry_id', '=', 'repository.registry_id')
          .onRef('exposure.repository', '=', 'repository.name')
          .onRef('exposure.tag', '=', 'tag.name'),
      )
      .selectAll('exposure')
      .select('tag.id as tag_id')
      .where('tag.id', 'in', chunk)
      .where(sql`tag.org_id || ''`, '=', orgId)
      .where(sql`exposure.org_id || ''`, '=', orgId)
      .$if(state === 'open', (found) => found.where('exposure.resolved_at', 'is', null))
      .$if(state === 'accepted', (found) =>
        found.where('exposure.resolved_reason', '=', 'accepted'),
      )
      .$if(packageNames !== undefined, (found) =>
        found.where('exposure.package_name', 'in', listOf(packageNames ?? [])),
      )
      .orderBy('exposure.id')
      .execute(),
  );
  const ofTag = Map.groupBy(rows, (row) => row.tag_id);
  return new Map([...ofTag].map(([tagId, found]) => [tagId, found.map(toOpenExposure)]));
}

export function toPlacedExposure(row: Selectable<ExposureTable>): PlacedExposure {
  const place = { registryId: row.registry_id, repository: row.repository, tag: row.tag };
  return { exposure: toOpenExposure(row), place };
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
