// Exceptions of one organisation in SQL: asked for, approved, revoked, ended; never deleted.
import type { AcceptanceRule } from '@harborguard/shared/policy/accepted-findings.ts';
import type { ExceptionScope } from '@harborguard/shared/policy/policy.ts';
import { type Kysely, type Selectable, sql } from 'kysely';
import type {
  ExceptionFilter,
  ExceptionState,
  ExceptionSubject,
  OpenException,
  PolicyStore,
  StoredException,
} from '../domain/policies/policy-store.ts';
import { collectChunks, inChunks } from './in-chunks.ts';
import { keysetPage, newestFirst } from './keyset-page.ts';
import type { ExceptionTable } from './policy-tables.ts';
import { advisoriesNamed, integerValue, textValue } from './query-parts.ts';
import type { Tables } from './tables.ts';

type ExceptionRows = Omit<
  PolicyStore,
  'orgId' | 'policies' | 'policy' | 'insertPolicy' | 'replacePolicy' | 'removePolicy'
>;

export function createExceptionRows(db: Kysely<Tables>, orgId: string): ExceptionRows {
  const rows = () => db.selectFrom('exception').where('org_id', '=', orgId);
  const change = () => db.updateTable('exception').where('org_id', '=', orgId);
  return {
    exceptions: (filter, now) => listExceptions(db, orgId, filter, now),
    exception: async (id) => {
      const row = await rows().selectAll().where('id', '=', id).executeTakeFirst();
      return row && toException(row);
    },
    countOpenExceptions: async (now) => {
      const { total } = await rows()
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', now)
        .select((row) => row.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
      return Number(total);
    },
    insertExceptions: (exceptions) =>
      inChunks(exceptions, (chunk) =>
        db
          .insertInto('exception')
          .values(
            chunk.map((one) => ({
              id: one.id,
              org_id: orgId,
              advisory: one.advisory ?? null,
              package_name: one.packageName ?? null,
              scope_json: JSON.stringify(one.scope),
              reason: one.reason,
              author: one.author,
              author_id: one.authorId ?? null,
              created_at: one.createdAt,
              expires_at: one.expiresAt,
              approved_by: one.approvedBy ?? null,
              approved_at: one.approvedAt ?? null,
            })),
          )
          .execute(),
      ),
    approveException: async (id, by, now) => {
      await change().where('id', '=', id).set({ approved_by: by, approved_at: now }).execute();
    },
    revokeException: async (id, by, now) => {
      await change().where('id', '=', id).set({ revoked_by: by, revoked_at: now }).execute();
    },
    acceptanceRules: (now) => acceptanceRules(db, orgId, now),
    openExceptions: (now) => openExceptions(db, orgId, now),
    queueTagsWith: (subject, now) => queueTagsWith(db, orgId, subject, now),
    unwarnedExceptions: async (now, before) => {
      const found = await holding(db, orgId, now)
        .selectAll()
        .where('warned_at', 'is', null)
        .where('expires_at', '<=', before)
        .execute();
      return found.map(toException);
    },
    markWarned: (ids, now) =>
      inChunks(ids, (chunk) => change().where('id', 'in', chunk).set({ warned_at: now }).execute()),
    endedExceptions: async (now) => {
      const found = await rows()
        .selectAll()
        .where('approved_at', 'is not', null)
        .where('ended_at', 'is', null)
        .where((is) => is.or([is('expires_at', '<=', now), is('revoked_at', 'is not', null)]))
        .execute();
      return found.map(toException);
    },
    markEnded: (ids, now) =>
      inChunks(ids, (chunk) => change().where('id', 'in', chunk).set({ ended_at: now }).execute()),
  };
}

function holding(db: Kysely<Tables>, orgId: string, now: number) {
  return db
    .selectFrom('exception')
    .where('exception.org_id', '=', orgId)
    .where('approved_at', 'is not', null)
    .where('ended_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now);
}

async function listExceptions(
  db: Kysely<Tables>,
  orgId: string,
  filter: ExceptionFilter,
  now: number,
) {
  let rows = db.selectFrom('exception').where('org_id', '=', orgId);
  if (filter.state !== undefined) rows = rows.where(stateIs(filter.state, now));
  if (filter.advisory !== undefined) {
    rows = rows.where(sql<string>`upper(advisory)`, '=', filter.advisory.toUpperCase());
  }
  if (filter.packageName !== undefined) rows = rows.where('package_name', '=', filter.packageName);
  const { total } = await rows
    .select((row) => row.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const { rows: found, edges } = await keysetPage(rows.selectAll(), newestFirst, filter.page);
  return { exceptions: found.map(toException), total: Number(total), ...edges };
}

/** As `exceptionState` decides it. */
function stateIs(state: ExceptionState, now: number) {
  const isLive = sql<boolean>`revoked_at is null and expires_at > ${now}`;
  switch (state) {
    case 'revoked':
      return sql<boolean>`revoked_at is not null`;
    case 'expired':
      return sql<boolean>`revoked_at is null and expires_at <= ${now}`;
    case 'requested':
      return sql<boolean>`${isLive} and approved_at is null`;
    case 'active':
      return sql<boolean>`${isLive} and approved_at is not null`;
  }
}

async function acceptanceRules(
  db: Kysely<Tables>,
  orgId: string,
  now: number,
): Promise<readonly AcceptanceRule[]> {
  const rows = await holding(db, orgId, now)
    .select(['advisory', 'package_name', 'scope_json', 'expires_at'])
    .orderBy('exception.id')
    .execute();
  return await rulesOf(db, orgId, rows);
}

async function openExceptions(
  db: Kysely<Tables>,
  orgId: string,
  now: number,
): Promise<readonly OpenException[]> {
  const rows = await db
    .selectFrom('exception')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('exception.id')
    .execute();
  const rules = await rulesOf(db, orgId, rows);
  return rows.flatMap((row, at) => {
    const rule = rules[at];
    return rule === undefined ? [] : [{ exception: toException(row), rule }];
  });
}

type RuleRow = Pick<
  Selectable<ExceptionTable>,
  'advisory' | 'package_name' | 'scope_json' | 'expires_at'
>;

/** In the order of the rows. */
async function rulesOf(
  db: Kysely<Tables>,
  orgId: string,
  rows: readonly RuleRow[],
): Promise<readonly AcceptanceRule[]> {
  const names = rows.flatMap(({ advisory }) => advisory?.toUpperCase() ?? []);
  const aliases = await collectChunks([...new Set(names)], (chunk) =>
    db
      .selectFrom('advisory_alias')
      .select(['alias', 'advisory_id'])
      .where('org_id', '=', orgId)
      .where('alias', 'in', chunk)
      .execute(),
  );
  const byAlias = Map.groupBy(aliases, ({ alias }) => alias);
  return rows.map(({ advisory, package_name: packageName, scope_json, expires_at: endsAtMs }) => {
    const name = advisory?.toUpperCase();
    const known = byAlias.get(name ?? '') ?? [];
    const advisories = known.map(({ advisory_id }) => advisory_id.toUpperCase());
    return {
      ...(name === undefined ? {} : { advisories: new Set([name, ...advisories]) }),
      ...(packageName === null ? {} : { packageName }),
      scope: JSON.parse(scope_json) as ExceptionScope,
      endsAtMs,
    };
  });
}

async function queueTagsWith(
  db: Kysely<Tables>,
  orgId: string,
  { advisory, packageName }: ExceptionSubject,
  now: number,
): Promise<void> {
  const exposures = db
    .selectFrom('exposure')
    .where('exposure.org_id', '=', orgId)
    .where((is) => is.or([is('resolved_at', 'is', null), is('resolved_reason', '=', 'accepted')]))
    .$if(advisory !== undefined, (rows) =>
      rows.where((is) =>
        is.or([
          is('advisory_id', '=', advisory ?? ''),
          is('advisory_id', 'in', advisoriesNamed(db, orgId, advisory ?? '')),
        ]),
      ),
    )
    .$if(packageName !== undefined, (rows) => rows.where('package_name', '=', packageName ?? ''));
  const places = exposures
    .innerJoin('repository', (join) =>
      join
        .onRef('repository.registry_id', '=', 'exposure.registry_id')
        .onRef('repository.name', '=', 'exposure.repository'),
    )
    .innerJoin('tag', (join) =>
      join.onRef('tag.repository_id', '=', 'repository.id').onRef('tag.name', '=', 'exposure.tag'),
    )
    .select('tag.id')
    .distinct()
    .where('tag.org_id', '=', orgId)
    .where('tag.gone_at', 'is', null);
  await db
    .insertInto('exposure_queue')
    .columns(['org_id', 'tag_id', 'requested_at'])
    .expression((insert) =>
      insert
        .selectFrom(places.as('due'))
        .select([textValue(orgId).as('org_id'), 'due.id', integerValue(now).as('requested_at')])
        // SQLite needs a condition here to tell the conflict clause from a join.
        .where('due.id', 'is not', null),
    )
    .onConflict((conflict) => conflict.column('tag_id').doNothing())
    .execute();
}

function toException(row: Selectable<ExceptionTable>): StoredException {
  return {
    id: row.id,
    advisory: row.advisory ?? undefined,
    packageName: row.package_name ?? undefined,
    scope: JSON.parse(row.scope_json) as ExceptionScope,
    reason: row.reason,
    author: row.author,
    authorId: row.author_id ?? undefined,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    approvedBy: row.approved_by ?? undefined,
    approvedAt: row.approved_at ?? undefined,
    revokedBy: row.revoked_by ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
  };
}
