// How the domain reaches what is stored: in units of work, each one transaction. Stores handed to `run` are bound
// to that transaction and to one organisation; nothing else of the database is in reach, so a forgotten org_id
// cannot happen in a rule. Inside `write`, use only the stores given: opening another unit of work would wait for itself.
import type { AuditStore } from './audit/audit-store.ts';
import type { DataKeyStore, SystemDataKeyStore } from './credentials/data-key-store.ts';
import type { FindingStore, SystemFindingStore } from './findings/finding-store.ts';
import type { InventoryStore, SystemInventoryStore } from './inventory/inventory-store.ts';
import type { JobStore, SystemJobStore } from './jobs/job-store.ts';
import type { KeyStore, SystemKeyStore } from './keys/key-store.ts';
import type {
  NotificationStore,
  SystemNotificationStore,
} from './notifications/notification-store.ts';
import type { SystemHistoryStore } from './operations/history-store.ts';
import type { IdempotentAnswerStore } from './operations/idempotent-answer-store.ts';
import type { PeopleStore, SystemPeopleStore } from './people/people-store.ts';
import type { PolicyStore, SystemPolicyStore } from './policies/policy-store.ts';
import type { SystemVerdictStore, VerdictStore } from './policies/verdict-store.ts';
import type { RegistryStore, SystemRegistryStore } from './registries/registry-store.ts';
import type {
  RemovedRegistryStore,
  SystemRemovedRegistryStore,
} from './registries/removed-registry-store.ts';
import type { RetentionStore } from './retention/retention-store.ts';
import type { SensorStore, SystemSensorStore } from './sensors/sensor-store.ts';
import type { SignatureStore, SystemSignatureStore } from './signatures/signature-store.ts';
import type { ViewStore } from './views/view-store.ts';
import type { SystemWebhookStore, WebhookStore } from './webhooks/webhook-store.ts';

export interface Stores {
  readonly audit: AuditStore;
  readonly dataKeys: DataKeyStore;
  readonly findings: FindingStore;
  readonly idempotentAnswers: IdempotentAnswerStore;
  readonly inventory: InventoryStore;
  readonly jobs: JobStore;
  readonly keys: KeyStore;
  readonly people: PeopleStore;
  readonly notifications: NotificationStore;
  readonly policies: PolicyStore;
  readonly registries: RegistryStore;
  readonly removedRegistries: RemovedRegistryStore;
  readonly sensors: SensorStore;
  readonly signatures: SignatureStore;
  readonly verdicts: VerdictStore;
  readonly retention: RetentionStore;
  readonly views: ViewStore;
  readonly webhooks: WebhookStore;
}

export interface SystemStores {
  /** The stores of one organisation, within the same transaction. */
  organisation(orgId: string): Stores;
  readonly organisations: OrganisationStore;
  readonly settings: SettingStore;
  readonly dataKeys: SystemDataKeyStore;
  readonly findings: SystemFindingStore;
  readonly inventory: SystemInventoryStore;
  readonly history: SystemHistoryStore;
  readonly jobs: SystemJobStore;
  readonly keys: SystemKeyStore;
  readonly people: SystemPeopleStore;
  readonly notifications: SystemNotificationStore;
  readonly policies: SystemPolicyStore;
  readonly registries: SystemRegistryStore;
  readonly removedRegistries: SystemRemovedRegistryStore;
  readonly sensors: SystemSensorStore;
  readonly signatures: SystemSignatureStore;
  readonly verdicts: SystemVerdictStore;
  readonly webhooks: SystemWebhookStore;
}

export interface OrganisationStore {
  ids(): Promise<readonly string[]>;
  nameOf(id: string): Promise<string>;
  ensure(id: string, name: string, now: number): Promise<void>;
}

export interface SettingStore {
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
}

export interface UnitOfWork {
  /** One transaction for reading; all queries see the same state. */
  read<Result>(orgId: string, run: (stores: Stores) => Promise<Result>): Promise<Result>;
  /** One transaction; it is rolled back when `run` throws. */
  write<Result>(orgId: string, run: (stores: Stores) => Promise<Result>): Promise<Result>;
  readSystem<Result>(run: (stores: SystemStores) => Promise<Result>): Promise<Result>;
  writeSystem<Result>(run: (stores: SystemStores) => Promise<Result>): Promise<Result>;
}

/** The organisation that exists from the first start. */
export const defaultOrganisationId = '00000000-0000-7000-8000-000000000001';
