// A large inventory written straight into the tables: registries, repositories and tags, every tenth of them an index; what is
// in their images, who signed them, what is judged of them; and ninety days of findings, open and resolved. For benches, and
// for tests of how long lists are read.
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables.ts';
import { withoutIndexes } from './without-indexes.ts';

export const benchOrganisation = 'bench';
/** The newest row; what is seeded happened in the days before. */
export const seededAt = Date.UTC(2026, 5, 1, 12);

const dayMs = 24 * 60 * 60 * 1000;
const seededDays = 90;
const registries = 5;
const tagsPerRepository = 100;
const advisories = 5000;
const packageNames = 500;

interface Seeded {
  readonly images: number;
  readonly findingsPerImage: number;
}

export async function seedInventory(
  db: Kysely<Tables>,
  { images, findingsPerImage }: Seeded,
): Promise<void> {
  const findings = images * findingsPerImage;
  await seedPlaces(db, images);
  await seedImages(db, images);
  await seedJudgements(db, images);
  await seedAdvisories(db);
  await withoutIndexes(db, ['image_package', 'match', 'exposure'], async () => {
    await seedPackages(db, { findings, findingsPerImage });
    await seedMatches(db, { findings, findingsPerImage });
    await seedExposures(db, { findings, findingsPerImage });
  });
  // As a database has them that was filled over time.
  await sql`analyze`.execute(db);
}

const org = sql.lit(benchOrganisation);

/** Numbers are written into the statements: a bound one is no integer to SQLite, and divides into fractions. */
function numbers(count: number) {
  return sql`with recursive numbers(n) as
    (select cast(1 as bigint) union all select n + 1 from numbers where n < ${sql.lit(Math.max(1, count))})`;
}

function repositoryOf(tag: string): string {
  return `(1 + (${tag} - 1) / ${tagsPerRepository})`;
}

function registryOf(tag: string): string {
  return `'registry-' || (${repositoryOf(tag)} % ${registries})`;
}

/** Spread over the days, whatever the number. */
function timeOf(number: string): string {
  return `(${seededAt} - (${number} * 7919 % ${seededDays}) * ${dayMs} - ${number} % 40000 * 1000)`;
}

async function seedPlaces(db: Kysely<Tables>, images: number): Promise<void> {
  await sql`insert into organisation (id, name, created_at) values (${org}, 'bench', 1)`.execute(
    db,
  );
  await sql`insert into registry (id, org_id, name, provider, url, scan_method, schedule,
    filters_json, allow_plain_http, revision, created_at, updated_at)
    ${numbers(registries)} select 'registry-' || (n - 1), ${org}, 'registry-' || (n - 1), 'CUSTOM',
    'https://registry.example', 'sensor', 'daily', '{}', 0, 1, 1, 1 from numbers`.execute(db);
  await sql`insert into repository (id, org_id, registry_id, name, first_seen_at, last_seen_at)
    ${numbers(Math.ceil(images / tagsPerRepository))} select n, ${org},
    'registry-' || (n % ${sql.lit(registries)}), 'team/repository-' || n, 1, 1 from numbers`.execute(
    db,
  );
  await sql`insert into tag (id, org_id, repository_id, name, digest, first_seen_at, last_seen_at,
    moved_at, attachment, added_job_id, judged_job_id, judged_attempt)
    ${numbers(images)} select n, ${org}, ${sql.raw(repositoryOf('n'))}, 'v' || n,
    case when n % 10 = 0 then 'sha256:index-' else 'sha256:' end || n, ${sql.raw(timeOf('n'))},
    ${sql.lit(seededAt)} - n % 40000, ${sql.raw(timeOf('n'))}, 0, '', '', 1 from numbers`.execute(
    db,
  );
}

async function seedImages(db: Kysely<Tables>, images: number): Promise<void> {
  await sql`insert into image (id, org_id, digest, media_type, kind, os, architecture,
    first_seen_at, scan_state, package_count, critical, high, medium, low, unknown,
    uncovered_json, coverage, matched_with, scanned_at, matched_at)
    ${numbers(images)} select n, ${org}, 'sha256:' || n, '', 'image', 'linux', 'amd64',
    ${sql.raw(timeOf('n'))}, 'indexed', 2 + n % 300, n % 3, n % 7, n % 11, n % 13, 0, '[]', 'covered', 1,
    ${sql.raw(timeOf('n'))}, ${sql.lit(seededAt)} from numbers`.execute(db);
  await sql`insert into image (id, org_id, digest, media_type, kind, first_seen_at, scan_state,
    package_count, critical, high, medium, low, unknown, uncovered_json)
    ${numbers(Math.floor(images / 10))} select ${sql.lit(images)} + n, ${org},
    'sha256:index-' || (n * 10), '', 'index', ${sql.raw(timeOf('n'))}, 'indexed',
    0, 0, 0, 0, 0, 0, '[]' from numbers`.execute(db);
  await sql`insert into index_member (org_id, index_image_id, member_digest, role, os, architecture,
    position) ${numbers(Math.floor(images / 10))} select ${org}, ${sql.lit(images)} + n,
    'sha256:' || (n * 10), 'image', 'linux', 'amd64', 0 from numbers`.execute(db);
  await sql`insert into image_location (org_id, image_id, registry_id, repository, last_seen_at)
    ${numbers(images)} select ${org}, n, ${sql.raw(registryOf('n'))},
    'team/repository-' || ${sql.raw(repositoryOf('n'))}, 1 from numbers`.execute(db);
}

