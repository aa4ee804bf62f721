// A name for each package within one document: its purl, made unique where one purl stands for several packages of
// the inventory.
import type { Package } from '../protocol/inventory.ts';

export function packageReferences(packages: readonly Pick<Package, 'purl'>[]): readonly string[] {
  const seen = new Set<string>();
  return packages.map(({ purl }, index) => {
    const reference = seen.has(purl) ? `${purl}#${index}` : purl;
    seen.add(reference);
    return reference;
  });
}
