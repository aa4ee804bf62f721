// The tables as Kysely sees them, equal to what the migrations make. Times are milliseconds since 1970; ids are
// UUIDs as text; flags are 0 or 1, since SQLite has no booleans; `json` columns hold text.
import type { Generated } from 'kysely';
import type { AuditCheckpointTable, AuditEventTable } from './audit-tables.ts';
import type {
  EnrolmentTokenRegistryTable,
  EnrolmentTokenTable,
  MembershipTable,
  OneTimeLinkTable,
  PersonSessionTable,
  PersonTable,
} from './people-tables.ts';
import type {
  ExceptionTable,
  FindingAgeTable,
  ImagePolicyFactTable,
  PolicyTable,
  VerdictQueueTable,
  VerdictTable,
} from './policy-tables.ts';

type Flag = 0 | 1;

export interface OrganisationTable {
  id: string;
  name: string;
  created_at: number;
}

export interface ApiKeyTable {
  id: string;
  org_id: string;
  name: string;
  /** `user` keys call the API; `sensor` keys open links. */
  kind: 'user' | 'sensor' | 'personal';
  role: string;
  prefix: string;
  /** SHA-256 of the whole key, hex. The key itself is stored nowhere. */
  hash: string;
  sensors_max: number;
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
  revoked_at: number | null;
  /** The managed sensor's key serves every organisation. */
  is_system: Flag;
  /** Whose personal token it is. */
  person_id: string | null;
  /** The enrolment token a sensor came with. */
  enrolment_token_id: string | null;
  /** A candidate: the key it replaces once it has been used. */
  takes_over_from: string | null;
}

/** Which registries a sensor key, or a scoped user key, may see. */
export interface ApiKeyRegistryTable {
  org_id: string;
  api_key_id: string;
  registry_id: string;
}

