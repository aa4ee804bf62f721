// A large inventory written straight into the tables: images with a tag and packages each, and their open findings. For
// benches only.
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables.ts';

export const benchOrganisation = 'bench';

const tagsPerRepository = 100;
const advisories = 5000;
const packageNames = 500;

export async function seedInventory(
  db: Kysely<Tables>,
  { images, findingsPerImage }: { readonly images: number; readonly findingsPerImage: number },
): Promise<void> {
  const org = benchOrganisation;
  // Numbers are written into the statements: a bound one is no integer to SQLite, and divides into fractions.
  const numbers = (count: number) => sql`with recursive numbers(n) as
    (select 1 union all select n + 1 from numbers where n < ${count})`;
  await sql`insert into organisation (id, name, created_at) values (${org}, 'bench', 1)`.execute(
    db,
  );
  await sql`insert into registry (id, org_id, name, provider, url, scan_method, schedule,
    filters_json, allow_plain_http, revision, created_at, updated_at)
    values ('registry', ${org}, 'registry', 'CUSTOM', 'https://registry.example', 'sensor',
    'daily', '{}', 0, 1, 1, 1)`.execute(db);
  const repositories = Math.ceil(images / tagsPerRepository);
  await sql`insert into repository (id, org_id, registry_id, name, first_seen_at, last_seen_at)
    ${numbers(repositories)} select n, ${org}, 'registry', 'team/repository-' || n, 1, 1
    from numbers`.execute(db);
  await sql`insert into image (id, org_id, digest, media_type, kind, os, architecture,
    first_seen_at, scan_state, package_count, critical, high, medium, low, unknown,
    uncovered_json, coverage, matched_with)
    ${numbers(images)} select n, ${org}, 'sha256:' || n, '', 'image', 'linux', 'amd64', n,
    'indexed', 2, n % 3, n % 7, n % 11, n % 13, 0, '[]', 'covered', 1 from numbers`.execute(db);
  await sql`insert into tag (id, org_id, repository_id, name, digest, first_seen_at, last_seen_at,
    moved_at, attachment, added_job_id, judged_job_id, judged_attempt)
    ${numbers(images)} select n, ${org}, 1 + (n - 1) / ${sql.lit(tagsPerRepository)}, 'v' || n,
    'sha256:' || n, n, n, n, 0, '', '', 1 from numbers`.execute(db);
  await sql`insert into image_location (org_id, image_id, registry_id, repository, last_seen_at)
    ${numbers(images)} select ${org}, n, 'registry',
    'team/repository-' || (1 + (n - 1) / ${sql.lit(tagsPerRepository)}), 1 from numbers`.execute(
    db,
  );
  await sql`insert into image_package (org_id, image_id, type, name, source_name, version, layer)
    ${numbers(images * findingsPerImage)} select ${org}, 1 + (n - 1) / ${sql.lit(findingsPerImage)}, 'npm',
    'package-' || (n * 7 % ${sql.lit(packageNames)}), 'package-' || (n * 7 % ${sql.lit(packageNames)}),
    '1.' || (n % 10) || '.0', 0 from numbers`.execute(db);
  await sql`insert into advisory_alias (org_id, alias, advisory_id)
    ${numbers(advisories)} select ${org}, 'CVE-2026-' || n, 'CVE-2026-' || n from numbers`.execute(
    db,
  );
  await sql`insert into exposure (org_id, registry_id, repository, tag, platform, package_type,
    package_name, advisory_id, image_id, package_version, severity, severity_rank, fixed_in,
    first_seen_at, last_seen_at)
    ${numbers(images * findingsPerImage)} select ${org}, 'registry',
    'team/repository-' || (1 + (n - 1) / ${sql.lit(findingsPerImage)} / ${sql.lit(tagsPerRepository)}),
    'v' || (1 + (n - 1) / ${sql.lit(findingsPerImage)}), 'linux/amd64', 'npm',
    'package-' || (n * 7 % ${sql.lit(packageNames)}), 'CVE-2026-' || (1 + n * 13 % ${sql.lit(advisories)}),
    1 + (n - 1) / ${sql.lit(findingsPerImage)}, '1.' || (n % 10) || '.0',
    substr('criticalhigh    medium  low     unknown ', 1 + 8 * (n % 5), 8), n % 5,
    case when n % 3 = 0 then '2.0' end, n, n from numbers`.execute(db);
  await sql`update exposure set severity = trim(severity)`.execute(db);
}
