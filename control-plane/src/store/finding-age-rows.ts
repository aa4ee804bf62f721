// Since when findings and their fixes are known, in SQL. A fix counts as known since its advisory was published, unless
// the finding was seen without a fix after that: then since a fix was first seen.
import type { Kysely } from 'kysely';
import type { ImageFinding } from '../domain/findings/finding-queries.ts';
import type { VerdictStore } from '../domain/policies/verdict-store.ts';
import { collectChunks, inChunks } from './in-chunks.ts';
import type { FindingAgeTable } from './policy-tables.ts';
import type { Tables } from './tables.ts';

export function createFindingAgeRows(
  db: Kysely<Tables>,
  orgId: string,
): Pick<VerdictStore, 'rememberAges'> {
  return {
    rememberAges: async (findings, now) => {
      const known = await knownAges(db, orgId, findings);
      const changed = new Map<string, FindingAgeTable>();
      for (const finding of findings) {
        const key = keyOf(finding.advisoryId, finding.packageType, finding.packageName);
        const before = changed.get(key) ?? known.get(key);
        const after = aged(orgId, before, finding, now);
        if (before === undefined || differs(before, after)) changed.set(key, after);
      }
      await writeAges(db, [...changed.values()]);
    },
  };
}

/** What a finding is known by, and whether it has a fix. */
interface FixableFinding extends Pick<ImageFinding, 'advisoryId' | 'packageType' | 'packageName'> {
  readonly fixedIn?: string | undefined;
}

/**
 * Since when a fix is known, one for each finding; undefined where there is none or nobody noted when. It is noted once for
 * the organisation, so whoever may see some registries only is told nothing: it might be known from the others.
 */
export async function fixTimes(
  db: Kysely<Tables>,
  {
    orgId,
    registryIds,
  }: { readonly orgId: string; readonly registryIds: readonly string[] | undefined },
  findings: readonly FixableFinding[],
): Promise<readonly (number | undefined)[]> {
  if (registryIds !== undefined) return [];
  const fixable = findings.filter(({ fixedIn }) => fixedIn !== undefined);
  const ages = await knownAges(db, orgId, fixable);
  return findings.map(({ advisoryId, packageType, packageName, fixedIn }) => {
    const age = ages.get(keyOf(advisoryId, packageType, packageName));
    return fixedIn === undefined || age === undefined ? undefined : (fixKnownAt(age) ?? undefined);
  });
}

export function fixKnownAt(age: {
  readonly published_at: number | null;
  readonly unfixed_seen_at: number | null;
  readonly fix_seen_at: number | null;
}): number | null {
  if (age.unfixed_seen_at !== null) return age.fix_seen_at;
  return age.published_at ?? age.fix_seen_at;
}

function aged(
  orgId: string,
  before: FindingAgeTable | undefined,
  { advisoryId, packageType, packageName, fixedIn, publishedAtMs }: ImageFinding,
  now: number,
): FindingAgeTable {
  const fixSeenAt = before?.fix_seen_at ?? null;
  const unfixedSeenAt = before?.unfixed_seen_at ?? null;
  const isFixed = fixedIn !== undefined;
  return {
    org_id: orgId,
    advisory_id: advisoryId,
    package_type: packageType,
    package_name: packageName,
    published_at: publishedAtMs ?? before?.published_at ?? null,
    unfixed_seen_at: isFixed || fixSeenAt !== null ? unfixedSeenAt : (unfixedSeenAt ?? now),
    fix_seen_at: isFixed ? (fixSeenAt ?? now) : fixSeenAt,
  };
}

function differs(before: FindingAgeTable, after: FindingAgeTable): boolean {
  return (
    before.published_at !== after.published_at ||
    before.unfixed_seen_at !== after.unfixed_seen_at ||
    before.fix_seen_at !== after.fix_seen_at
  );
}

async function knownAges(
  db: Kysely<Tables>,
  orgId: string,
  findings: readonly Pick<ImageFinding, 'advisoryId'>[],
): Promise<ReadonlyMap<string, FindingAgeTable>> {
  const ids = [...new Set(findings.map(({ advisoryId }) => advisoryId))];
  const rows = await collectChunks(ids, (chunk) =>
    db
      .selectFrom('finding_age')
      .selectAll()
      .where('advisory_id', 'in', chunk)
      .where('org_id', '=', orgId)
      .execute(),
  );
  return new Map(
    rows.map((row) => [keyOf(row.advisory_id, row.package_type, row.package_name), row]),
  );
}

async function writeAges(db: Kysely<Tables>, rows: readonly FindingAgeTable[]): Promise<void> {
  await inChunks(rows, (chunk) =>
    db
      .insertInto('finding_age')
      .values(chunk)
      .onConflict((conflict) =>
        conflict
          .columns(['advisory_id', 'package_type', 'package_name', 'org_id'])
          .doUpdateSet((row) => ({
            published_at: row.ref('excluded.published_at'),
            unfixed_seen_at: row.ref('excluded.unfixed_seen_at'),
            fix_seen_at: row.ref('excluded.fix_seen_at'),
          })),
      )
      .execute(),
  );
}

function keyOf(advisoryId: string, packageType: string, packageName: string): string {
  return JSON.stringify([advisoryId, packageType, packageName]);
}
