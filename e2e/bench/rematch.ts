// How long it takes until every image is matched again after an import that touches 50 packages: with the real database,
// the real advisory file and the real loop, in one process, and without a sensor or a registry.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '@harborguard/shared/ports.ts';
import { openAdvisories } from '../../control-plane/src/advisories/advisory-database.ts';
import { changedPackages } from '../../control-plane/src/advisories/changed-packages.ts';
import { importAdvisories } from '../../control-plane/src/advisories/import-advisories.ts';
import { createMatchLoop } from '../../control-plane/src/domain/findings/create-match-loop.ts';
import { createFindingQueries } from '../../control-plane/src/store/create-finding-queries.ts';
import { createUnitOfWork } from '../../control-plane/src/store/create-unit-of-work.ts';
import { openDatabase } from '../../control-plane/src/store/database.ts';
import { systemClock } from '../../control-plane/src/system-clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type Bench, type BenchRow, benchRow } from './bench.ts';
import { fillDatabase, orgId } from './fill-database.ts';
import { allPackageNames, rarePackageNames, recordOf } from './matched-images.ts';

const imagesDefault = 10_000;
const touchedPackages = 50;
const rematchSecondsMax = 10;
/** Every fifth package has known holes. */
const affectedShare = 5;

const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (message, fields) => process.stderr.write(`${message} ${String(fields?.['error'])}\n`),
  child: () => silentLog,
};

export const rematch: Bench = {
  name: 'rematch',
  about: 'seconds until all images are matched again after an import that touches 50 packages',
  run: async (context) => {
    const images = context.size ?? imagesDefault;
    const folder = temporaryFolder(context);
    const files = await makeAdvisories(folder);
    const database = await openDatabase(join(folder, 'harborguard.sqlite'));
    context.after(() => database.close());
    const unitOfWork = createUnitOfWork(database.db);
    context.say(`making ${images} images`);
    await fillDatabase(unitOfWork, images);
    let current = openAdvisories(files.before);
    const advisories = { current: () => current };
    const loop = createMatchLoop({ unitOfWork, clock: systemClock, log: silentLog, advisories });
    const first = await timed(async () => {
      await loop.start();
      await loop.idle();
    });
    context.say(`first match of ${images} images: ${first.toFixed(1)} s`);
    const follow = async (earlier: string, later: string): Promise<Followed> => {
      const changed = changedPackages(earlier, later);
      current = openAdvisories(later);
      const before = process.cpuUsage();
      const wall = await timed(async () => {
        await loop.advisoriesChanged(changed);
        await loop.idle();
      });
      const { user, system } = process.cpuUsage(before);
      return { changed: changed.length, wall, processor: (user + system) / 1e6 };
    };
    const common = await follow(files.before, files.after);
    const rare = await follow(files.after, files.afterRare);
    const queries = createFindingQueries(database.db);
    const totals = await queries.summary(orgId);
    const summary = await timed(async () => void (await queries.summary(orgId)));
    await loop.stop();
    return rowsOf({ images, common, rare, first, summary, totals });
  },
};

/** Seconds by the wall, and of the processor. */
interface Followed {
  readonly changed: number;
  readonly wall: number;
  readonly processor: number;
}

interface Figures {
  readonly images: number;
  readonly common: Followed;
  readonly rare: Followed;
  readonly first: number;
  readonly summary: number;
  readonly totals: { readonly total: number };
}

function rowsOf(figures: Figures): readonly BenchRow[] {
  const { images, common, rare, first, summary, totals } = figures;
  const row = (measure: string, ours: number) =>
    benchRow({ bench: 'rematch', measure, unit: 's', ours, peers: [], limit: rematchSecondsMax });
  return [
    row(
      `${images} images matched again after an import that touched ${common.changed} packages, of which each image holds some; processor time`,
      common.processor,
    ),
    row('the same by the wall', common.wall),
    row(
      `after an import that touched ${rare.changed} packages, of which one image in 50 holds one; processor time`,
      rare.processor,
    ),
    row('the same by the wall', rare.wall),
    benchRow({
      bench: 'rematch',
      measure: `first match of ${images} images at as many tags, ${totals.total} exposures at the end`,
      unit: 's',
      ours: first,
      peers: [],
    }),
    benchRow({
      bench: 'rematch',
      measure: `summary of ${totals.total} open exposures`,
      unit: 's',
      ours: summary,
      peers: [],
      limit: 1,
    }),
  ];
}

async function makeAdvisories(folder: string) {
  const names = allPackageNames();
  const holes = names.filter((_, index) => index % affectedShare === 0);
  const records = holes.map((name, index) => recordOf(`DSA-${index}-1`, name, '2.0-2'));
  const before = join(folder, 'before.sqlite');
  const after = join(folder, 'after.sqlite');
  await build(folder, 'before', records, before);
  // Half of the new advisories concern what is installed, and each base image has some of both.
  const step = Math.floor(names.length / touchedPackages);
  const touched = names.filter((_, index) => index % step === 0).slice(0, touchedPackages);
  const added = touched.map((name, index) =>
    recordOf(`DSA-9${String(index).padStart(4, '0')}-1`, name, index % 2 === 0 ? '2.0-3' : '1.0-1'),
  );
  await build(folder, 'after', [...records, ...added], after);
  const afterRare = join(folder, 'after-rare.sqlite');
  const rare = rarePackageNames().map((name, index) => recordOf(`DSA-8${index}-1`, name, '2.0-3'));
  await build(folder, 'after-rare', [...records, ...added, ...rare], afterRare);
  return { before, after, afterRare };
}

async function build(
  folder: string,
  name: string,
  records: readonly string[],
  databasePath: string,
) {
  const source = join(folder, name);
  mkdirSync(source);
  writeFileSync(join(source, 'records.json'), `[${records.join(',')}]`);
  await importAdvisories(source, { databasePath, clock: systemClock, log: silentLog });
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}
