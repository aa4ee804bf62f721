// Seals with data keys what was sealed with the key itself, before there were any. Value by value, at start: cut short,
// the next start goes on.

import type { Random } from '@harborguard/shared/ports.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { DataKeys } from './data-keys.ts';
import type { Keyring } from './keyring.ts';
import { seal } from './seal.ts';

const batchSize = 100;

/** Resolves with how many there were. */
export async function resealWithDataKeys(dependencies: {
  readonly unitOfWork: UnitOfWork;
  readonly keyring: Keyring;
  readonly dataKeys: DataKeys;
  readonly random: Random;
}): Promise<number> {
  const { unitOfWork, keyring, dataKeys, random } = dependencies;
  let done = 0;
  for (const key of [keyring.current, keyring.previous]) {
    if (key === undefined) continue;
    for (;;) {
      const values = await unitOfWork.readSystem((stores) =>
        stores.dataKeys.directlySealed(key.id, batchSize),
      );
      if (values.length === 0) break;
      for (const value of values) {
        const text = await key.unwrap(value.place, value.sealed);
        const dataKey = await dataKeys.sealing(value.orgId, value.owner);
        const sealed = seal(dataKey, value.place, { text, random });
        await unitOfWork.writeSystem((stores) => stores.dataKeys.replaceSealed(value, sealed));
        done += 1;
      }
    }
  }
  return done;
}
