// Two lists of packages of one image, and what of their differences nobody has explained.
import { type ExplainedDifference, explainedDifferences } from './explained-differences.ts';
import type { PeerName, PeerPackage } from './peer-scanners.ts';

/** One line for each package that only one side has and no rule explains, with where it was found. */
export function unexplainedDifferences(
  peer: PeerName,
  ours: readonly PeerPackage[],
  theirs: readonly PeerPackage[],
  rules: readonly ExplainedDifference[] = explainedDifferences,
): readonly string[] {
  const lines = (only: 'ours' | 'peer', packages: readonly PeerPackage[], others: KeySet) =>
    [...new Map(packages.map((one) => [one.key, one])).values()]
      .filter(({ key }) => !others.has(key))
      .filter(
        ({ key }) =>
          !rules.some((rule) => rule.peer === peer && rule.only === only && rule.package.test(key)),
      )
      .map(({ key, path }) => `only ${only === 'ours' ? 'ours' : peer}: ${key} (${path})`);
  return [
    ...lines('ours', ours, keysOf(theirs)),
    ...lines('peer', theirs, keysOf(ours)),
  ].toSorted();
}

type KeySet = ReadonlySet<string>;

function keysOf(packages: readonly PeerPackage[]): KeySet {
  return new Set(packages.map(({ key }) => key));
}
