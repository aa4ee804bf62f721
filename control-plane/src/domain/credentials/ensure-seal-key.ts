// Which key seals credentials, decided once at start: the file's, proven against a check value in the database, or
// a new one on the very first start. Nothing is written before a wrong or missing key has been refused.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Random } from '@harborguard/shared/ports.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { openSealed, type SealedPlace, type SealKey, seal } from './seal.ts';

/** Key material lives outside the domain. */
export interface SealKeyFile {
  /** Undefined when there is none. Throws FILE_UNREADABLE when others may read it, or it is no key. */
  load(): Promise<SealKey | undefined>;
  /** Fails when a file is there already. */
  create(random: Random): Promise<SealKey>;
}

const settingName = 'seal-key-check';
const checkText = 'harborguard';
const checkPlace: SealedPlace = { table: 'setting', column: 'value', rowId: settingName };

export async function ensureSealKey(
  unitOfWork: UnitOfWork,
  file: SealKeyFile,
  random: Random,
): Promise<SealKey> {
  const proof = await proveSealKey(unitOfWork, file);
  if (proof.kind === 'proven') return proof.sealKey;
  const sealKey = proof.loaded ?? (await file.create(random));
  const check = Buffer.from(seal(sealKey, checkPlace, { text: checkText, random }));
  await unitOfWork.writeSystem((stores) =>
    stores.settings.set(settingName, check.toString('base64')),
  );
  return sealKey;
}

export type SealKeyProof =
  | { readonly kind: 'proven'; readonly sealKey: SealKey }
  /** Nothing was ever sealed in this database: any key will do. */
  | { readonly kind: 'unneeded'; readonly loaded: SealKey | undefined };

/** Whether the file's key is the one of this database, without writing anything. Throws SEAL_KEY_WRONG. */
export async function proveSealKey(
  unitOfWork: UnitOfWork,
  file: Pick<SealKeyFile, 'load'>,
): Promise<SealKeyProof> {
  const known = await unitOfWork.readSystem(async (stores) => ({
    check: await stores.settings.get(settingName),
    hasSealed: await stores.registries.hasSealedCredential(),
  }));
  const loaded = await file.load();
  if (known.check === undefined) {
    if (known.hasSealed) throw new HarborError('SEAL_KEY_WRONG', { details: { check: 'missing' } });
    return { kind: 'unneeded', loaded };
  }
  if (loaded === undefined)
    throw new HarborError('SEAL_KEY_WRONG', { details: { key: 'missing' } });
  openSealed(loaded, checkPlace, Buffer.from(known.check, 'base64'));
  return { kind: 'proven', sealKey: loaded };
}
