// What verdicts are made from, in SQL: findings with their ages, and facts of images; only what is asked for.
import type { InventoryFacts } from '@harborguard/shared/policy/inventory-facts.ts';
import type { JudgedFinding } from '@harborguard/shared/policy/judged-image.ts';
import type { Verdict } from '@harborguard/shared/signatures/verdict.ts';
import type { Kysely } from 'kysely';
import type {
  SubjectFacts,
  VerdictStore,
  VerdictSubject,
  WantedFacts,
} from '../domain/policies/verdict-store.ts';
import { fixKnownAt } from './finding-age-rows.ts';
import { collectChunks } from './in-chunks.ts';
import { optional } from './query-parts.ts';
import type { Tables } from './tables.ts';

type FactRows = Pick<VerdictStore, 'facts' | 'saveImageFacts' | 'imagesWithoutFacts'>;

export function createVerdictFactRows(db: Kysely<Tables>, orgId: string): FactRows {
  return {
    facts: (subjects, wanted) => subjectFacts(db, orgId, subjects, wanted),
    saveImageFacts: async (imageId, facts) => {
      const facts_json = JSON.stringify(facts);
      await db
        .insertInto('image_policy_fact')
        .values({ org_id: orgId, image_id: imageId, facts_json })
        .onConflict((conflict) => conflict.column('image_id').doUpdateSet({ facts_json }))
        .execute();
    },
    imagesWithoutFacts: async (imageIds) => {
      const rows = await collectChunks(imageIds, (chunk) =>
        db
          .selectFrom('inventory')
          .leftJoin('image_policy_fact', 'image_policy_fact.image_id', 'inventory.image_id')
          .select('inventory.image_id as imageId')
          .where('inventory.org_id', '=', orgId)
          .where('inventory.image_id', 'in', chunk)
          .where('image_policy_fact.image_id', 'is', null)
          .execute(),
      );
      return rows.map((row) => row.imageId);
    },
  };
}

async function subjectFacts(
  db: Kysely<Tables>,
  orgId: string,
  subjects: readonly VerdictSubject[],
  wanted: WantedFacts,
): Promise<readonly SubjectFacts[]> {
  const imageIds = [...new Set(subjects.map(({ imageId }) => imageId))];
  const findings = wanted.findings
    ? await findingsOf(db, orgId, imageIds, wanted)
    : new Map<number, readonly FoundFinding[]>();
  const inventories = await inventoryFactsOf(db, orgId, imageIds);
  const baseDigests = [...inventories.values()].flatMap(({ baseDigest }) => baseDigest ?? []);
  const bases = await createdByDigest(db, orgId, [...new Set(baseDigests)]);
  const facts: SubjectFacts[] = [];
  for (const subject of subjects) {
    const found = findings.get(subject.imageId) ?? [];
    const seen = wanted.firstSeen ? await firstSeen(db, orgId, subject) : noneSeen;
    const inventory = inventories.get(subject.imageId);
    facts.push({
      findings: found.map(({ packageType, ...finding }) => ({
        ...finding,
        ...optional('firstSeenAtMs', seen.get(seenKey({ packageType, ...finding }))),
      })),
      inventory,
      baseCreatedAtMs: bases.get(inventory?.baseDigest ?? ''),
      signedBy: wanted.signatures ? await signersOf(db, orgId, subject) : undefined,
    });
  }
  return facts;
}

type FoundFinding = JudgedFinding & { readonly packageType: string };

const noneSeen: ReadonlyMap<string, number> = new Map();

async function findingsOf(
  db: Kysely<Tables>,
  orgId: string,
  imageIds: readonly number[],
  { feeds, severities }: WantedFacts,
): Promise<ReadonlyMap<number, readonly FoundFinding[]>> {
  const rows = await collectChunks(imageIds, (chunk) =>
    db
      .selectFrom('match')
      .leftJoin('finding_age as age', (join) =>
        join
          .onRef('age.advisory_id', '=', 'match.advisory_id')
          .onRef('age.package_type', '=', 'match.package_type')
          .onRef('age.package_name', '=', 'match.package_name')
          .on('age.org_id', '=', orgId),
      )
      .leftJoin('advisory_signal as signal', (join) =>
        join.onRef('signal.advisory_id', '=', 'match.advisory_id').on('signal.org_id', '=', orgId),
      )
      .select([
        'match.image_id',
        'match.advisory_id',
        'match.package_type',
        'match.package_name',
        'match.package_version',
        'match.severity',
        'match.fixed_in',
        'age.published_at',
        'age.unfixed_seen_at',
        'age.fix_seen_at',
        'signal.epss',
        'signal.kev_added_at',
      ])
      .where('match.org_id', '=', orgId)
      .where('match.image_id', 'in', chunk)
      .$if(severities !== undefined, (matches) =>
        matches.where('match.severity', 'in', severities ?? []),
      )
      .orderBy('match.image_id')
      .orderBy('match.severity_rank')
      .orderBy('match.advisory_id')
      .orderBy('match.package_name')
      .orderBy('match.package_version')
      .execute(),
  );
  const found = new Map<number, FoundFinding[]>();
  for (const row of rows) {
    const finding: FoundFinding = {
      advisoryId: row.advisory_id,
      // Exceptions know its other names.
      ids: [row.advisory_id],
      packageType: row.package_type,
      packageName: row.package_name,
      packageVersion: row.package_version,
      severity: row.severity,
      ...optional('fixedIn', row.fixed_in),
      ...optional('publishedAtMs', row.published_at),
      ...optional('fixKnownAtMs', fixKnownAt(row)),
      ...(feeds.kev ? { knownExploited: row.kev_added_at !== null } : {}),
      // Without a score it is not told to be likely.
      ...(feeds.epss ? { epss: row.epss ?? 0 } : {}),
    };
    const list = found.get(row.image_id);
    if (list === undefined) found.set(row.image_id, [finding]);
    else list.push(finding);
  }
  return found;
}