export interface RegistryTable {
  id: string;
  org_id: string;
  name: string;
  provider: string;
  /** 0: found by its address or its answers, and may still be found. */
  provider_chosen: Flag;
  url: string;
  scan_method: 'cloud' | 'sensor';
  schedule: 'manual' | 'daily' | 'weekly' | 'cron' | 'on_push';
  filters_json: string;
  allow_plain_http: Flag;
  ca_pem: string | null;
  skip_tls_verify: Flag;
  client_certificate_sealed: Uint8Array | null;
  client_certificate_id: string | null;
  pull_limits_json: string | null;
  credential_sealed: Uint8Array | null;
  /** Raised whenever origin, credential or CA change: what was tested before says nothing about it. */
  revision: number;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
  last_sync_at: number | null;
  /** When the next scheduled sync is due; null for manual and on_push. */
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
  is_system: Flag;
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

export interface JobTable {
  id: string;
  org_id: string;
  registry_id: string;
  kind: 'probe' | 'sync' | 'scan';
  /** queued -> assigned (offered) -> running (accepted) -> succeeded | failed | cancelled | dead */
  state: 'queued' | 'assigned' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'dead';
  payload_json: string;
  priority: number;
  /** At most one job that is not finished carries the same key. */
  dedupe_key: string;
  trigger: 'interactive' | 'push' | 'schedule' | 'sync' | 'heartbeat';
  /** bound: sensors that serve the registry; system: managed sensors, for a registry not stored yet. */
  route: 'bound' | 'system';
  attempt: number;
  /** Attempts that count towards the limit; one lost to a cut link does not. */
  counted_attempts: number;
  /** Of the latest attempt; kept when the job is queued again, so that the same sensor may take it up. */
  sensor_id: string | null;
  lease_until: number | null;
  budget_until: number | null;
  not_before: number;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
  cancel_requested_at: number | null;
  error_code: string | null;
  error_details_json: string | null;
  result_json: string | null;
  progress_json: string | null;
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
  restricted: Flag;
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
  attachment: Flag;
  /** The job that found the tag, or found it again after it was gone. */
  added_job_id: string;
  /** The job and attempt with the last word on this tag: it saw it, or found it gone. Job ids sort by time. */
  judged_job_id: string;
  judged_attempt: number;
  /** The complete sync that missed the tag first, while its removal waits to be confirmed by another. */
  missing_job_id: string | null;
  gone_at: number | null;
}

/** One row per digest and organisation: a manifest, or an index of manifests. */
export interface ImageTable {
  id: Generated<number>;
  org_id: string;
  digest: string;
  /** Empty while it is not known. */
  media_type: string;
  kind: 'unknown' | 'image' | 'index' | 'artifact';
  /** Of an artifact: what it says it is. */
  artifact_type: string | null;
  size_bytes: number | null;
  os: string | null;
  architecture: string | null;
  variant: string | null;
  first_seen_at: number;
  /** waiting: no inventory yet; failed: the last scan ended with scan_error_code. */
  scan_state: 'waiting' | 'indexed' | 'partial' | 'failed';
  scan_error_code: string | null;
  scanned_at: number | null;
  analyzer_version: string | null;
  package_count: number;
  critical: number;
  high: number;
  medium: number;
  low: number;
  unknown: number;
  /** covered | no-advisory-data | not-a-distro | null before the first match. */
  coverage: 'covered' | 'no-advisory-data' | 'not-a-distro' | null;
  /** The package types for which there were no advisories at the last match. */
  uncovered_json: string;
  distro: string | null;
  /** As the inventory says it, JSON `null` without one; null while it is not kept yet. */
  distro_json: string | null;
  /** The advisory database (its built_at) the matches come from; null while a match is due. */
  matched_with: number | null;
  matched_at: number | null;
}

/** Where a digest may be pulled from. */
export interface ImageLocationTable {
  org_id: string;
  image_id: number;
  registry_id: string;
  repository: string;
  last_seen_at: number;
}

export interface IndexMemberTable {
  org_id: string;
  index_image_id: number;
  member_digest: string;
  role: 'image' | 'attestation' | 'other';
  os: string | null;
  architecture: string | null;
  variant: string | null;
  position: number;
}

/** The whole inventory, zstd-compressed JSON. */
export interface InventoryTable {
  org_id: string;
  image_id: number;
  analyzer_version: string;
  body: Uint8Array;
  bytes: number;
  received_at: number;
}

/** For search and re-match: which images hold which package. */
export interface ImagePackageTable {
  org_id: string;
  image_id: number;
  type: string;
  name: string;
  /** The name advisories use: the source or origin package of a distro, the normalised name elsewhere. */
  source_name: string;
  version: string;
  layer: number;
  /** What matching asks of it; null when that is not kept yet, or differs between packages of this name and version. */
  fact_id: number | null;
}

/** What matching asks of a package, once for all images that hold it. */
export interface PackageFactTable {
  id: Generated<number>;
  org_id: string;
  body_json: string;
}

export interface MatchTable {
  id: Generated<number>;
  org_id: string;
  image_id: number;
  advisory_id: string;
  ids_json: string;
  sources_json: string;
  package_type: string;
  package_name: string;
  package_version: string;
  purl: string;
  severity: 'critical' | 'high' | 'medium' | 'low' | 'unknown';
  /** 0 for critical, growing with less severe ones; to sort by. */
  severity_rank: number;
  score: number | null;
  vector: string | null;
  severity_origin: string;
  fixed_in: string | null;
  status: 'fixed-available' | 'no-fix' | 'wont-fix' | 'ignored' | 'undetermined';
  summary: string;
  layer: number;
}

export interface ExposureTable {
  id: Generated<number>;
  org_id: string;
  registry_id: string;
  repository: string;
  tag: string;
  platform: string;
  package_type: string;
  package_name: string;
  advisory_id: string;
  /** The image that shows it now, or showed it last. */
  image_id: number;
  package_version: string;
  severity: 'critical' | 'high' | 'medium' | 'low' | 'unknown';
  /** 0 for critical, growing with less severe ones; to sort by. */
  severity_rank: number;
  fixed_in: string | null;
  first_seen_at: number;
  /** Of an open one: when it was opened; the image says when it was matched last. */
  last_seen_at: number;
  resolved_at: number | null;
  resolved_reason:
    | 'upgraded'
    | 'package gone'
    | 'tag gone'
    | 'advisory withdrawn'
    | 'accepted'
    | null;
}

/** Images whose matches are due; the matcher takes from here and nothing is lost at a crash. */
export interface MatchQueueTable {
  org_id: string;
  image_id: number;
  requested_at: number;
  /** Raised by each further request, so that one that comes during a match is not lost with it. */
  version: number;
  /** 0 when only packages whose advisories changed are due. */
  is_whole: number;
}

/** Tags whose exposures are due though none of their images is: moved tags, tags of an image in very many places. */
export interface ExposureQueueTable {
  org_id: string;
  tag_id: number;
  requested_at: number;
}

/** Which names lead to an advisory that matched something: its CVE, its GHSA, the distro's own. */
export interface AdvisoryAliasTable {
  org_id: string;
  alias: string;
  advisory_id: string;
}

/** What EPSS and KEV say of an advisory that matched something. */
export interface AdvisorySignalTable {
  org_id: string;
  advisory_id: string;
  /** The CVEs it stands for. */
  cves_json: string;
  epss: number | null;
  percentile: number | null;
  /** Days, as the catalog writes them. */
  kev_added_at: string | null;
  kev_due_at: string | null;
}

/** Seals the secrets of its owner; stored wrapped. */
export interface DataKeyTable {
  /** Sealed values name it. */
  id: string;
  org_id: string;
  owner_kind: string;
  owner_id: string;
  wrapped: Uint8Array;
  /** The id of the key that unwraps it. */
  wrapped_by: string;
  created_at: number;
}

/** Small facts of the installation: the time it was last alive, the key check of sealed credentials. */
export interface SettingTable {
  name: string;
  value: string;
}

/** What senders of push events prove themselves with. */
export interface WebhookSecretTable {
  id: string;
  org_id: string;
  registry_id: string;
  prefix: string;
  /** SHA-256 of the whole secret, hex. */
  hash: string;
  /** The secret itself, where senders sign with it; sealed. */
  sealed: Uint8Array | null;
  created_at: number;
  last_used_at: number | null;
  revoked_at: number | null;
}

/** Whose identity token counts for a registry. */
export interface WebhookIdentityTable {
  org_id: string;
  registry_id: string;
  email: string;
  audience: string | null;
}

/** One request of a sender: what became of it. Of the payload only names of repositories are kept. */
export interface WebhookReceiptTable {
  id: Generated<number>;
  org_id: string;
  registry_id: string;
  format: string;
  received_at: number;
  outcome: 'accepted' | 'ignored' | 'replayed' | 'refused';
  reason: string | null;
  source: string;
  repositories_json: string;
}

/** Events that have had their effect, so that a second delivery has none. */
export interface WebhookSeenTable {
  org_id: string;
  registry_id: string;
  /** SHA-256 of the sender's id, or of the body. */
  key: string;
  forget_at: number;
}

/** Accepted and not yet jobs; nothing is lost at a crash. */
export interface WebhookPendingTable {
  id: Generated<number>;
  org_id: string;
  registry_id: string;
  repository: string;
  /** A tag or digest to scan; null: sync the repository. */
  reference: string | null;
  received_at: number;
}

export interface NotificationChannelTable {
  id: string;
  org_id: string;
  name: string;
  settings_json: string;
  /** Addresses, passwords and keys of the channel as JSON; sealed. */
  sealed: Uint8Array;
  is_enabled: Flag;
  failures_in_row: number;
  paused_until: number | null;
  last_error_code: string | null;
  last_success_at: number | null;
  created_at: number;
  updated_at: number;
}

export interface NotificationRuleTable {
  id: string;
  org_id: string;
  channel_id: string;
  settings_json: string;
  created_at: number;
  updated_at: number;
}

/** The outbox: written with the change that caused it, expanded to deliveries once. */
export interface NotificationEventTable {
  id: Generated<number>;
  org_id: string;
  key: string;
  kind: string;
  body_json: string;
  occurred_at: number;
  expanded_at: number | null;
}

export interface DeliveryTable {
  id: string;
  org_id: string;
  channel_id: string;
  rule_id: string;
  /** Of a digest or of what quiet hours hold back: news with the same slot goes together. */
  slot: string | null;
  state: 'pending' | 'sent' | 'failed';
  title: string;
  event_count: number;
  created_at: number;
  due_at: number;
  attempts: number;
  next_attempt_at: number;
  last_error_code: string | null;
  last_status: number | null;
  finished_at: number | null;
}

/** What a channel was told, or will be by a delivery that waits. */
export interface NotificationNewsTable {
  org_id: string;
  channel_id: string;
  news_key: string;
  event_id: number;
  delivery_id: string;
  told_at: number;
}

/** The last state of a sensor, registry, key or of the advisories that events were made for. */
export interface NotificationWatchTable {
  org_id: string;
  subject: string;
  state: string;
  since: number;
}

/** Which manifest was read for a tag that attaches something to an image. */
export interface AttachmentSourceTable {
  org_id: string;
  registry_id: string;
  repository: string;
  tag: string;
  digest: string;
}

/** One thing that hangs on an image. */
export interface AttachmentTable {
  id: Generated<number>;
  org_id: string;
  registry_id: string;
  repository: string;
  /** The image. */
  subject_digest: string;
  /** Empty for what the referrers API named. */
  tag: string;
  /** Of the manifest that carries it. */
  digest: string;
  kind: 'signature' | 'attestation' | 'sbom' | 'other';
  artifact_type: string | null;
  predicate_types_json: string;
  size_bytes: number;
  /** A code of the error table: why something of it was not read. */
  problem: string | null;
  /** The signed bytes and their proofs, zstd-compressed JSON. */
  body: Uint8Array;
  /** Null until it is judged. */
  verdict_kind: string | null;
  verdict_json: string | null;
  first_seen_at: number;
}

/** What the signatures of an image in a repository say together. */
export interface SignatureTable {
  org_id: string;
  registry_id: string;
  repository: string;
  digest: string;
  /** 0 verified, 1 invalid, 2 unverified, 3 none; to join and sort by. */
  mark_rank: number;
  verdict_json: string;
  /** Grows whenever the attachments change. */
  version: number;
  /** The revision of the trust the verdict comes from; smaller than that of now: due. */
  judged_with: number;
}

/** Whose signatures count. */
export interface SignerTable {
  id: string;
  org_id: string;
  name: string;
  repositories_json: string;
  trust_json: string;
  created_at: number;
}

export interface SignatureTrustTable {
  org_id: string;
  /** Grows with every change of signers or root; without a row it is 1. */
  revision: number;
  trusted_root: string | null;
}

/** A secret by place, a permission or a setting that a scan saw; `body_json` is the whole of it. */
export interface ImageObservationTable {
  id: Generated<number>;
  org_id: string;
  image_id: number;
  kind: string;
  rule: string;
  severity: string;
  /** 0 is the gravest. */
  severity_rank: number;
  path: string | null;
  body_json: string;
}

/** What an external scanner last said of an image. */
export interface ExternalReportTable {
  org_id: string;
  image_id: number;
  scanner: 'trivy' | 'grype';
  /** Of the last try. */
  outcome: 'reported' | 'unavailable';
  code: string | null;
  /** The findings of the last report there was, zstd-compressed JSON. */
  body: Uint8Array | null;
  received_at: number;
}

/** What a request with an Idempotency-Key was answered, for when it comes again. */
export interface IdempotentAnswerTable {
  org_id: string;
  /** SHA-256 of who sent it, the route and the key. */
  key_hash: string;
  /** SHA-256 of address and body. */
  request_hash: string;
  /** Null while the first request is at work. */
  status: number | null;
  /** Sealed, since an answer may hold a secret that is shown once. */
  answer_sealed: Uint8Array | null;
  created_at: number;
}

/** What somebody looks at again and again. */
export interface SavedViewTable {
  id: string;
  org_id: string;
  kind: string;
  name: string;
  query_json: string;
  /** `person:ID` or `key:ID`. */
  owner: string;
  owner_name: string;
  is_shared: Flag;
  created_at: number;
  updated_at: number;
}

export interface RetentionRuleTable {
  id: string;
  org_id: string;
  name: string;
  kind: string;
  repositories_json: string;
  registry_id: string | null;
  older_than_days: number | null;
  keep_newest: number | null;
  is_enabled: Flag;
  created_at: number;
  updated_at: number;
  last_run_at: number | null;
  last_removed: number | null;
}

/** Long values are cut; the inventory holds them whole. */
export interface ImageLabelTable {
  org_id: string;
  image_id: number;
  name: string;
  value: string;
}

export interface Tables {
  idempotent_answer: IdempotentAnswerTable;
  organisation: OrganisationTable;
  api_key: ApiKeyTable;
  api_key_registry: ApiKeyRegistryTable;
  registry: RegistryTable;
  sensor: SensorTable;
  sensor_epoch: SensorEpochTable;
  registry_sensor: RegistrySensorTable;
  job: JobTable;
  sync_run: SyncRunTable;
  repository: RepositoryTable;
  tag: TagTable;
  image: ImageTable;
  image_location: ImageLocationTable;
  index_member: IndexMemberTable;
  inventory: InventoryTable;
  image_package: ImagePackageTable;
  package_fact: PackageFactTable;
  image_label: ImageLabelTable;
  saved_view: SavedViewTable;
  retention_rule: RetentionRuleTable;
  image_observation: ImageObservationTable;
  match: MatchTable;
  exposure: ExposureTable;
  match_queue: MatchQueueTable;
  exposure_queue: ExposureQueueTable;
  advisory_alias: AdvisoryAliasTable;
  advisory_signal: AdvisorySignalTable;
  setting: SettingTable;
  webhook_secret: WebhookSecretTable;
  webhook_identity: WebhookIdentityTable;
  webhook_receipt: WebhookReceiptTable;
  webhook_seen: WebhookSeenTable;
  webhook_pending: WebhookPendingTable;
  person: PersonTable;
  membership: MembershipTable;
  person_session: PersonSessionTable;
  one_time_link: OneTimeLinkTable;
  enrolment_token: EnrolmentTokenTable;
  enrolment_token_registry: EnrolmentTokenRegistryTable;
  audit_event: AuditEventTable;
  data_key: DataKeyTable;
  audit_checkpoint: AuditCheckpointTable;
  notification_channel: NotificationChannelTable;
  notification_rule: NotificationRuleTable;
  notification_event: NotificationEventTable;
  delivery: DeliveryTable;
  notification_news: NotificationNewsTable;
  notification_watch: NotificationWatchTable;
  attachment_source: AttachmentSourceTable;
  attachment: AttachmentTable;
  signature: SignatureTable;
  signer: SignerTable;
  signature_trust: SignatureTrustTable;
  external_report: ExternalReportTable;
  policy: PolicyTable;
  exception: ExceptionTable;
  verdict: VerdictTable;
  verdict_queue: VerdictQueueTable;
  finding_age: FindingAgeTable;
  image_policy_fact: ImagePolicyFactTable;
}
