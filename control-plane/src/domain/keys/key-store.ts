// What the rules about keys need remembered, within one organisation and across all of them.
import type { Role } from './roles.ts';

export type KeyKind = 'user' | 'sensor';

export interface ApiKey {
  readonly id: string;
  readonly orgId: string;
  readonly name: string;
  readonly kind: KeyKind;
  readonly role: Role;
  readonly prefix: string;
  /** The registries the key is scoped to. None means: all for a user key, only bound ones for a sensor key. */
  readonly registryIds: readonly string[];
  readonly sensorsMax: number;
  readonly isSystem: boolean;
  readonly createdAt: number;
  readonly expiresAt: number | undefined;
  readonly lastUsedAt: number | undefined;
  readonly revokedAt: number | undefined;
}

export interface NewApiKey extends Omit<ApiKey, 'orgId' | 'lastUsedAt' | 'revokedAt'> {
  /** SHA-256 of the whole key, hex. */
  readonly hash: string;
}

export interface KeyListOptions {
  readonly offset: number;
  readonly limit: number;
  /** Revoked keys are left out unless asked for. */
  readonly includeRevoked?: boolean;
}

/** Bound to one organisation: it neither reads nor writes a row of another. */
export interface KeyStore {
  readonly orgId: string;
  insert(key: NewApiKey): Promise<void>;
  find(id: string): Promise<ApiKey | undefined>;
  /** Newest first. The managed sensor's key is never in it. */
  list(
    options: KeyListOptions,
  ): Promise<{ readonly keys: readonly ApiKey[]; readonly total: number }>;
  /** False when there is no such key or it was revoked before. */
  revoke(id: string, now: number): Promise<boolean>;
  /**
   * Takes a registry out of the scope of sensor keys and revokes those that serve nothing else. User keys keep
   * their scope: one that loses its last registry must not become a key for all of them. Returns the revoked ids.
   */
  releaseRegistry(registryId: string, now: number): Promise<readonly string[]>;
}

/** Across organisations, for work that starts from a key, a sensor or a clock. */
export interface SystemKeyStore {
  readonly scope: 'system';
  findByHash(hash: string): Promise<ApiKey | undefined>;
  find(id: string): Promise<ApiKey | undefined>;
  touch(id: string, now: number): Promise<void>;
  /** Whether a user key exists that could be used now. */
  hasUsableUserKey(now: number): Promise<boolean>;
  /** Those of `ids` that are revoked or expired by now: also what another process has revoked. */
  unusable(ids: readonly string[], now: number): Promise<readonly string[]>;
  /** Revokes every system key; each start of the managed sensor mints its own. */
  revokeSystemKeys(name: string, now: number): Promise<readonly string[]>;
}
