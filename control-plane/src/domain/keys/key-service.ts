// Keys: minting, recognising, listing and revoking them. The text of a key exists only in the answer to its making.

import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Log, Random } from '@harborguard/shared/ports.ts';
import {
  hashKey,
  isWellFormedKey,
  keyPrefix,
  mintKeyText,
} from '@harborguard/shared/protocol/api-key-text.ts';
import type { AuditFacts } from '../audit/audit-event.ts';
import type { Stores, SystemStores, UnitOfWork } from '../unit-of-work.ts';
import type { ApiKey, KeyKind, KeyListOptions, KeyMaker } from './key-store.ts';
import { lesserRole, type Role, roleAtLeast } from './roles.ts';

/** Who is asking, known by its key. */
export interface Principal {
  readonly kind: 'principal';
  readonly keyId: string;
  readonly orgId: string;
  readonly keyKind: KeyKind;
  readonly role: Role;
  readonly name: string;
  /** None means: all for a user key, only bound ones for a sensor key. */
  readonly registryIds: readonly string[];
  readonly sensorsMax: number;
  /** The managed sensor's key serves every organisation. */
  readonly isSystem: boolean;
  readonly expiresAt: number | undefined;
  /** Of a personal token. */
  readonly personId: string | undefined;
  readonly enrolmentId: string | undefined;
  readonly takesOverFrom: string | undefined;
}

/** Wrong, unknown, expired and revoked look alike from outside. */
export interface RefusedKey {
  readonly kind: 'refused';
  readonly code: 'UNAUTHORIZED';
}

export interface KeyRequest {
  readonly name: string;
  readonly kind: KeyKind;
  readonly role: Role;
  readonly registryIds?: readonly string[];
  readonly sensorsMax?: number;
  readonly expiresAt?: number;
  readonly isSystem?: boolean;
  readonly personId?: string;
  readonly createdBy?: KeyMaker;
}

/** Somebody with a key that expires makes none that outlives it. */
export type KeyCreator = Pick<Principal, 'role' | 'registryIds'> & {
  readonly expiresAt?: number | undefined;
};

export interface MintedKey {
  readonly key: ApiKey;
  /** Shown once, stored nowhere. */
  readonly text: string;
}

/** Called after the commit with the ids of keys that no longer open anything: close their links. */
export type RevocationListener = (keyIds: readonly string[]) => void;

export interface KeyService {
  /** `bearer` is the key itself, without the word Bearer. */
  authenticate(bearer: string | undefined): Promise<Principal | RefusedKey>;
  /** Throws FORBIDDEN when it reaches further or longer than the creator, NOT_FOUND for a registry that is not there. */
  create(orgId: string, request: KeyRequest, creator: KeyCreator): Promise<MintedKey>;
  /** Mints inside a transaction of the caller, who has checked the rights. */
  mint(stores: Stores, request: KeyRequest): Promise<MintedKey>;
  get(orgId: string, keyId: string): Promise<ApiKey>;
  list(
    orgId: string,
    options: KeyListOptions,
  ): Promise<{ readonly keys: readonly ApiKey[]; readonly total: number }>;
  /** Throws NOT_FOUND; a key revoked before stays as it is. FORBIDDEN when it is above `revoker`. */
  revoke(
    orgId: string,
    keyId: string,
    revoker: Pick<Principal, 'role' | 'registryIds'>,
  ): Promise<void>;
  onRevoked(listener: RevocationListener): void;
  /** Tells the listeners of keys revoked inside a transaction of the caller, after its commit. */
  announceRevoked(keyIds: readonly string[]): void;
  /** Those of `keyIds` that are revoked or expired by now. Asked by the gateway for its open links. */
  unusable(keyIds: readonly string[]): Promise<readonly string[]>;
}

export interface KeyServiceDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Replicas of one sensor share its key; more than this is rather a mistake. */
export const defaultSensorsMax = 5;

/** Keys of sensors that somebody else runs for cloud mode have other names. */
export const managedSensorKeyName = 'managed sensor';

/** A key used a thousand times a second is still one write a minute. */
const touchIntervalMs = 60_000;

const refused: RefusedKey = { kind: 'refused', code: 'UNAUTHORIZED' };

export function createKeyService(dependencies: KeyServiceDependencies): KeyService {
  const { unitOfWork, clock } = dependencies;
  const listeners = new Set<RevocationListener>();
  const announceRevoked = (keyIds: readonly string[]): void => {
    if (keyIds.length === 0) return;
    for (const listener of listeners) listener(keyIds);
  };
  return {
    authenticate: (bearer) => authenticate(dependencies, bearer),
    create: (orgId, request, creator) => create(dependencies, orgId, request, creator),
    mint: (stores, request) => mint(dependencies, stores, request),
    get: (orgId, keyId) => unitOfWork.read(orgId, (stores) => existing(stores, keyId)),
    list: (orgId, options) => unitOfWork.read(orgId, (stores) => stores.keys.list(options)),
    revoke: async (orgId, keyId, revoker) => {
      announceRevoked(await revoke(dependencies, { orgId, keyId, revoker }));
    },
    onRevoked: (listener) => void listeners.add(listener),
    announceRevoked,
    unusable: (keyIds) =>
      unitOfWork.readSystem((stores) => stores.keys.unusable(keyIds, clock.now())),
  };
}