/** Of the tag and platform; without a tag nothing is followed over time. */
async function firstSeen(
  db: Kysely<Tables>,
  orgId: string,
  { registryId, repository, tag, platform }: VerdictSubject,
): Promise<ReadonlyMap<string, number>> {
  if (tag === undefined) return noneSeen;
  const rows = await db
    .selectFrom('exposure')
    .select([
      'advisory_id as advisoryId',
      'package_type as packageType',
      'package_name as packageName',
      'first_seen_at as firstSeenAt',
    ])
    .where('org_id', '=', orgId)
    .where('registry_id', '=', registryId)
    .where('repository', '=', repository)
    .where('tag', '=', tag)
    .where('platform', '=', platform)
    .where('resolved_at', 'is', null)
    .execute();
  return new Map(rows.map((row) => [seenKey(row), row.firstSeenAt]));
}

/** Of its own signatures and those of its index, where it lies. Not known before somebody has looked at the image. */
async function signersOf(
  db: Kysely<Tables>,
  orgId: string,
  { registryId, repository, digest, indexDigest, scan }: VerdictSubject,
): Promise<readonly string[] | undefined> {
  if (scan === 'waiting') return undefined;
  const rows = await db
    .selectFrom('attachment')
    .select('verdict_json')
    .where('org_id', '=', orgId)
    .where('registry_id', '=', registryId)
    .where('repository', '=', repository)
    .where('subject_digest', 'in', [digest, indexDigest ?? digest])
    // A signed statement about an image does not sign the image.
    .where('kind', '=', 'signature')
    .where('verdict_kind', '=', 'verified')
    .execute();
  const verdicts = rows.map((row) => JSON.parse(row.verdict_json ?? '{}') as Partial<Verdict>);
  return verdicts.flatMap((one) => (one.kind === 'verified' ? [one.signerName ?? ''] : []));
}

function seenKey(finding: {
  readonly advisoryId: string;
  readonly packageType: string;
  readonly packageName: string;
}): string {
  return JSON.stringify([finding.advisoryId, finding.packageType, finding.packageName]);
}

async function inventoryFactsOf(
  db: Kysely<Tables>,
  orgId: string,
  imageIds: readonly number[],
): Promise<ReadonlyMap<number, InventoryFacts>> {
  const rows = await collectChunks(imageIds, (chunk) =>
    db
      .selectFrom('image_policy_fact')
      .select(['image_id', 'facts_json'])
      .where('org_id', '=', orgId)
      .where('image_id', 'in', chunk)
      .execute(),
  );
  return new Map(rows.map((row) => [row.image_id, JSON.parse(row.facts_json) as InventoryFacts]));
}

/** When known images were created; of an index, its first image. */
async function createdByDigest(
  db: Kysely<Tables>,
  orgId: string,
  digests: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await collectChunks(digests, (chunk) =>
    db
      .selectFrom('image')
      .leftJoin('index_member', 'index_member.index_image_id', 'image.id')
      .leftJoin('image as member', (join) =>
        join
          .onRef('member.digest', '=', 'index_member.member_digest')
          .on('member.org_id', '=', orgId),
      )
      .innerJoin('image_policy_fact as fact', (join) =>
        join.on((on) =>
          on.or([
            on('fact.image_id', '=', on.ref('image.id')),
            on('fact.image_id', '=', on.ref('member.id')),
          ]),
        ),
      )
      .select(['image.digest', 'fact.facts_json'])
      .where('image.org_id', '=', orgId)
      .where('image.digest', 'in', chunk)
      .execute(),
  );
  const created = new Map<string, number>();
  for (const { digest, facts_json } of rows) {
    const { createdAtMs } = JSON.parse(facts_json) as InventoryFacts;
    if (createdAtMs !== undefined && !created.has(digest)) created.set(digest, createdAtMs);
  }
  return created;
}
