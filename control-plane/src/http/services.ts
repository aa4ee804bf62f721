// What the routes are given. They know these interfaces and nothing behind them.
import type { AdvisoryDescription } from '@harborguard/shared/advisories/advisory-query.ts';
import type { LogThreshold } from '@harborguard/shared/log-over-logger.ts';
import type { Clock, Log, Random, Tracer } from '@harborguard/shared/ports.ts';
import type { AdvisoryExport } from '../domain/advisories/advisory-export.ts';
import type { AdvisoryUpdates } from '../domain/advisories/advisory-updates.ts';
import type { AuditScopes } from '../domain/audit/audit-scope.ts';
import type { AuditService } from '../domain/audit/audit-service.ts';
import type { FindingQueries } from '../domain/findings/finding-queries.ts';
import type { ImageQueries } from '../domain/inventory/image-queries.ts';
import type { ObservationQueries } from '../domain/inventory/observation-queries.ts';
import type { PackageVersions } from '../domain/inventory/package-version.ts';
import type { TagHistories } from '../domain/inventory/tag-digest.ts';
import type { JobService } from '../domain/jobs/job-service.ts';
import type { EnrolmentService } from '../domain/keys/enrolment-service.ts';
import type { KeyService } from '../domain/keys/key-service.ts';
import type { ChangeFeed } from '../domain/live/change-feed.ts';
import type { ChannelService } from '../domain/notifications/channel-service.ts';
import type { RuleService } from '../domain/notifications/rule-service.ts';
import type { ControlPlaneMeters } from '../domain/operations/control-plane-metrics.ts';
import type { DatabaseHealth } from '../domain/operations/database-health.ts';
import type { IdempotentAnswers } from '../domain/operations/idempotent-answers.ts';
import type { CallerStanding } from '../domain/people/caller-standing.ts';
import type { ExternalSignIn } from '../domain/people/external-sign-in.ts';
import type { MemberService } from '../domain/people/member-service.ts';
import type { OneTimeLinks } from '../domain/people/one-time-links.ts';
import type { PersonSessions } from '../domain/people/person-sessions.ts';
import type { SignInService } from '../domain/people/sign-in-service.ts';
import type { ExceptionService } from '../domain/policies/exception-service.ts';
import type { FindingExceptions } from '../domain/policies/finding-exceptions.ts';
import type { GateService } from '../domain/policies/gate-service.ts';
import type { PolicyService } from '../domain/policies/policy-service.ts';
import type { ConnectionTests } from '../domain/registries/connection-test.ts';
import type { RegistryService } from '../domain/registries/registry-service.ts';
import type { RegistryStates } from '../domain/registries/registry-state.ts';
import type { RetentionService } from '../domain/retention/create-retention.ts';
import type { SensorService } from '../domain/sensors/sensor-service.ts';
import type { AttachmentQueries } from '../domain/signatures/attachment-queries.ts';
import type { SignerService } from '../domain/signatures/signer-service.ts';
import type { UnitOfWork } from '../domain/unit-of-work.ts';
import type { ViewService } from '../domain/views/view-service.ts';
import type { WebhookSecrets } from '../domain/webhooks/webhook-secrets.ts';
import type { WebhookService } from '../domain/webhooks/webhook-service.ts';
import type { ConsoleFiles } from './console-files.ts';

export interface AdvisoryAge {
  readonly state: 'current' | 'stale' | 'missing';
  readonly description: AdvisoryDescription | undefined;
}

/** What every route goes through, and what looks after the installation itself. */
export interface OperationServices {
  readonly logThreshold: LogThreshold;
  readonly databaseHealth: DatabaseHealth;
  readonly idempotentAnswers: IdempotentAnswers;
  readonly meters: ControlPlaneMeters;
  /** Per minute; 0 is none. */
  readonly rateLimits: { readonly callerRateLimit: number; readonly addressRateLimit: number };
}

export interface ApiServices {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly tracer: Tracer;
  readonly unitOfWork: UnitOfWork;
  readonly audit: AuditService;
  readonly auditScopes: AuditScopes;
  readonly keys: KeyService;
  readonly enrolments: EnrolmentService;
  readonly signIns: SignInService;
  readonly sessions: PersonSessions;
  readonly standing: CallerStanding;
  readonly links: OneTimeLinks;
  readonly externalSignIn: ExternalSignIn | undefined;
  /** Whether people may come in with a password. */
  readonly localAccounts: boolean;
  readonly members: MemberService;
  readonly registries: RegistryService;
  readonly registryStates: RegistryStates;
  readonly connectionTests: ConnectionTests;
  readonly jobs: JobService;
  readonly sensors: SensorService;
  readonly images: ImageQueries & TagHistories & PackageVersions;
  readonly findings: FindingQueries;
  readonly observations: ObservationQueries;
  readonly changes: Pick<ChangeFeed, 'subscribe'>;
  /** The built web console; undefined when there is none. */
  readonly consoleFiles: ConsoleFiles | undefined;
  readonly signers: SignerService;
  readonly attachments: AttachmentQueries;
  readonly views: ViewService;
  readonly retention: RetentionService;
  readonly webhooks: WebhookService;
  readonly webhookSecrets: WebhookSecrets;
  readonly notificationChannels: ChannelService;
  readonly notificationRules: RuleService;
  readonly policies: PolicyService;
  readonly exceptions: ExceptionService;
  readonly findingExceptions: FindingExceptions;
  readonly gate: GateService;
  /** Where people and vendors reach us; undefined when nobody has said. */
  readonly publicUrl: string | undefined;
  /** Proxies whose word on where a request comes from is believed. */
  readonly trustedProxies: readonly string[];
  readonly advisories: () => AdvisoryAge;
  readonly advisoryUpdates: AdvisoryUpdates;
  readonly advisoryExport: AdvisoryExport;
  readonly operations: OperationServices;
  /** False while starting and once a stop has begun. */
  readonly isReady: () => boolean;
  readonly version: string;
}
