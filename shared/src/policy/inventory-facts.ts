// What an inventory says that policies ask for, small enough to be kept beside it.
import type { Inventory } from '../protocol/inventory.ts';
import type { JudgedFacts, LicenseUse } from './judged-image.ts';

/** Distinct licences of an image; distributions come to some hundred. */
const licensesMax = 1000;

/** https://github.com/opencontainers/image-spec/blob/main/annotations.md */
const baseDigestLabel = 'org.opencontainers.image.base.digest';

export interface InventoryFacts
  extends Pick<
    JudgedFacts,
    'createdAtMs' | 'user' | 'secrets' | 'licenses' | 'unlicensedPackages'
  > {
  /** Of the image it was built on, as its labels say. */
  readonly baseDigest?: string;
}

export function inventoryFacts(inventory: Inventory): InventoryFacts {
  const { facts, packages, observations } = inventory;
  const createdAtMs = Date.parse(facts.created ?? '');
  const baseDigest = facts.labels[baseDigestLabel];
  return {
    // Builds that can be repeated write the beginning of time.
    ...(createdAtMs > 0 ? { createdAtMs } : {}),
    user: facts.user ?? '',
    ...(observations === undefined
      ? {}
      : { secrets: observations.filter(({ kind }) => kind === 'secret').length }),
    ...licensesOf(packages),
    ...(baseDigest === undefined ? {} : { baseDigest }),
  };
}

function licensesOf(packages: Inventory['packages']) {
  const uses = new Map<string, { license: string; packages: number; example: string }>();
  let unlicensedPackages = 0;
  for (const { name, licenses = [] } of packages) {
    if (licenses.length === 0) unlicensedPackages += 1;
    for (const license of new Set(licenses)) {
      const use = uses.get(license);
      if (use !== undefined) use.packages += 1;
      else if (uses.size < licensesMax) uses.set(license, { license, packages: 1, example: name });
    }
  }
  const licenses: readonly LicenseUse[] = [...uses.values()];
  return { licenses, unlicensedPackages };
}