async function authenticate(
  dependencies: KeyServiceDependencies,
  bearer: string | undefined,
): Promise<Principal | RefusedKey> {
  if (bearer === undefined || !isWellFormedKey(bearer)) return refused;
  const { unitOfWork, clock } = dependencies;
  const now = clock.now();
  // Looked up by its hash: how long the comparison takes says nothing about the key.
  const { key, role } = await unitOfWork.readSystem(async (stores) => {
    const found = await stores.keys.findByHash(hashKey(bearer));
    return { key: found, role: found && (await roleNow(stores, found)) };
  });
  if (key === undefined || role === undefined || !isUsable(key, now)) return refused;
  // Also when it lies ahead, since the clock was set back.
  if (key.lastUsedAt === undefined || Math.abs(now - key.lastUsedAt) >= touchIntervalMs) {
    await unitOfWork.writeSystem((stores) => stores.keys.touch(key.id, now));
  }
  return principalOf({ ...key, role });
}

/** A personal token may do what its person may do now, at most; nothing once they have left. */
async function roleNow(stores: SystemStores, key: ApiKey): Promise<Role | undefined> {
  if (key.personId === undefined) return key.role;
  const memberships = await stores.people.membershipsOf(key.personId);
  const here = memberships.find(({ orgId }) => orgId === key.orgId);
  return here && lesserRole(here.role, key.role);
}

/** Neither revoked nor expired. */
export function isUsable(key: ApiKey, now: number): boolean {
  return key.revokedAt === undefined && (key.expiresAt === undefined || key.expiresAt > now);
}

function principalOf(key: ApiKey): Principal {
  return {
    kind: 'principal',
    keyId: key.id,
    orgId: key.orgId,
    keyKind: key.kind,
    role: key.role,
    name: key.name,
    registryIds: key.registryIds,
    sensorsMax: key.sensorsMax,
    isSystem: key.isSystem,
    expiresAt: key.expiresAt,
    personId: key.personId,
    enrolmentId: key.enrolmentId,
    takesOverFrom: key.takesOverFrom,
  };
}

async function create(
  dependencies: KeyServiceDependencies,
  orgId: string,
  request: KeyRequest,
  creator: KeyCreator,
): Promise<MintedKey> {
  refuseAbove(creator, request);
  refuseLonger(creator, request);
  return await dependencies.unitOfWork.write(orgId, async (stores) => {
    for (const registryId of request.registryIds ?? []) {
      const registry = await stores.registries.find(registryId);
      if (registry === undefined) throw new HarborError('NOT_FOUND', { details: { registryId } });
    }
    const minted = await mint(dependencies, stores, request);
    const { key } = minted;
    stores.audit.describe({ target: { kind: 'key', id: key.id }, after: keyFacts(key) });
    return minted;
  });
}

function keyFacts(key: ApiKey): AuditFacts {
  const { name, kind, role, prefix, registryIds, sensorsMax, expiresAt } = key;
  return { name, kind, role, prefix, registryIds, sensorsMax, expiresAt };
}

/** A key never reaches further than the key that made or revokes it. */
function refuseAbove(
  holder: Pick<Principal, 'role' | 'registryIds'>,
  key: Pick<KeyRequest, 'role' | 'registryIds'>,
): void {
  if (!roleAtLeast(holder.role, key.role)) {
    throw new HarborError('FORBIDDEN', { details: { role: key.role } });
  }
  if (!isWithin(holder, key.registryIds ?? [])) {
    throw new HarborError('FORBIDDEN', { details: { scope: 'registries' } });
  }
}

function refuseLonger({ expiresAt }: KeyCreator, wanted: Pick<KeyRequest, 'expiresAt'>): void {
  if (expiresAt === undefined) return;
  if (wanted.expiresAt !== undefined && wanted.expiresAt <= expiresAt) return;
  throw new HarborError('FORBIDDEN', { details: { scope: 'expiry' } });
}

function isWithin(
  { registryIds }: Pick<Principal, 'registryIds'>,
  wanted: readonly string[],
): boolean {
  if (registryIds.length === 0) return true;
  return wanted.length > 0 && wanted.every((id) => registryIds.includes(id));
}

async function mint(
  { clock, random }: KeyServiceDependencies,
  stores: Stores,
  request: KeyRequest,
): Promise<MintedKey> {
  const text = mintKeyText(random);
  const key = {
    id: random.uuid(),
    name: request.name,
    kind: request.kind,
    role: request.role,
    prefix: keyPrefix(text),
    registryIds: [...new Set(request.registryIds ?? [])],
    sensorsMax: request.sensorsMax ?? defaultSensorsMax,
    isSystem: request.isSystem ?? false,
    personId: request.personId,
    createdBy: request.createdBy,
    createdAt: clock.now(),
    expiresAt: request.expiresAt,
  };
  await stores.keys.insert({ ...key, hash: hashKey(text) });
  return {
    key: { ...key, orgId: stores.keys.orgId, lastUsedAt: undefined, revokedAt: undefined },
    text,
  };
}

async function existing(stores: Stores, keyId: string): Promise<ApiKey> {
  const key = await stores.keys.find(keyId);
  if (key === undefined || key.isSystem) throw new HarborError('NOT_FOUND', { details: { keyId } });
  return key;
}

async function revoke(
  { unitOfWork, clock, log }: KeyServiceDependencies,
  target: {
    readonly orgId: string;
    readonly keyId: string;
    readonly revoker: Pick<Principal, 'role' | 'registryIds'>;
  },
): Promise<readonly string[]> {
  return await unitOfWork.write(target.orgId, async (stores) => {
    const key = await existing(stores, target.keyId);
    // A limited key is told of keys beyond its registries no more than of their registries.
    if (!isWithin(target.revoker, key.registryIds)) {
      throw new HarborError('NOT_FOUND', { details: { keyId: key.id } });
    }
    refuseAbove(target.revoker, key);
    stores.audit.describe({ target: { kind: 'key', id: key.id }, before: keyFacts(key) });
    const revoked = await stores.keys.revoke(key.id, clock.now());
    if (revoked.length > 0) log.info('key revoked', { keyId: key.id, prefix: key.prefix });
    return revoked;
  });
}