async function seedJudgements(db: Kysely<Tables>, images: number): Promise<void> {
  await sql`insert into signature (org_id, registry_id, repository, digest, mark_rank,
    verdict_json, version, judged_with)
    ${numbers(images)} select ${org}, ${sql.raw(registryOf('n'))},
    'team/repository-' || ${sql.raw(repositoryOf('n'))}, 'sha256:' || n, n % 3, '{}', 1, 1
    from numbers where n % 4 = 0`.execute(db);
  await sql`insert into verdict (org_id, tag_id, image_id, platform, kind, sentence, reasons_json,
    accepted_findings, judged_at)
    ${numbers(images)} select ${org}, n, n, 'linux/amd64', case n % 3 when 0 then 'pass' when 1 then 'block'
    else 'unknown' end, 'As the policy says.', '[]', 0, 1 from numbers`.execute(db);
}

async function seedAdvisories(db: Kysely<Tables>): Promise<void> {
  await sql`insert into advisory_alias (org_id, alias, advisory_id)
    ${numbers(advisories)} select ${org}, 'CVE-2026-' || n, 'CVE-2026-' || n from numbers`.execute(
    db,
  );
  await sql`insert into advisory_signal (org_id, advisory_id, cves_json, epss, percentile,
    kev_added_at, kev_due_at)
    ${numbers(advisories)} select ${org}, 'CVE-2026-' || n, '[]', n * 7919 % 1000 / 1000.0, 0.5,
    case when n % 100 = 0 then '2026-01-01' end,
    case when n % 100 = 0 then '2026-02-' || (10 + n % 19) end from numbers`.execute(db);
}

interface SeededFindings {
  readonly findings: number;
  readonly findingsPerImage: number;
}

function imageOf(findingsPerImage: number): string {
  return `(1 + (n - 1) / ${findingsPerImage})`;
}

const packageName = sql.raw(`'package-' || (n * 7 % ${packageNames})`);
const packageVersion = sql.raw(`'1.' || (n % 10) || '.0'`);
const advisoryId = sql.raw(`'CVE-2026-' || (1 + n * 13 % ${advisories})`);
const severity = sql.raw(
  `case n % 5 when 0 then 'critical' when 1 then 'high' when 2 then 'medium' when 3 then 'low' else 'unknown' end`,
);
const fixedIn = sql.raw(`case when n % 3 = 0 then '2.0' end`);

async function seedPackages(
  db: Kysely<Tables>,
  { findings, findingsPerImage }: SeededFindings,
): Promise<void> {
  await sql`insert into image_package (org_id, image_id, type, name, source_name, version, layer)
    ${numbers(findings)} select ${org}, ${sql.raw(imageOf(findingsPerImage))}, 'npm',
    ${packageName}, ${packageName}, ${packageVersion}, 0 from numbers`.execute(db);
}

async function seedMatches(
  db: Kysely<Tables>,
  { findings, findingsPerImage }: SeededFindings,
): Promise<void> {
  await sql`insert into match (org_id, image_id, advisory_id, ids_json, sources_json, package_type,
    package_name, package_version, purl, severity, severity_rank, severity_origin, fixed_in,
    status, summary, layer)
    ${numbers(findings)} select ${org}, ${sql.raw(imageOf(findingsPerImage))}, ${advisoryId}, '[]', '[]',
    'npm', ${packageName}, ${packageVersion}, 'pkg:npm/' || ${packageName}, ${severity}, n % 5,
    'osv', ${fixedIn}, 'undetermined', 'What may happen.', 0 from numbers`.execute(db);
}

/** Every tenth is followed by another that was resolved. */
async function seedExposures(
  db: Kysely<Tables>,
  { findings, findingsPerImage }: SeededFindings,
): Promise<void> {
  const image = imageOf(findingsPerImage);
  for (const isResolved of [false, true]) {
    const seen = timeOf('n');
    const resolvedAt = isResolved ? `${seen} + ${dayMs}` : 'null';
    await sql`insert into exposure (org_id, registry_id, repository, tag, platform, package_type,
      package_name, advisory_id, image_id, package_version, severity, severity_rank, fixed_in,
      first_seen_at, last_seen_at, resolved_at, resolved_reason)
      ${numbers(findings)} select ${org}, ${sql.raw(registryOf(image))},
      'team/repository-' || ${sql.raw(repositoryOf(image))}, 'v' || ${sql.raw(image)}, 'linux/amd64', 'npm',
      ${packageName}, ${advisoryId}, ${sql.raw(image)}, ${packageVersion}, ${severity}, n % 5, ${fixedIn},
      ${sql.raw(seen)}, ${sql.raw(seen)}, ${sql.raw(resolvedAt)},
      ${sql.raw(isResolved ? "'upgraded'" : 'null')}
      from numbers ${sql.raw(isResolved ? 'where n % 10 = 0' : '')}`.execute(db);
  }
}
