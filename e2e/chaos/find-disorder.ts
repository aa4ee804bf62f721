// What the database of a control plane must not hold, whatever has happened to its process.
import { DatabaseSync } from 'node:sqlite';
import type { ChaosWorld } from './chaos-world.ts';

/** Each is a sentence about rows that should not be; empty when all is well. */
export function findDisorder(world: ChaosWorld): readonly string[] {
  return askDatabase(world, (db) =>
    disorders.flatMap(({ what, query }) => {
      const count = countOf(db, query);
      return count === 0 ? [] : [`${count} ${what}`];
    }),
  );
}

const disorders: readonly { readonly what: string; readonly query: string }[] = [
  {
    what: 'matches doubled',
    query: `select count(*) n from (select 1 from "match" group by image_id, advisory_id,
      package_type, package_name, package_version, purl, layer having count(*) > 1)`,
  },
  {
    what: 'open exposures doubled',
    query: `select count(*) n from (select 1 from exposure where resolved_at is null
      group by registry_id, repository, tag, platform, package_type, package_name, advisory_id
      having count(*) > 1)`,
  },
  {
    // Nothing was ever taken away from the registry.
    what: 'exposures resolved',
    query: 'select count(*) n from exposure where resolved_at is not null',
  },
  {
    what: 'tags gone',
    query: `select count(*) n from tag where gone_at is not null
      and repository_id in (select id from repository)`,
  },
  {
    what: 'packages doubled',
    query: `select count(*) n from (select 1 from image_package
      group by image_id, type, name, version, layer having count(*) > 1)`,
  },
  {
    what: 'jobs failed',
    query: "select count(*) n from job where state in ('failed', 'dead', 'cancelled')",
  },
  {
    what: 'ended syncs without their one run',
    query: `select count(*) n from job where kind = 'sync' and state = 'succeeded'
      and (select count(*) from sync_run where job_id = job.id) <> 1`,
  },
  {
    what: 'runs without an ended sync',
    query: `select count(*) n from sync_run
      where not exists (select 1 from job where id = sync_run.job_id and state = 'succeeded')`,
  },
  {
    what: 'images scanned more often than asked for',
    query: `select count(*) n from (select 1 from job where kind = 'scan'
      group by dedupe_key having count(*) > 1)`,
  },
  { what: 'messages lost', query: 'select coalesce(sum(lost_messages), 0) n from sensor' },
  {
    what: 'sensors taken for clones',
    query: 'select count(*) n from sensor where clone_alert_at is not null',
  },
];

/** The file is read beside the running process, as an operator's backup would. */
export function askDatabase<Value>(world: ChaosWorld, ask: (db: DatabaseSync) => Value): Value {
  const db = new DatabaseSync(world.databaseFile, { readOnly: true, timeout: 30_000 });
  try {
    return ask(db);
  } finally {
    db.close();
  }
}

export function countOf(db: DatabaseSync, query: string): number {
  return Number(db.prepare(query).get()?.['n'] ?? 0);
}
