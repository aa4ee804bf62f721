// Which keys wrap data keys, decided once at start: those configured, proven against a check value in the database, or
// a new one on the very first start. Nothing is written before a wrong or missing key has been refused.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { KeyEncryptionKey } from './key-encryption-key.ts';
import { demandRingKey, type Keyring } from './keyring.ts';
import { type SealedPlace, sealedKeyId } from './seal.ts';

/** Key material lives outside the domain. */
export interface KeySource {
  /** Undefined when there is none. Throws FILE_UNREADABLE when others may read it, or it is no key. */
  load(): Promise<KeyEncryptionKey | undefined>;
  /** On the very first start. Fails when there is one already. */
  create(): Promise<KeyEncryptionKey>;
}

export interface KeySources {
  readonly current: KeySource;
  readonly previous: KeyEncryptionKey | undefined;
}

const settingName = 'seal-key-check';
const checkText = 'harborguard';
const checkPlace: SealedPlace = { table: 'setting', column: 'value', rowId: settingName };

/** Throws SEAL_KEY_WRONG. */
export async function openKeyring(unitOfWork: UnitOfWork, sources: KeySources): Promise<Keyring> {
  const proof = await proveKeyring(unitOfWork, sources);
  if (proof.kind === 'proven') return proof.keyring;
  const current = proof.loaded ?? (await sources.current.create());
  const keyring: Keyring = { current, previous: sources.previous };
  await writeCheck(unitOfWork, keyring);
  return keyring;
}

export type KeyringProof =
  | { readonly kind: 'proven'; readonly keyring: Keyring }
  /** Nothing was ever sealed in this database: any key will do. */
  | { readonly kind: 'unneeded'; readonly loaded: KeyEncryptionKey | undefined };

/** Whether the keys are those of this database, without writing anything. Throws SEAL_KEY_WRONG. */
export async function proveKeyring(
  unitOfWork: UnitOfWork,
  sources: KeySources,
): Promise<KeyringProof> {
  const known = await unitOfWork.readSystem(async (stores) => ({
    check: await stores.settings.get(settingName),
    hasSealed: await stores.registries.hasSealedCredential(),
    wrappingKeyIds: await stores.dataKeys.wrappingKeyIds(),
  }));
  const loaded = await sources.current.load();
  const { previous } = sources;
  if (known.check === undefined) {
    if (known.hasSealed || known.wrappingKeyIds.length > 0) {
      throw new HarborError('SEAL_KEY_WRONG', { details: { check: 'missing' } });
    }
    return { kind: 'unneeded', loaded };
  }
  if (loaded === undefined)
    throw new HarborError('SEAL_KEY_WRONG', { details: { key: 'missing' } });
  const keyring: Keyring = { current: loaded, previous };
  await proveCheck(keyring, known.check);
  for (const id of known.wrappingKeyIds) demandRingKey(keyring, id);
  return { kind: 'proven', keyring };
}

/** Makes the current key the one that the next start is proven against. */
export async function writeCheck(unitOfWork: UnitOfWork, { current }: Keyring): Promise<void> {
  const wrapped = await current.wrap(checkPlace, Buffer.from(checkText));
  const value = `${current.id}:${Buffer.from(wrapped).toString('base64')}`;
  await unitOfWork.writeSystem((stores) => stores.settings.set(settingName, value));
}

async function proveCheck(keyring: Keyring, check: string): Promise<void> {
  const { keyId, wrapped } = partsOf(check);
  const key = demandRingKey(keyring, keyId);
  const text = Buffer.from(await key.unwrap(checkPlace, wrapped)).toString();
  if (text !== checkText) throw new HarborError('SEAL_KEY_WRONG', { details: { check: 'wrong' } });
}

/** Installations of before there were data keys wrote the wrapped value alone, which names its key itself. */
function partsOf(check: string): { readonly keyId: string; readonly wrapped: Uint8Array } {
  const end = check.lastIndexOf(':');
  const wrapped = Buffer.from(check.slice(end + 1), 'base64');
  return { keyId: end < 0 ? sealedKeyId(wrapped) : check.slice(0, end), wrapped };
}
