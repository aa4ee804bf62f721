// Data keys: each seals the secrets of one registry, or of the channels of one organisation. They are stored wrapped
// and kept open in memory once used, so that a slow key management service is asked once for each.
import { createSecretKey } from 'node:crypto';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Random } from '@harborguard/shared/ports.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { DataKeyOwner, WrappedDataKey } from './data-key-store.ts';
import { demandRingKey, type Keyring } from './keyring.ts';
import { type SealedPlace, type SealKey, sealKeyOf } from './seal.ts';

/** Both are asked before a transaction, never within one: they may wait for a key management service. */
export interface DataKeys {
  /** The key that seals what is the owner's; made when it is first wanted. */
  sealing(orgId: string, owner: DataKeyOwner): Promise<SealKey>;
  /** The key that opens what is the owner's. Throws SEAL_KEY_WRONG when there is none. */
  opening(orgId: string, owner: DataKeyOwner): Promise<SealKey>;
}

export interface DataKeysDependencies {
  /** Without a trail: a key is made on the way to a change that leaves its own event. */
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly keyring: Keyring;
}

const keyLength = 32;

export function createDataKeys(dependencies: DataKeysDependencies): DataKeys {
  const { unitOfWork } = dependencies;
  const open = new Map<string, SealKey>();
  const find = async (orgId: string, owner: DataKeyOwner): Promise<SealKey | undefined> => {
    const name = `${orgId} ${owner.kind} ${owner.id}`;
    const known = open.get(name);
    if (known !== undefined) return known;
    const stored = await unitOfWork.read(orgId, ({ dataKeys }) => dataKeys.find(owner));
    if (stored === undefined) return undefined;
    const unwrapped = await unwrapDataKey(dependencies.keyring, stored);
    open.set(name, unwrapped);
    return unwrapped;
  };
  return {
    sealing: async (orgId, owner) => {
      const known = await find(orgId, owner);
      if (known !== undefined) return known;
      const made = await makeDataKey(dependencies, owner);
      await unitOfWork.write(orgId, ({ dataKeys }) => dataKeys.insert(made));
      return await demand(find(orgId, owner), owner);
    },
    opening: (orgId, owner) => demand(find(orgId, owner), owner),
  };
}

export function registryOwner(registryId: string): DataKeyOwner {
  return { kind: 'registry', id: registryId };
}

export function notificationsOwner(orgId: string): DataKeyOwner {
  return { kind: 'notifications', id: orgId };
}

/** Of the answers kept for requests that come again. */
export function answersOwner(orgId: string): DataKeyOwner {
  return { kind: 'answers', id: orgId };
}

export function wrappedPlaceOf(id: string): SealedPlace {
  return { table: 'data_key', column: 'wrapped', rowId: id };
}

async function makeDataKey(
  { random, clock, keyring }: DataKeysDependencies,
  owner: DataKeyOwner,
): Promise<WrappedDataKey> {
  const bytes = random.bytes(keyLength);
  const { id } = sealKeyOf(createSecretKey(bytes));
  const wrapped = await keyring.current.wrap(wrappedPlaceOf(id), bytes);
  return { id, owner, wrapped, wrappedBy: keyring.current.id, createdAt: clock.now() };
}

async function unwrapDataKey(
  keyring: Keyring,
  { id, wrapped, wrappedBy }: WrappedDataKey,
): Promise<SealKey> {
  const bytes = await demandRingKey(keyring, wrappedBy).unwrap(wrappedPlaceOf(id), wrapped);
  return sealKeyOf(createSecretKey(bytes));
}

async function demand(key: Promise<SealKey | undefined>, owner: DataKeyOwner): Promise<SealKey> {
  const found = await key;
  if (found !== undefined) return found;
  throw new HarborError('SEAL_KEY_WRONG', { details: { [owner.kind]: owner.id, key: 'missing' } });
}
