// The questions about attachments, answered in SQL.
import type { Verdict } from '@harborguard/shared/signatures/verdict.ts';
import { type Kysely, sql } from 'kysely';
import type {
  AttachmentFilter,
  AttachmentQueries,
} from '../domain/signatures/attachment-queries.ts';
import type { AttachmentRow } from '../domain/signatures/signature-store.ts';
import { type KeyOrder, keysetPage } from './keyset-page.ts';
import { optional } from './query-parts.ts';
import { named } from './shown-image-query.ts';
import type { Tables } from './tables.ts';

export function createAttachmentQueries(db: Kysely<Tables>): AttachmentQueries {
  return {
    list: async (orgId, filter, page) => {
      if (filter.registryIds?.length === 0) return { rows: [], total: 0 };
      const { total } = await filtered(db, orgId, filter)
        .select((row) => row.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
      const { rows, edges } = await keysetPage(attachmentRows(db, orgId, filter), byPlace, page);
      return { rows: rows.map(toRow), total: Number(total), ...edges };
    },
  };
}

const byPlace: KeyOrder = {
  columns: [
    sql`attachment.repository`,
    sql`attachment.subject_digest`,
    sql`attachment.kind`,
    sql`attachment.id`,
  ],
  direction: 'ascending',
};

export function attachmentRows(db: Kysely<Tables>, orgId: string, filter: AttachmentFilter) {
  return filtered(db, orgId, filter).select([
    'attachment.registry_id',
    'attachment.repository',
    'attachment.subject_digest',
    'attachment.tag',
    'attachment.digest',
    'attachment.kind',
    'attachment.artifact_type',
    'attachment.predicate_types_json',
    'attachment.size_bytes',
    'attachment.problem',
    'attachment.verdict_json',
    'attachment.first_seen_at',
    orphaned.as('orphaned'),
  ]);
}

/** No tag of the repository shows the image, directly or through an index. */
const orphaned = sql<number>`not exists (
  select 1 from tag inner join repository on repository.id = tag.repository_id
  where repository.registry_id = attachment.registry_id
    and repository.name = attachment.repository
    and tag.gone_at is null and tag.attachment = 0
    and (tag.digest = attachment.subject_digest or tag.digest in (
      select top.digest from index_member inner join image as top on top.id = index_member.index_image_id
      where index_member.org_id = attachment.org_id
        and index_member.member_digest = attachment.subject_digest)))`;

function filtered(db: Kysely<Tables>, orgId: string, filter: AttachmentFilter) {
  let rows = db
    .selectFrom('attachment')
    .innerJoin('registry', 'registry.id', 'attachment.registry_id')
    .where('attachment.org_id', '=', orgId)
    .where('registry.deleted_at', 'is', null);
  const { registryId, registryIds, repository, subject, kind, verdict } = filter;
  if (registryId !== undefined) rows = rows.where('attachment.registry_id', '=', registryId);
  if (registryIds !== undefined) rows = rows.where('attachment.registry_id', 'in', registryIds);
  if (repository !== undefined) rows = rows.where(named('attachment.repository', repository));
  if (subject !== undefined) rows = rows.where('attachment.subject_digest', '=', subject);
  if (kind !== undefined) rows = rows.where('attachment.kind', '=', kind);
  if (verdict !== undefined) rows = rows.where('attachment.verdict_kind', '=', verdict);
  if (filter.orphaned === undefined) return rows;
  return rows.where(filter.orphaned ? sql<boolean>`${orphaned}` : sql<boolean>`not (${orphaned})`);
}

type SelectedRow = Awaited<ReturnType<ReturnType<typeof attachmentRows>['execute']>>[number];

export function toRow(row: SelectedRow): AttachmentRow {
  return {
    registryId: row.registry_id,
    repository: row.repository,
    subject: row.subject_digest,
    ...(row.tag === '' ? {} : { tag: row.tag }),
    digest: row.digest,
    kind: row.kind,
    ...optional('artifactType', row.artifact_type),
    predicateTypes: JSON.parse(row.predicate_types_json) as string[],
    sizeBytes: row.size_bytes,
    ...optional('problem', row.problem),
    ...(row.verdict_json === null ? {} : { verdict: JSON.parse(row.verdict_json) as Verdict }),
    // PostgreSQL answers with a boolean, SQLite with a number.
    orphaned: Boolean(row.orphaned),
    firstSeenAt: row.first_seen_at,
  };
}
