// Holds an inventory against those of every other scanner that is installed.
import assert from 'node:assert/strict';
import { unexplainedDifferences } from './compare-packages.ts';
import type { OurPackage } from './our-packages.ts';
import { namedBy, peerNames, peerPackages } from './peer-scanners.ts';

/** What a test says without failing; that of node:test fits. */
interface Reporter {
  diagnostic(message: string): void;
}

export interface ComparedImage {
  /** As the table of explained differences calls it. */
  readonly image: string;
  readonly layout: string;
  readonly folder: string;
}

export async function assertExplained(
  reporter: Reporter,
  ours: readonly OurPackage[],
  { image, layout, folder }: ComparedImage,
): Promise<void> {
  for (const peer of peerNames) {
    const theirs = await peerPackages(peer, layout, folder);
    if (theirs === undefined) {
      reporter.diagnostic(
        `not compared with ${peer}: not installed, npm run peers:install builds it`,
      );
      continue;
    }
    reporter.diagnostic(`${ours.length} packages, ${theirs.length} of ${peer}`);
    assert.deepEqual(
      unexplainedDifferences({ peer, image, ours: namedBy(peer, ours), theirs }),
      [],
      `differences from ${peer}; explain them in explained-differences.ts or mend a detector`,
    );
  }
}
