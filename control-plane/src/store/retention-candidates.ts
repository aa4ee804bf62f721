// What may go, in SQL. An image is shown while a live tag names it, or an index that names it.
import { type Kysely, sql } from 'kysely';
import type { CandidateQuestion, RetentionCandidate } from '../domain/retention/retention-store.ts';
import type { Tables } from './tables.ts';

export async function retentionCandidates(
  db: Kysely<Tables>,
  orgId: string,
  { question, limit }: { readonly question: CandidateQuestion; readonly limit: number },
): Promise<readonly RetentionCandidate[]> {
  const { rows } = await sql<CandidateRow>`${candidates(orgId, question)}
    order by id limit ${limit}`.execute(db);
  return placed(question, rows);
}

/** Which of those found before may go now. That others came in between makes none of them the newest. */
export async function stillCandidates(
  db: Kysely<Tables>,
  orgId: string,
  asked: { readonly question: CandidateQuestion; readonly found: readonly RetentionCandidate[] },
): Promise<readonly RetentionCandidate[]> {
  const { question, found } = asked;
  const ids = found.map(({ id }) => id);
  const { rows } = await sql<CandidateRow>`select id, place, label
    from (${rowsOf(orgId, question, ids)}) as row_of_place
    where at < ${question.cutoff}`.execute(db);
  const wanted = new Set(found.map(keyOf));
  return placed(question, rows).filter((candidate) => wanted.has(keyOf(candidate)));
}

function keyOf({ id, registryId, repository }: RetentionCandidate): string {
  return `${id} ${registryId} ${repository}`;
}

function placed(
  { repositories }: CandidateQuestion,
  rows: readonly CandidateRow[],
): readonly RetentionCandidate[] {
  const places = new Map(repositories.map((place) => [place.id, place]));
  return rows.flatMap(({ id, place, label }) => {
    const found = places.get(place);
    return found === undefined
      ? []
      : [{ id, label, registryId: found.registryId, repository: found.name }];
  });
}

export async function countRetentionCandidates(
  db: Kysely<Tables>,
  orgId: string,
  question: CandidateQuestion,
): Promise<number> {
  const { rows } = await sql<{
    readonly total: number;
  }>`select count(*) as total from (${candidates(orgId, question)}) as candidate`.execute(db);
  return Number(rows[0]?.total ?? 0);
}

interface CandidateRow {
  readonly id: number;
  /** Of the repository. */
  readonly place: number;
  readonly label: string;
}

/** The newest of each repository stay; of the rest goes what is older than the cutoff. */
function candidates(orgId: string, question: CandidateQuestion) {
  return sql`select id, place, label from (
      select *, row_number() over (partition by place order by at desc, id desc) as rank
      from (${rowsOf(orgId, question)}) as row_of_place) as ranked
    where rank > ${question.keepNewest} and at < ${question.cutoff}`;
}

/** With `ids` only these rows. */
function rowsOf(orgId: string, { kind, repositories }: CandidateQuestion, ids?: readonly number[]) {
  const among = (column: string) =>
    ids === undefined
      ? sql``
      : sql`and ${sql.ref(column)} in
          (select cast(value as bigint) from json_each(${JSON.stringify(ids)}))`;
  const places = sql`(select cast(json_extract(value, '$[0]') as bigint) as id,
    json_extract(value, '$[1]') as registry_id, json_extract(value, '$[2]') as name
    from json_each(${JSON.stringify(
      repositories.map(({ id, registryId, name }) => [id, registryId, name]),
    )}))`;
  switch (kind) {
    case 'gone-tags':
      return sql`select tag.id, tag.repository_id as place, tag.name as label, tag.gone_at as at
        from ${places} as place join tag on tag.repository_id = place.id
        where tag.gone_at is not null and tag.org_id || '' = ${orgId} ${among('tag.id')}`;
    case 'resolved-findings':
      return sql`select exposure.id, place.id as place, exposure.resolved_at as at,
        exposure.tag || ' ' || exposure.advisory_id || ' ' || exposure.package_name as label
        from ${places} as place join exposure on exposure.registry_id = place.registry_id
        and exposure.repository = place.name
        where exposure.resolved_at is not null and exposure.org_id || '' = ${orgId}
        ${among('exposure.id')}`;
    case 'untagged-images':
      return untagged(orgId, places, among('image.id'));
    case 'untagged-inventories':
      return untagged(
        orgId,
        places,
        sql`and exists (select 1 from inventory where inventory.image_id = image.id)
          ${among('image.id')}`,
      );
  }
}

function untagged(orgId: string, places: ReturnType<typeof sql>, only: ReturnType<typeof sql>) {
  return sql`select image.id, place.id as place, image.digest as label,
    max(image_location.last_seen_at, coalesce((select max(tag.gone_at) from tag
      where tag.digest = image.digest and tag.org_id = ${orgId}), 0)) as at
    from ${places} as place join image_location on image_location.registry_id = place.registry_id
    and image_location.repository = place.name
    join image on image.id = image_location.image_id
    where image.org_id || '' = ${orgId} ${only}
    and not exists (select 1 from tag where tag.digest = image.digest
      and tag.org_id = ${orgId} and tag.gone_at is null)
    and not exists (select 1 from index_member
      join image as named on named.id = index_member.index_image_id
      join tag on tag.digest = named.digest and tag.org_id = named.org_id
      where index_member.member_digest = image.digest and index_member.org_id = ${orgId}
      and tag.gone_at is null)`;
}
