// Puts a registry for each code of the error table into a control plane's database, served by a sensor that was just
// heard, its last sync ended with that code. For looking at every error a registry can show.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const organisation = '00000000-0000-7000-8000-000000000001';
const filters = JSON.stringify({
  repositories: { include: [], exclude: [] },
  tags: { include: [], exclude: [] },
});

/** The id of the registry of each code. The control plane must not run yet, but its database must be there. */
export function fillFailedSyncs(
  dataFolder: string,
  codes: readonly string[],
  now: number,
): ReadonlyMap<string, string> {
  const database = new DatabaseSync(join(dataFolder, 'control-plane.sqlite'));
  const sensorId = idOf(9_000);
  const insert = (table: string, row: Readonly<Record<string, string | number | null>>): void => {
    const columns = Object.keys(row);
    const places = columns.map(() => '?').join(', ');
    database
      .prepare(`insert into ${table} (${columns.join(', ')}) values (${places})`)
      .run(...Object.values(row));
  };
  const { id: keyId } = database.prepare('select id from api_key').get() as { id: string };
  database.exec('begin');
  insert('sensor', {
    ...{ id: sensorId, org_id: organisation, api_key_id: keyId, name: 'lab', version: '1.0.0' },
    ...{ platform: 'linux/amd64', analyzer_version: '1', capabilities_json: '[]', is_system: 0 },
    ...{ epoch: sensorId, instance: sensorId, acked_seq: 0, lost_messages: 0 },
    ...{ first_seen_at: now, last_seen_at: now, heartbeat_json: heartbeat(now) },
  });
  const registries = new Map<string, string>();
  for (const [index, code] of codes.entries()) {
    const id = idOf(index);
    registries.set(code, id);
    insert('registry', {
      ...{ id, org_id: organisation, name: code, provider: 'CUSTOM', provider_chosen: 0 },
      ...{ url: `https://registry-${index}.example`, scan_method: 'sensor', schedule: 'manual' },
      ...{ filters_json: filters, allow_plain_http: 0, skip_tls_verify: 0, revision: 1 },
      ...{ created_at: now, updated_at: now },
    });
    insert('registry_sensor', {
      ...{ org_id: organisation, registry_id: id, sensor_id: sensorId, bound_at: now },
    });
    insert('sync_run', {
      ...{ org_id: organisation, registry_id: id, job_id: idOf(20_000 + index), outcome: 'failed' },
      ...{ started_at: now - 4_000, finished_at: now, duration_ms: 4_000, repositories: 0 },
      ...{ tags: 0, digests: 0, added_tags: 0, removed_tags: 0, restricted: 0 },
      ...{ conditions_json: '[]', error_code: code },
    });
  }
  database.exec('commit');
  database.close();
  return registries;
}

function heartbeat(now: number): string {
  return JSON.stringify({
    receivedAt: now,
    clockSkewMs: 0,
    heartbeat: {
      ...{ kind: 'heartbeat', state: 'idle', clock: now, rssBytes: 1, leases: [] },
      backlog: { messages: 0, bytes: 0, oldestAgeMs: 0 },
    },
  });
}

function idOf(index: number): string {
  return `00000000-0000-7000-9000-${String(index).padStart(12, '0')}`;
}
