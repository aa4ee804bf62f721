// Wraps every data key anew with the current key, one transaction each: whenever it is cut short, each is wrapped by
// one of the two keys, and the next run goes on with those that are left. What they seal is not touched.
import type { UnitOfWork } from '../unit-of-work.ts';
import { wrappedPlaceOf } from './data-keys.ts';
import { demandRingKey, type Keyring } from './keyring.ts';
import { writeCheck } from './open-keyring.ts';

export interface RewrapProgress {
  readonly done: number;
  readonly total: number;
}

const batchSize = 100;

/** Throws SEAL_KEY_WRONG for a key that neither of the two opens. Resolves with how many were wrapped anew. */
export async function rewrapDataKeys(
  unitOfWork: UnitOfWork,
  keyring: Keyring,
  onProgress: (progress: RewrapProgress) => void,
): Promise<number> {
  const { current } = keyring;
  const total = await unitOfWork.readSystem((stores) =>
    stores.dataKeys.countNotWrappedBy(current.id),
  );
  let done = 0;
  for (let afterId = ''; ; ) {
    const page = { afterId, limit: batchSize };
    const keys = await unitOfWork.readSystem((stores) =>
      stores.dataKeys.notWrappedBy(current.id, page),
    );
    for (const { id, wrapped, wrappedBy } of keys) {
      const bytes = await demandRingKey(keyring, wrappedBy).unwrap(wrappedPlaceOf(id), wrapped);
      const again = await current.wrap(wrappedPlaceOf(id), bytes);
      await unitOfWork.writeSystem((stores) => stores.dataKeys.rewrap(id, again, current.id));
      done += 1;
      onProgress({ done, total: Math.max(total, done) });
    }
    const last = keys.at(-1);
    if (last === undefined) break;
    afterId = last.id;
  }
  // Last of all: until here the next start wants both keys.
  await writeCheck(unitOfWork, keyring);
  return done;
}
