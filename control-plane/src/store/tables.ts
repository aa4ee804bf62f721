// The tables as Kysely sees them, equal to what the migrations make. Times are milliseconds since 1970; ids are
// UUIDs as text; flags are 0 or 1, since SQLite has no booleans; `json` columns hold text.
import type { AuditCheckpointTable, AuditEventTable, AuditHeadTable } from './audit-tables.ts';
import type {
  AdvisoryAliasTable,
  AdvisorySignalTable,
  ExposureQueueTable,
  ExposureTable,
  FindingCountTable,
  FindingDayTable,
  FindingTagTable,
  MatchQueueTable,
  MatchTable,
} from './finding-tables.ts';
import type {
  ExternalReportTable,
  ImageLabelTable,
  ImageLocationTable,
  ImageObservationTable,
  ImagePackageTable,
  ImageTable,
  IndexMemberTable,
  InventoryTable,
  PackageFactTable,
} from './image-tables.ts';
import type { JobTable } from './job-tables.ts';
import type { ApiKeyRegistryTable, ApiKeyTable, OrganisationTable } from './key-tables.ts';
import type {
  DeliveryTable,
  NotificationChannelTable,
  NotificationEventTable,
  NotificationNewsTable,
  NotificationRuleTable,
  NotificationWatchTable,
} from './notification-tables.ts';
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
import type {
  RegistrySensorTable,
  RegistryTable,
  RepositoryTable,
  SensorEpochTable,
  SensorTable,
  SyncRunTable,
  TagDigestTable,
  TagTable,
} from './registry-tables.ts';
import type {
  DataKeyTable,
  IdempotentAnswerTable,
  RetentionRuleTable,
  SavedViewTable,
  SettingTable,
} from './setting-tables.ts';
import type {
  AttachmentSourceTable,
  AttachmentTable,
  SignatureTable,
  SignatureTrustTable,
  SignerTable,
} from './signature-tables.ts';
import type {
  WebhookIdentityTable,
  WebhookPendingTable,
  WebhookReceiptTable,
  WebhookSecretTable,
  WebhookSeenTable,
} from './webhook-tables.ts';

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
  tag_digest: TagDigestTable;
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
  finding_count: FindingCountTable;
  finding_day: FindingDayTable;
  finding_tag: FindingTagTable;
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
  audit_head: AuditHeadTable;
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
