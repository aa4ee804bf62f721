// How long people wait for the lists of the console on a large installation: a million findings on a hundred thousand
// images, in a real database file and, where there is one, in a PostgreSQL beside it.
import { join } from 'node:path';
import { exposureSortColumns } from '../../control-plane/src/domain/findings/finding-queries.ts';
import { postureTrend } from '../../control-plane/src/domain/findings/posture-trend.ts';
import { imageSortColumns } from '../../control-plane/src/domain/inventory/image-queries.ts';
import { createFindingQueries } from '../../control-plane/src/store/create-finding-queries.ts';
import { createImageQueries } from '../../control-plane/src/store/create-image-queries.ts';
import { type DatabasePlace, openDatabase } from '../../control-plane/src/store/database.ts';
import { parseDatabaseUrl } from '../../control-plane/src/store/dialect/postgres/connection-settings.ts';
import {
  benchOrganisation,
  seededAt,
  seedInventory,
} from '../../control-plane/src/store/testing/seed-inventory.ts';
import { postgresPrograms, startPostgres } from '../support/postgres-cluster.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { absentPeer, type Bench, type BenchContext, benchRow, median, peer } from './bench.ts';

const findingsDefault = 1_000_000;
/** So many findings has an image. */
const findingsPerImage = 10;
/** What feels immediate. */
const immediateMs = 200;
/** What only looking at all findings can tell; it is looked for in pieces, and nobody else waits. */
const lookedForMs = 2_000;
const dayMs = 24 * 60 * 60 * 1000;

type Query = readonly [measure: string, limitMs: number, run: () => Promise<unknown>];
type Database = Parameters<typeof createImageQueries>[0];

export const queries: Bench = {
  name: 'queries',
  about: 'milliseconds for the lists of the console over a million findings, on both databases',
  run: async (context) => {
    const findings = context.size ?? findingsDefault;
    const images = Math.ceil(findings / findingsPerImage);
    const path = join(temporaryFolder(context), 'control-plane.sqlite');
    const ours = await figuresOf(context, { name: 'SQLite', place: path, images });
    const place = await postgresPlace(context);
    const theirs =
      place === undefined
        ? undefined
        : await figuresOf(context, { name: 'PostgreSQL', place, images });
    return [...ours].map(([measure, { ms, processorMs, limit }]) => {
      const figure = theirs?.get(measure);
      return benchRow({
        ...{ bench: 'queries', unit: 'ms', ours: ms, limit },
        measure: `${measure} (${findings} findings, ${images} images)`,
        // What a busy machine does not move.
        peers: [
          figure === undefined ? absentPeer('PostgreSQL') : peer('PostgreSQL', figure.ms),
          peer('SQLite, of the processor', processorMs),
        ],
      });
    });
  },
};

interface Measured {
  readonly ms: number;
  /** Of this process: all of it with the embedded database, and with another only what asks. */
  readonly processorMs: number;
}

interface Figure extends Measured {
  readonly limit: number;
}

async function figuresOf(
  context: BenchContext,
  {
    name,
    place,
    images,
  }: { readonly name: string; readonly place: DatabasePlace; readonly images: number },
): Promise<ReadonlyMap<string, Figure>> {
  const opened = await openDatabase(place);
  context.say(`${name}: seeding ${images * findingsPerImage} findings on ${images} images`);
  await seedInventory(opened.db, { images, findingsPerImage });
  await opened.close();
  // Opening again takes the statistics of tables that have grown, as every start does.
  const { db, close } = await openDatabase(place);
  context.after(close);
  const figures = new Map<string, Figure>();
  for (const query of asked(db)) {
    const [measure, limit] = query;
    const taken = await measured(context, query);
    const { ms, processorMs } = taken;
    context.say(`${name}, ${measure}: ${ms.toFixed(1)} ms, processor ${processorMs.toFixed(1)} ms`);
    figures.set(measure, { ...taken, limit });
  }
  return figures;
}

async function postgresPlace(context: BenchContext): Promise<DatabasePlace | undefined> {
  const programs = postgresPrograms();
  if (programs === undefined) return undefined;
  const cluster = await startPostgres(programs, ['autovacuum=on', 'shared_buffers=256MB']);
  context.after(cluster.remove);
  cluster.query('postgres', 'create database bench');
  const reading = parseDatabaseUrl(cluster.url('bench'));
  if (reading.kind === 'problem') throw new Error(reading.rule);
  return { kind: 'postgres', ...reading.value, tls: 'disable', ca: undefined };
}

async function measured({ rounds }: BenchContext, [, , run]: Query): Promise<Measured> {
  const times: number[] = [];
  const processor: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const [startedAt, before] = [performance.now(), process.cpuUsage()];
    await run();
    times.push(performance.now() - startedAt);
    const { user, system } = process.cpuUsage(before);
    processor.push((user + system) / 1000);
  }
  return { ms: median(times), processorMs: median(processor) };
}

function asked(db: Database): readonly Query[] {
  return [...inNumbers(db), ...findingLists(db), ...advisoryLists(db), ...imageLists(db)];
}

