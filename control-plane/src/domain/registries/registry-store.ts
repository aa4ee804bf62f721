// What the rules about registries need remembered, within one organisation and across all of them.
import type { Provider, RegistryFilters } from '@harborguard/shared/protocol/registry-target.ts';
import type { Schedule } from '@harborguard/shared/registry/next-due-at.ts';
import type { PullLimits } from '@harborguard/shared/registry/pull-budget.ts';
import type { Blackout, BlackoutWindow } from '../schedule/blackout.ts';
import type { CronPlan } from '../schedule/cron.ts';

export type ScanMethod = 'cloud' | 'sensor';

export interface Registry {
  readonly id: string;
  readonly orgId: string;
  readonly name: string;
  readonly provider: Provider;
  /** By a person; then nothing that is found later changes it. */
  readonly isProviderChosen: boolean;
  /** Canonical. */
  readonly url: string;
  readonly scanMethod: ScanMethod;
  readonly schedule: Schedule;
  readonly filters: RegistryFilters;
  readonly allowPlainHttp: boolean;
  readonly caPem: string | undefined;
  readonly skipTlsVerify: boolean;
  /** Names the client certificate that is sealed with it. */
  readonly clientCertificateId: string | undefined;
  /** Undefined: what is usual for the provider. */
  readonly pullLimits: PullLimits | undefined;
  readonly hasCredential: boolean;
  readonly revision: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly lastSyncAt: number | undefined;
  readonly nextSyncAt: number | undefined;
  readonly syncWantedAt: number | undefined;
  /** Of the schedule `cron`; kept while another one is chosen. */
  readonly cron: CronPlan | undefined;
  readonly blackouts: readonly Blackout[];
  /** The one that is open, or comes next. */
  readonly blackoutWindow: BlackoutWindow | undefined;
  /** Set while nothing starts by itself. */
  readonly pausedAt: number | undefined;
}

type Later = 'lastSyncAt' | 'nextSyncAt' | 'syncWantedAt' | 'pausedAt';
type Optional = 'cron' | 'blackouts' | 'blackoutWindow';

export interface NewRegistry
  extends Omit<Registry, 'orgId' | 'hasCredential' | Later | Optional>,
    Partial<Pick<Registry, Optional>> {
  readonly credentialSealed: Uint8Array | undefined;
  readonly clientCertificateSealed: Uint8Array | undefined;
  readonly syncWantedAt: number | undefined;
}

export interface RegistryChange {
  readonly name?: string;
  readonly provider?: Provider;
  readonly isProviderChosen?: boolean;
  readonly url?: string;
  readonly schedule?: Schedule;
  readonly filters?: RegistryFilters;
  readonly allowPlainHttp?: boolean;
  readonly caPem?: string | null;
  readonly skipTlsVerify?: boolean;
  readonly clientCertificate?: { readonly id: string; readonly sealed: Uint8Array } | null;
  readonly pullLimits?: PullLimits | null;
  readonly credentialSealed?: Uint8Array | null;
  readonly revision?: number;
  readonly nextSyncAt?: number | null;
  readonly cron?: CronPlan | null;
  readonly blackouts?: readonly Blackout[];
  readonly blackoutWindow?: BlackoutWindow | null;
  readonly pausedAt?: number | null;
  readonly updatedAt: number;
}

export const registrySorts = ['name', 'createdAt', 'lastSyncAt'] as const;
export type RegistrySort = (typeof registrySorts)[number];

export interface RegistryListOptions {
  readonly offset: number;
  readonly limit: number;
  readonly sort: RegistrySort;
  readonly descending: boolean;
  /** Only these, when set. */
  readonly ids?: readonly string[];
}

export interface SyncRun {
  readonly jobId: string;
  readonly outcome: 'succeeded' | 'failed' | 'cancelled';
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly durationMs: number;
  readonly repositories: number;
  readonly tags: number;
  readonly digests: number;
  readonly addedTags: number;
  readonly removedTags: number;
  readonly restricted: boolean;
  readonly conditions: readonly string[];
  readonly errorCode: string | undefined;
}

export interface SealedSecrets {
  readonly credential: Uint8Array | undefined;
  readonly clientCertificate: Uint8Array | undefined;
}

/** Bound to one organisation: it neither reads nor writes a row of another. Deleted registries are not there. */
export interface RegistryStore {
  readonly orgId: string;
  insert(registry: NewRegistry): Promise<void>;
  find(id: string): Promise<Registry | undefined>;
  list(
    options: RegistryListOptions,
  ): Promise<{ readonly registries: readonly Registry[]; readonly total: number }>;
  change(id: string, change: RegistryChange): Promise<void>;
  /** Hides the row and drops its secrets. */
  remove(id: string, now: number): Promise<void>;
  sealedSecrets(id: string): Promise<SealedSecrets>;
  /** What a finished or wanted sync changes; only the fields given are written. */
  setSyncTimes(
    id: string,
    times: {
      readonly lastSyncAt?: number;
      readonly nextSyncAt?: number | null;
      readonly syncWantedAt?: number | null;
    },
  ): Promise<void>;
  /** Newest first. */
  syncRuns(
    id: string,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<{ readonly runs: readonly SyncRun[]; readonly total: number }>;
  /** Those that say how the registry is doing: the newest that were not cancelled, newest first. */
  judgedSyncRuns(id: string, limit: number): Promise<readonly SyncRun[]>;
  /** Whether a sync job of the registry holds a lease that has not run out. */
  isSyncing(id: string, now: number): Promise<boolean>;
}

/** Across organisations, for work that starts from a key, a sensor or a clock. */
export interface SystemRegistryStore {
  readonly scope: 'system';
  find(id: string): Promise<Registry | undefined>;
  /** With windows of which the one looked up has passed by `now`. */
  withPassedBlackout(now: number, limit: number): Promise<readonly Registry[]>;
  /** The windows are looked up again. */
  forgetWindows(): Promise<void>;
  /** The next syncs are planned again, from last successes that are no later than `now`. */
  forgetPlans(now: number): Promise<void>;
  /** Whether any secret is sealed; then the key that opens it must be there. */
  hasSealedCredential(): Promise<boolean>;
}
