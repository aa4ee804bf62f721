// How long people wait for the lists of the console on a large installation: a million findings on a hundred thousand
// images, in a real database file.
import { join } from 'node:path';
import { createFindingQueries } from '../../control-plane/src/store/create-finding-queries.ts';
import { createImageQueries } from '../../control-plane/src/store/create-image-queries.ts';
import { openDatabase } from '../../control-plane/src/store/database.ts';
import {
  benchOrganisation,
  seedInventory,
} from '../../control-plane/src/store/testing/seed-inventory.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type Bench, type BenchContext, type BenchRow, benchRow, median } from './bench.ts';

const findingsDefault = 1_000_000;
/** So many findings has an image. */
const findingsPerImage = 10;
/** What feels immediate, and what people still wait for. */
const immediateMs = 500;
const waitedForMs = 5_000;

type Query = readonly [measure: string, limitMs: number, run: () => Promise<unknown>];

export const queries: Bench = {
  name: 'queries',
  about: 'milliseconds for the lists of the console over a million findings',
  run: async (context) => {
    const findings = context.size ?? findingsDefault;
    const images = Math.ceil(findings / findingsPerImage);
    const { db, close } = await openDatabase(
      join(temporaryFolder(context), 'control-plane.sqlite'),
    );
    context.after(close);
    context.say(`seeding ${findings} findings on ${images} images`);
    await seedInventory(db, { images, findingsPerImage });
    const rows: BenchRow[] = [];
    for (const query of asked(db)) {
      const row = await measured(context, query, { findings, images });
      context.say(`${row.measure}: ${row.ours} ms`);
      rows.push(row);
    }
    return rows;
  },
};

async function measured(
  { rounds }: BenchContext,
  [measure, limit, run]: Query,
  size: { readonly findings: number; readonly images: number },
): Promise<BenchRow> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = performance.now();
    await run();
    times.push(performance.now() - startedAt);
  }
  return benchRow({
    bench: 'queries',
    measure: `${measure} (${size.findings} findings, ${size.images} images)`,
    unit: 'ms',
    ours: median(times),
    peers: [],
    limit,
  });
}

function asked(db: Parameters<typeof createImageQueries>[0]): readonly Query[] {
  const org = benchOrganisation;
  const findings = createFindingQueries(db);
  const images = createImageQueries(db);
  const page = { page: 1, pageSize: 50 };
  const range = { name: 'package-7', bounds: [{ comparison: '<', version: '1.5' }] } as const;
  return [
    ['findings in numbers', waitedForMs, () => findings.summary(org)],
    ['findings, the worst first', immediateMs, () => findings.exposures(org, {}, page)],
    [
      'findings, the newest first',
      immediateMs,
      () => findings.exposures(org, {}, page, { column: 'firstSeenAt', direction: 'descending' }),
    ],
    [
      'findings, page 10,000',
      waitedForMs,
      () => findings.exposures(org, {}, { page: 10_000, pageSize: 50 }),
    ],
    [
      'findings of a package below a version',
      waitedForMs,
      () => findings.exposures(org, { packageRange: range }, page),
    ],
    [
      'findings of a CVE',
      immediateMs,
      () => findings.exposures(org, { advisoryId: 'CVE-2026-77' }, page),
    ],
    ['findings by advisory', waitedForMs, () => findings.byAdvisory(org, {}, page)],
    ['images by name', waitedForMs, () => images.list(org, {}, page)],
    [
      'images of one repository',
      immediateMs,
      () => images.list(org, { repository: 'team/repository-7' }, page),
    ],
    [
      'images with a package below a version',
      waitedForMs,
      () => images.list(org, { packageRange: range }, page),
    ],
    [
      'images, the worst first',
      waitedForMs,
      () => images.list(org, {}, page, { column: 'severity', direction: 'descending' }),
    ],
    [
      '10,000 findings of an export',
      waitedForMs,
      () => take(findings.exportExposures(org, {}), 10),
    ],
    ['10,000 images of an export', waitedForMs, () => take(images.exportImages(org, {}), 10)],
  ];
}

async function take(batches: AsyncIterable<unknown>, count: number): Promise<void> {
  let taken = 0;
  for await (const _ of batches) {
    taken += 1;
    if (taken === count) return;
  }
}
