// A small set of hand-written advisories for the sample images, so that the demo finds something without a download.
// They speak of real vulnerabilities, but are samples and say so; nobody keeps them up to date.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type SampleAdvisory, sampleAdvisories } from './sample-advisory-table.ts';

/** When the table was last looked over: what it says is as old as that. */
const reviewedAt = '2026-01-01T00:00:00Z';

export function sampleAdvisoryId({ ecosystem, cve }: SampleAdvisory): string {
  return `SAMPLE-${cve}-${familyOf(ecosystem).toUpperCase()}`;
}

/**
 * Writes `<folder>/<Ecosystem>/<ID>.json`; the name of the folder leaves the release of the ecosystem out. `madeAt` is when
 * the records say they were made: nobody has newer samples, so the demo makes them on the day it is run.
 */
export async function writeSampleAdvisories(folder: string, madeAt = reviewedAt): Promise<void> {
  for (const advisory of sampleAdvisories) {
    const home = join(folder, familyOf(advisory.ecosystem));
    await mkdir(home, { recursive: true });
    const record = `${JSON.stringify(osvRecord(advisory, madeAt), null, 2)}\n`;
    await writeFile(join(home, `${sampleAdvisoryId(advisory)}.json`), record);
  }
}

function familyOf(ecosystem: string): string {
  return ecosystem.split(':')[0] ?? ecosystem;
}

function osvRecord(advisory: SampleAdvisory, madeAt: string): unknown {
  return {
    schema_version: '1.6.0',
    id: sampleAdvisoryId(advisory),
    modified: madeAt,
    published: reviewedAt,
    ...(advisory.withdrawn ? { withdrawn: reviewedAt } : {}),
    aliases: [advisory.cve, ...(advisory.ghsa === undefined ? [] : [advisory.ghsa])],
    summary: `[sample] ${advisory.summary}`,
    details:
      'A hand-written sample for the demo. It is not maintained: never judge a real image by it.',
    ...(advisory.vector === undefined
      ? {}
      : { severity: [{ type: 'CVSS_V3', score: advisory.vector }] }),
    affected: [
      {
        package: { ecosystem: advisory.ecosystem, name: advisory.packageName },
        ranges: advisory.ranges.map(([introduced, fixed]) => ({
          type: advisory.ecosystem === 'npm' ? 'SEMVER' : 'ECOSYSTEM',
          events: [{ introduced }, ...(fixed === undefined ? [] : [{ fixed }])],
        })),
      },
    ],
    database_specific: { sample: true },
  };
}
