// What the rules about keys need remembered, within one organisation and across all of them.
import type { Role } from './roles.ts';

/** `personal`: of a person, who may do no more with it than they may now. */
export type KeyKind = 'user' | 'sensor' | 'personal';

/** The person or key that made a key or token, by the name it had then. */
export interface KeyMaker {
  readonly id: string;
  readonly name: string;
}

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
  /** Whose personal token it is. */
  readonly personId?: string | undefined;
  /** The enrolment token a sensor came with; such a key is the sensor's own and may be replaced by it. */
  readonly enrolmentId?: string | undefined;
  /** The key it replaces as soon as it is used. */
  readonly takesOverFrom?: string | undefined;
  /** Nobody made what came about on the machine itself, or was there before makers were noted. */
  readonly createdBy?: KeyMaker | undefined;
  readonly createdAt: number;
  readonly expiresAt: number | undefined;
  readonly lastUsedAt: number | undefined;
  readonly revokedAt: number | undefined;
}

/** Lets sensors in that then have a key of their own. */
export interface EnrolmentToken {
  readonly id: string;
  readonly orgId: string;
  readonly name: string;
  readonly prefix: string;
  readonly registryIds: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly usesMax: number;
  readonly uses: number;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly revokedAt: number | undefined;
  readonly createdBy?: KeyMaker | undefined;
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
  /** Only the personal tokens of this person. */
  readonly personId?: string;
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
  /**
   * The key, what was proposed in its place, and the enrolment tokens it made. Returns the ids of the revoked keys: none
   * when it was revoked before.
   */
  revoke(id: string, now: number): Promise<readonly string[]>;
  /**
   * Takes a registry out of the scope of sensor keys and revokes those that serve nothing else. User keys keep
   * their scope: one that loses its last registry must not become a key for all of them. Returns the revoked ids.
   */
  releaseRegistry(registryId: string, now: number): Promise<readonly string[]>;
  /** Every personal token of somebody who leaves. */
  revokeOfPerson(personId: string, now: number): Promise<void>;
  /** Ends the rotation: the candidate is the key, the one before is revoked. Returns the revoked ids. */
  promote(keyId: string, now: number): Promise<readonly string[]>;
  insertEnrolment(token: EnrolmentToken & { readonly hash: string }): Promise<void>;
  /** Newest first, with those used up and expired. */
  enrolments(window: {
    readonly offset: number;
    readonly limit: number;
  }): Promise<{ readonly tokens: readonly EnrolmentToken[]; readonly total: number }>;
  enrolment(id: string): Promise<EnrolmentToken | undefined>;
  revokeEnrolment(id: string, now: number): Promise<void>;
  /** Those made by this person, also by their personal tokens. */
  revokeEnrolmentsOf(personId: string, now: number): Promise<void>;
  /** False when it is revoked or expired by now, or has been used as often as it may. */
  useEnrolment(id: string, now: number): Promise<boolean>;
}

/** Across organisations, for work that starts from a key, a sensor or a clock. */
export interface SystemKeyStore {
  readonly scope: 'system';
  findByHash(hash: string): Promise<ApiKey | undefined>;
  find(id: string): Promise<ApiKey | undefined>;
  /** Those of `ids` that there are. */
  findAll(ids: readonly string[]): Promise<readonly ApiKey[]>;
  enrolmentByHash(hash: string): Promise<EnrolmentToken | undefined>;
  touch(id: string, now: number): Promise<void>;
  /** Whether a user key exists that could be used now. */
  hasUsableUserKey(now: number): Promise<boolean>;
  /** Those of `ids` that are revoked or expired by now: also what another process has revoked. */
  unusable(ids: readonly string[], now: number): Promise<readonly string[]>;
  /** Revokes every system key; each start of the managed sensor mints its own. */
  revokeSystemKeys(name: string, now: number): Promise<readonly string[]>;
}
