// Removing what may go, with everything that hangs on it: no row is left that names one that is gone.
import { type Kysely, sql } from 'kysely';
import type { RetentionKind } from '../domain/retention/retention-rule.ts';
import type { RetentionCandidate } from '../domain/retention/retention-store.ts';
import type { Tables } from './tables.ts';

export async function removeCandidates(
  db: Kysely<Tables>,
  orgId: string,
  { kind, found }: { readonly kind: RetentionKind; readonly found: readonly RetentionCandidate[] },
): Promise<void> {
  const ids = found.map(({ id }) => id);
  switch (kind) {
    case 'gone-tags':
      await db.deleteFrom('exposure_queue').where('tag_id', 'in', ids).execute();
      // A tag that came back meanwhile is none of them.
      await db
        .deleteFrom('tag')
        .where('org_id', '=', orgId)
        .where('id', 'in', ids)
        .where('gone_at', 'is not', null)
        .execute();
      for (const table of ['tag_digest', 'verdict', 'verdict_queue'] as const) {
        await db
          .deleteFrom(table)
          .where('tag_id', 'in', ids)
          .where('tag_id', 'not in', (tags) =>
            tags.selectFrom('tag').select('tag.id').where('tag.id', 'in', ids),
          )
          .execute();
      }
      return;
    case 'resolved-findings':
      await db
        .deleteFrom('exposure')
        .where(sql`org_id || ''`, '=', orgId)
        .where('id', 'in', ids)
        .where('resolved_at', 'is not', null)
        .execute();
      return;
    case 'untagged-inventories':
      await forgetContent(db, ids);
      await forgetScan(db, orgId, ids);
      return;
    case 'untagged-images':
      await removePlaces(db, orgId, found);
      await removeHomeless(db, orgId, ids);
      return;
  }
}

/** Tables that hold what a scan found, by the image. */
const contentTables = [
  'inventory',
  'image_package',
  'image_label',
  'image_observation',
  'match',
  'match_queue',
  'external_report',
  'image_policy_fact',
] as const;

async function forgetContent(db: Kysely<Tables>, imageIds: readonly number[]): Promise<void> {
  for (const table of contentTables) {
    await db.deleteFrom(table).where('image_id', 'in', imageIds).execute();
  }
}

/** As if it had never been scanned, so that a tag that shows it again has it scanned again. */
async function forgetScan(
  db: Kysely<Tables>,
  orgId: string,
  imageIds: readonly number[],
): Promise<void> {
  await db
    .updateTable('image')
    .set({
      ...{ scan_state: 'waiting', scan_error_code: null, scanned_at: null },
      ...{ analyzer_version: null, package_count: 0, coverage: null },
      ...{ critical: 0, high: 0, medium: 0, low: 0, unknown: 0 },
      ...{ matched_with: null, matched_at: null },
    })
    .where('org_id', '=', orgId)
    .where('id', 'in', imageIds)
    .execute();
}

/** What lies in a repository that the rule is not about keeps its image. */
async function removePlaces(
  db: Kysely<Tables>,
  orgId: string,
  found: readonly RetentionCandidate[],
): Promise<void> {
  for (const { id, registryId, repository, label: digest } of found) {
    await db
      .deleteFrom('image_location')
      .where('image_id', '=', id)
      .where('registry_id', '=', registryId)
      .where('repository', '=', repository)
      .execute();
    for (const [table, column] of [
      ['signature', 'digest'],
      ['attachment', 'subject_digest'],
    ] as const) {
      await sql`delete from ${sql.table(table)} where org_id = ${orgId}
        and registry_id = ${registryId} and repository = ${repository}
        and ${sql.ref(column)} = ${digest}`.execute(db);
    }
  }
}

async function removeHomeless(
  db: Kysely<Tables>,
  orgId: string,
  imageIds: readonly number[],
): Promise<void> {
  const rows = await db
    .selectFrom('image')
    .select('id')
    .where('org_id', '=', orgId)
    .where('id', 'in', imageIds)
    .where((image) =>
      image.not(
        image.exists(
          image
            .selectFrom('image_location')
            .select('image_location.image_id')
            .whereRef('image_location.image_id', '=', 'image.id'),
        ),
      ),
    )
    .execute();
  await removeImages(
    db,
    orgId,
    rows.map(({ id }) => id),
  );
}

/** Images that no place has any more, with all that was found in them. */
export async function removeImages(
  db: Kysely<Tables>,
  orgId: string,
  homeless: readonly number[],
): Promise<void> {
  if (homeless.length === 0) return;
  await forgetContent(db, homeless);
  await db.deleteFrom('index_member').where('index_image_id', 'in', homeless).execute();
  // Resolved all of them: open ones are at live tags only.
  await db.deleteFrom('exposure').where('image_id', 'in', homeless).execute();
  await db.deleteFrom('image').where('org_id', '=', orgId).where('id', 'in', homeless).execute();
}
