// The tables of registries, the sensors that serve them and what their syncs found.
import type { Generated } from 'kysely';

export interface RegistryTable {
  id: string;
  org_id: string;
  name: string;
  provider: string;
  /** 0: found by its address or its answers, and may still be found. */
  provider_chosen: 0 | 1;
  url: string;
  scan_method: 'cloud' | 'sensor';
  schedule: 'manual' | 'daily' | 'weekly' | 'cron' | 'on_push';
  filters_json: string;
  allow_plain_http: 0 | 1;
  ca_pem: string | null;
  skip_tls_verify: 0 | 1;
  client_certificate_sealed: Uint8Array | null;
  client_certificate_id: string | null;
  pull_limits_json: string | null;
  credential_sealed: Uint8Array | null;
  /** Raised whenever origin, credential or CA change: what was tested before says nothing about it. */
  revision: number;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
  /** Set once nothing is left of what was found in a registry that was removed. */
  cleared_at: number | null;
  last_sync_at: number | null;
  /** When the next scheduled sync is due; null for manual, and for on_push unless the last one failed. */
  next_sync_at: number | null;
  /** Set when a sync is wanted as soon as a sensor is there (first heartbeat, push, redrive). */
  sync_wanted_at: number | null;
  cron_json: string | null;
  blackouts_json: string | null;
  /** The window of `blackouts_json` that is open or comes next; looked up anew once it has passed. */
  blackout_from: number | null;
  blackout_until: number | null;
  /** Set while nothing starts by itself. */
  paused_at: number | null;
}

export interface SensorTable {
  id: string;
  org_id: string;
  api_key_id: string;
  name: string;
  version: string;
  platform: string;
  analyzer_version: string;
  capabilities_json: string;
  is_system: 0 | 1;
  epoch: string;
  instance: string;
  acked_seq: number;
  first_seen_at: number;
  last_seen_at: number;
  /** Set while a link is open; cleared when it closes. */
  connected_at: number | null;
  disconnected_at: number | null;
  heartbeat_json: string | null;
  clone_alert_at: number | null;
  lost_messages: number;
  /** Set while a person keeps it from taking jobs. */
  drained_at: number | null;
  /** The last heartbeats in short; null before the first were written. */
  beats_json: string | null;
}

/** Acked position per life of a sensor's database, so that an old epoch's message cannot count twice. */
export interface SensorEpochTable {
  org_id: string;
  sensor_id: string;
  epoch: string;
  acked_seq: number;
  started_at: number;
}

/** Registries a sensor is bound to besides those of its key. */
export interface RegistrySensorTable {
  org_id: string;
  registry_id: string;
  sensor_id: string;
  bound_at: number;
}

export interface SyncRunTable {
  id: Generated<number>;
  org_id: string;
  registry_id: string;
  job_id: string;
  outcome: 'succeeded' | 'failed' | 'cancelled';
  started_at: number;
  finished_at: number;
  duration_ms: number;
  repositories: number;
  tags: number;
  digests: number;
  added_tags: number;
  removed_tags: number;
  restricted: 0 | 1;
  conditions_json: string;
  error_code: string | null;
}

export interface RepositoryTable {
  id: Generated<number>;
  org_id: string;
  registry_id: string;
  name: string;
  first_seen_at: number;
  last_seen_at: number;
}

export interface TagTable {
  id: Generated<number>;
  org_id: string;
  repository_id: number;
  name: string;
  digest: string;
  first_seen_at: number;
  last_seen_at: number;
  /** When the digest last changed. */
  moved_at: number;
  /** 1 for signatures and the like, which are never listed as images. */
  attachment: 0 | 1;
  /** The job that found the tag, or found it again after it was gone. */
  added_job_id: string;
  /** The job and attempt with the last word on this tag: it saw it, or found it gone. Job ids sort by time. */
  judged_job_id: string;
  judged_attempt: number;
  /** The complete sync that missed the tag first, while its removal waits to be confirmed by another. */
  missing_job_id: string | null;
  gone_at: number | null;
  /** By the registry, of the digest the tag shows; null where it does not say. */
  pushed_at: number | null;
}

/** Which digest a tag named from when until when; open while it still does. */
export interface TagDigestTable {
  id: Generated<number>;
  org_id: string;
  tag_id: number;
  digest: string;
  seen_from: number;
  seen_until: number | null;
}
