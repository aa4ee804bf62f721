// Rows of another organisation, as many as a large installation has, so that changing the schema takes its time.
import { DatabaseSync } from 'node:sqlite';
import type { ChaosWorld } from './chaos-world.ts';
import { askDatabase, countOf } from './find-disorder.ts';

const organisation = '00000000-0000-7000-8000-0000000000aa';

/** Above all numbers that a test hands out by itself. */
const firstId = 10_000_000;

const inserts = [
  `insert into image (id, org_id, digest, media_type, kind, first_seen_at, scan_state, package_count,
     critical, high, medium, low, unknown, uncovered_json)
   select ${firstId} + i, :org, 'sha256:' || printf('%064d', i), 'padding', 'image', 1, 'waiting', 0,
     0, 0, 0, 0, 0, '[]' from n`,
  `insert into tag (id, org_id, repository_id, name, digest, first_seen_at, last_seen_at, moved_at,
     attachment, added_job_id, judged_job_id, judged_attempt, gone_at)
   select ${firstId} + i, :org, ${firstId}, 'tag-' || i, 'sha256:' || printf('%064d', i), 1, 1, 1,
     0, 'job', 'job', 1, :now from n`,
  `insert into image_package (org_id, image_id, type, name, source_name, version, layer)
   select :org, ${firstId} + i, 'deb', 'package-' || (i % 1000), 'package-' || (i % 1000), '1.' || i, 0 from n`,
  `insert into "match" (org_id, image_id, advisory_id, ids_json, sources_json, package_type, package_name,
     package_version, purl, severity, severity_rank, severity_origin, status, summary, layer)
   select :org, ${firstId} + i, 'PADDING-' || (i % 500), '[]', '[]', 'deb', 'package-' || (i % 1000),
     '1.' || i, 'pkg:deb/padding', 'low', 1, 'none', 'affected', '', 0 from n`,
  `insert into exposure (org_id, registry_id, repository, tag, platform, package_type, package_name,
     advisory_id, image_id, package_version, severity, severity_rank, first_seen_at, last_seen_at)
   select :org, 'padding', 'padding', 'tag-' || i, 'linux/amd64', 'deb', 'package-' || (i % 1000),
     'PADDING-' || (i % 500), ${firstId} + i, '1.' || i, 'low', 1, 1, 1 from n`,
];
const tables = ['image', 'tag', 'image_package', 'match', 'exposure'];

/** Into the file of a control plane that is stopped. */
export function addPadding(world: ChaosWorld, rowsPerTable: number): void {
  const db = new DatabaseSync(world.databaseFile);
  try {
    db.exec('begin');
    db.prepare('insert into organisation (id, name, created_at) values (?, ?, 1)').run(
      organisation,
      'padding',
    );
    for (const insert of inserts) {
      const numbers = `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rowsPerTable})`;
      const [head = '', ...rest] = insert.split('select');
      db.prepare(`${head} ${numbers} select ${rest.join('select')}`).run({
        ':org': organisation,
        ...(insert.includes(':now') ? { ':now': Date.now() } : {}),
      });
    }
    db.exec('commit');
  } finally {
    db.close();
  }
}

export function paddingLeft(world: ChaosWorld): Readonly<Record<string, number>> {
  return askDatabase(world, (db) =>
    Object.fromEntries(
      tables.map((table) => [
        table,
        countOf(db, `select count(*) n from "${table}" where org_id = '${organisation}'`),
      ]),
    ),
  );
}
