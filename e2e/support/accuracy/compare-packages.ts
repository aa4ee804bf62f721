// Two lists of packages of one image, and what of their differences nobody has explained.
import { type ExplainedDifference, explainedDifferences } from './explained-differences.ts';
import type { PeerName, PeerPackage } from './peer-scanners.ts';

export interface Comparison {
  readonly peer: PeerName;
  readonly image: string;
  readonly ours: readonly PeerPackage[];
  readonly theirs: readonly PeerPackage[];
}

/** One line for each package that only one side has and no rule explains, with where it was found. */
export function unexplainedDifferences(
  { peer, image, ours, theirs }: Comparison,
  rules: readonly ExplainedDifference[] = explainedDifferences,
): readonly string[] {
  const ofHere = rules.filter(
    (rule) => rule.peer === peer && (rule.image === undefined || rule.image === image),
  );
  const lines = (only: 'ours' | 'peer', packages: readonly PeerPackage[], others: KeySet) =>
    [...new Map(packages.map((one) => [one.key, one])).values()]
      .filter(({ key }) => !others.has(key))
      .filter(({ key }) => !ofHere.some((rule) => rule.only === only && rule.package.test(key)))
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
