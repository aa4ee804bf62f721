// What push events need remembered: secrets, sender identities, receipts, what was seen, and what waits to become jobs.
import type { JobState } from '../jobs/job.ts';
import type { Registry } from '../registries/registry-store.ts';
import type { WebhookFormat } from './webhook.ts';

export interface WebhookSecret {
  readonly id: string;
  readonly registryId: string;
  readonly prefix: string;
  /** Kept only where a sender signs, since checking a signature takes the secret itself. */
  readonly sealed: Uint8Array | undefined;
  readonly createdAt: number;
  readonly lastUsedAt: number | undefined;
}

export interface NewWebhookSecret extends Omit<WebhookSecret, 'lastUsedAt'> {
  readonly hash: string;
}

/** Whose identity token a Pub/Sub subscription brings, and for whom it was made out. */
export interface SenderIdentity {
  readonly email: string;
  readonly audience: string | undefined;
}

export type ReceiptOutcome = 'accepted' | 'ignored' | 'replayed' | 'refused';

/** Of a payload it holds names of repositories and nothing else. */
export interface WebhookReceipt {
  readonly registryId: string;
  readonly format: WebhookFormat;
  readonly receivedAt: number;
  readonly outcome: ReceiptOutcome;
  readonly reason: string | undefined;
  readonly source: string;
  readonly repositories: readonly string[];
}

/** A repository to sync when there is no reference, else a scan. */
export interface PendingPush {
  readonly repository: string;
  /** A tag or a digest. */
  readonly reference: string | undefined;
}

export interface StoredPush extends PendingPush {
  readonly id: number;
}

export interface OpenSync {
  readonly state: JobState;
  readonly repositories: readonly string[];
}

/** Bound to one organisation: it neither reads nor writes a row of another. */
export interface WebhookStore {
  readonly orgId: string;
  /** Usable ones, newest first. */
  secrets(registryId: string): Promise<readonly WebhookSecret[]>;
  insertSecret(secret: NewWebhookSecret): Promise<void>;
  /** How many were revoked. */
  revokeSecrets(registryId: string, ids: readonly string[], now: number): Promise<number>;
  touchSecret(id: string, now: number): Promise<void>;

  identity(registryId: string): Promise<SenderIdentity | undefined>;
  /** Undefined removes it. */
  setIdentity(registryId: string, identity: SenderIdentity | undefined): Promise<void>;

  /** Remembers these until then; returns those that were not remembered before. */
  remember(
    registryId: string,
    keys: readonly string[],
    times: { readonly now: number; readonly until: number },
  ): Promise<readonly string[]>;

  /** Older receipts of the same outcome beyond the newest few go. */
  insertReceipt(receipt: WebhookReceipt): Promise<void>;
  /** Newest first. */
  receipts(
    registryId: string,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<{ readonly receipts: readonly WebhookReceipt[]; readonly total: number }>;

  addPending(registryId: string, pushes: readonly PendingPush[], now: number): Promise<void>;
  pending(registryId: string, limit: number): Promise<readonly StoredPush[]>;
  dropPending(ids: readonly number[]): Promise<void>;

  /** Unfinished syncs of some repositories of this registry. */
  openSyncs(registryId: string): Promise<readonly OpenSync[]>;
  /** Those of the names under which a sync has seen something. */
  knownRepositories(registryId: string, names: readonly string[]): Promise<ReadonlySet<string>>;
  /** `folder` ends with a slash. */
  hasRepositoryBelow(registryId: string, folder: string): Promise<boolean>;
}

/** Across organisations: a sender is known by its secret before anybody knows whose it is. */
export interface SystemWebhookStore {
  readonly scope: 'system';
  /** Of a registry that is not deleted. */
  secretByHash(
    hash: string,
  ): Promise<{ readonly secret: WebhookSecret; readonly registry: Registry } | undefined>;
  /** Registries whose address has this host, that can be spoken for at all: with a secret or an identity. */
  registriesAt(host: string, limit: number): Promise<readonly Registry[]>;
  registriesWithPending(): Promise<
    readonly { readonly orgId: string; readonly registryId: string }[]
  >;
  /** Drops what need not be remembered any longer. */
  forget(now: number): Promise<void>;
}
