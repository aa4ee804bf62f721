// Puts a registry with very many images into a control plane's database, as they are after their scans, in seconds. For
// looking at long lists; what their inventories hold is not there.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const tagsPerRepository = 100;
const tagsPerFolder = 5_000;

const organisation = "'00000000-0000-7000-8000-000000000001'";
const registry = "'00000000-0000-7000-8000-0000000000aa'";
const job = "'00000000-0000-7000-8000-0000000000bb'";
const filters = JSON.stringify({
  repositories: { include: [], exclude: [] },
  tags: { include: [], exclude: [] },
});
const digest = "'sha256:' || printf('%064x', n)";
const repository = `printf('team-%02d/service-%04d', n / ${tagsPerFolder}, n / ${tagsPerRepository})`;

/** The control plane must not run yet, but its database must be there: making a key makes it. */
export function fillImageList(dataFolder: string, images: number, now: number): void {
  const database = new DatabaseSync(join(dataFolder, 'control-plane.sqlite'));
  const numbers = `with recursive number(n) as (select 0 union all select n + 1 from number where n + 1 < ${images})`;
  database.exec(`begin;
    insert into registry (id, org_id, name, provider, provider_chosen, url, scan_method, schedule, filters_json,
        allow_plain_http, skip_tls_verify, revision, created_at, updated_at)
      values (${registry}, ${organisation}, 'large', 'CUSTOM', 0, 'https://registry.example', 'sensor', 'manual',
        '${filters}', 0, 0, 1, ${now}, ${now});
    insert into repository (org_id, registry_id, name, first_seen_at, last_seen_at)
      ${numbers} select distinct ${organisation}, ${registry}, ${repository}, ${now}, ${now} from number;
    insert into image (org_id, digest, media_type, kind, size_bytes, os, architecture, first_seen_at, scan_state,
        scanned_at, package_count, critical, high, medium, low, unknown, coverage, uncovered_json)
      ${numbers} select ${organisation}, ${digest}, 'application/vnd.oci.image.manifest.v1+json', 'image',
        1000000 + n * 977 % 900000000, 'linux', 'amd64', ${now}, 'indexed', ${now}, 40 + n % 400,
        n % 3, n % 7, n % 23, n % 41, 0, 'covered', '[]' from number;
    insert into tag (org_id, repository_id, name, digest, first_seen_at, last_seen_at, moved_at, attachment,
        added_job_id, judged_job_id, judged_attempt)
      ${numbers} select ${organisation}, repository.id, printf('v%06d', n), ${digest}, ${now}, ${now}, ${now}, 0,
        ${job}, ${job}, 1
      from number cross join repository on repository.name = ${repository} and repository.registry_id = ${registry};
    insert into image_location (org_id, image_id, registry_id, repository, last_seen_at)
      ${numbers} select ${organisation}, image.id, ${registry}, ${repository}, ${now}
      from number cross join image on image.digest = ${digest} and image.org_id = ${organisation};
    commit;`);
  database.close();
}
