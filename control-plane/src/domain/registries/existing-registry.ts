// A registry that must be there: of this organisation and not deleted.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Stores } from '../unit-of-work.ts';
import type { Registry } from './registry-store.ts';

/** Throws NOT_FOUND, for another organisation's registry too. */
export async function existingRegistry(stores: Stores, registryId: string): Promise<Registry> {
  const registry = await stores.registries.find(registryId);
  if (registry === undefined) throw new HarborError('NOT_FOUND', { details: { registryId } });
  return registry;
}