const org = benchOrganisation;
const seededRegistries = Array.from({ length: 5 }, (_, index) => `registry-${index}`);
const page = { page: 1, pageSize: 50 };
const range = { name: 'package-7', bounds: [{ comparison: '<', version: '1.5' }] } as const;

function inNumbers(db: Database): readonly Query[] {
  const findings = createFindingQueries(db);
  const images = createImageQueries(db);
  const days42 = { now: seededAt, days: 42 };
  const trendBesideFigures = async () => postureTrend(await findings.cohorts(org, days42), days42);
  return [
    ['findings in numbers', immediateMs, () => findings.summary(org)],
    [
      'open findings of 90 days',
      immediateMs,
      () => findings.trend(org, { now: seededAt, days: 90 }),
    ],
    [
      'open findings of each registry',
      immediateMs,
      () => findings.openByRegistry(org, seededRegistries),
    ],
    ['trend beside the figures', immediateMs, trendBesideFigures],
    ['images in numbers', lookedForMs, () => images.coverage(org)],
  ];
}

function findingLists(db: Database): readonly Query[] {
  const { exposures, exportExposures } = createFindingQueries(db);
  const filters = [
    ['that are resolved', immediateMs, { state: 'resolved' }],
    ['of a package below a version', immediateMs, { packageRange: range }],
    ['of a CVE', immediateMs, { advisoryId: 'CVE-2026-77' }],
    ['of a severity', immediateMs, { severity: 'low' }],
    ['known to be exploited', immediateMs, { kev: true }],
    ['likely to be exploited', immediateMs, { epssMin: 0.5 }],
    ['with a fix', immediateMs, { fixable: true }],
    ['of one registry', immediateMs, { registryId: 'registry-1' }],
    ['of one repository', immediateMs, { repository: 'team/repository-7' }],
    ['of one tag', immediateMs, { tag: 'v77' }],
    ['first seen in three days', immediateMs, { firstSeenFrom: seededAt - 3 * dayMs }],
    ['of signed images', lookedForMs, { signed: 'verified' }],
    ['of blocked images', lookedForMs, { verdict: 'block' }],
    ['of packages by a pattern', immediateMs, { packageName: '*-7' }],
  ] as const;
  return [
    ...exposureSortColumns.map(
      (column): Query => [
        `findings by ${column}`,
        immediateMs,
        () => exposures(org, {}, page, { column, direction: 'descending' }),
      ],
    ),
    [
      'findings, page 10,000',
      lookedForMs,
      () => exposures(org, {}, { page: 10_000, pageSize: 50 }),
    ],
    ...filters.map(
      ([words, limit, filter]): Query => [
        `findings ${words}`,
        limit,
        () => exposures(org, filter, page),
      ],
    ),
    ['first rows of an export of findings', immediateMs, () => take(exportExposures(org, {}), 1)],
    ['10,000 findings of an export', lookedForMs, () => take(exportExposures(org, {}), 10)],
  ];
}

function advisoryLists(db: Database): readonly Query[] {
  const { byAdvisory } = createFindingQueries(db);
  return (['severity', 'images', 'firstSeenAt', 'epss'] as const).map((column) => [
    `advisories by ${column}`,
    immediateMs,
    () => byAdvisory(org, {}, page, { column, direction: 'descending' }),
  ]);
}

function imageLists(db: Database): readonly Query[] {
  const { list, exportImages, repositories, packageVersions } = createImageQueries(db);
  const filters = [
    ['of one repository', { repository: 'team/repository-7' }],
    ['with a package below a version', { packageRange: range }],
    ['with a CVE', { advisoryId: 'CVE-2026-77' }],
    ['with a severity', { severity: 'critical' }],
    ['that are signed', { signed: 'verified' }],
    ['that are blocked', { verdict: 'block' }],
    ['with a part of a name', { search: 'y-77' }],
  ] as const;
  return [
    ...imageSortColumns.map(
      (column): Query => [
        `images by ${column}`,
        immediateMs,
        () => list(org, {}, page, { column, direction: 'descending' }),
      ],
    ),
    ['images, page 1,000 of 100', immediateMs, () => list(org, {}, { page: 1000, pageSize: 100 })],
    ...filters.map(
      ([words, filter]): Query => [`images ${words}`, immediateMs, () => list(org, filter, page)],
    ),
    [
      'versions of a package',
      immediateMs,
      () => packageVersions(org, { packageName: 'package-7' }, page),
    ],
    [
      'repositories of a registry',
      immediateMs,
      () => repositories(org, { registryId: 'registry-1' }, page),
    ],
    ['first rows of an export of images', immediateMs, () => take(exportImages(org, {}), 1)],
    ['10,000 images of an export', lookedForMs, () => take(exportImages(org, {}), 10)],
  ];
}

async function take(batches: AsyncIterable<unknown>, count: number): Promise<void> {
  let taken = 0;
  for await (const _ of batches) {
    taken += 1;
    if (taken === count) return;
  }
}
