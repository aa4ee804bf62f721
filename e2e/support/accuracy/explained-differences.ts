// Where other scanners and this one differ about the packages of an image, with who is right and why. A difference that
// is not in this table fails the accuracy suite; docs/accuracy.md shows the table.
import type { PeerName } from './peer-scanners.ts';

export interface ExplainedDifference {
  readonly peer: PeerName;
  /** Who has the package. */
  readonly only: 'ours' | 'peer';
  /** Of `type/namespace/name@version`. */
  readonly package: RegExp;
  /** As the documentation calls it. */
  readonly what: string;
  readonly right: 'HarborGuard' | 'the other' | 'both';
  readonly why: string;
}

export const explainedDifferences: readonly ExplainedDifference[] = [];
