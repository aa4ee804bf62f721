// How long it takes until every image is matched again after an import that touches 50 packages: with the real database,
// the real advisory files and the real loop, in one process, and without a sensor or a registry.
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { AdvisoryQuery } from '@harborguard/shared/advisories/advisory-query.ts';
import { systemClock } from '@harborguard/shared/runtime/system-clock.ts';
import { noTracer } from '@harborguard/shared/tracing/no-tracer.ts';
import { openAdvisories } from '../../control-plane/src/advisories/advisory-database.ts';
import { changedPackages } from '../../control-plane/src/advisories/changed-packages.ts';
import { createMatchLoop } from '../../control-plane/src/domain/findings/create-match-loop.ts';
import { createFindingQueries } from '../../control-plane/src/store/create-finding-queries.ts';
import { createUnitOfWork } from '../../control-plane/src/store/create-unit-of-work.ts';
import { openDatabase } from '../../control-plane/src/store/database.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type Bench, type BenchContext, type BenchRow, benchRow, median } from './bench.ts';
import { fillDatabase, orgId, provenBySample } from './fill-database.ts';
import { MatchedAdvisories, type Touched } from './matched-advisories.ts';
import { silentLog } from './silent-log.ts';

const imagesDefault = 10_000;
const rematchSecondsMax = 10;
/** What people do not notice in the answers they wait for meanwhile. */
const heldMsMax = 200;

export const rematch: Bench = {
  name: 'rematch',
  about: 'seconds until all images are matched again after an import that touches 50 packages',
  run: async (context) => {
    const images = context.size ?? imagesDefault;
    const folder = temporaryFolder(context);
    const advisories = new MatchedAdvisories(folder);
    let path = await advisories.import();
    const source = new CurrentAdvisories(path);
    const databasePath = join(folder, 'harborguard.sqlite');
    const { db, close } = await openDatabase(databasePath);
    context.after(close);
    const unitOfWork = createUnitOfWork(db);
    context.say(`filling a database with ${images} images`);
    const filling = await timed(() =>
      fillDatabase(unitOfWork, { databasePath, images, advisories: source.current() }),
    );
    context.say(`filled in ${filling.toFixed(1)} s`);
    const loop = createMatchLoop({
      ...{ unitOfWork, clock: systemClock, log: silentLog, tracer: noTracer },
      advisories: source,
    });
    await loop.start();
    await loop.idle();
    const follow = async (added?: Touched): Promise<Followed> => {
      const next = await advisories.import(added);
      const changed = changedPackages(path, next);
      path = next;
      source.open(next);
      return followed(changed.length, async () => {
        await loop.advisoriesChanged(changed);
        await loop.idle();
      });
    };
    const figures = { opened: [], withdrawn: [], rare: [] } as Record<string, Followed[]>;
    for (let round = 0; round < context.rounds; round += 1) {
      figures['opened']?.push(await follow('common'));
      figures['withdrawn']?.push(await follow());
      figures['rare']?.push(await follow('rare'));
      await follow();
    }
    await provenBySample(unitOfWork, { databasePath, images, loop });
    await loop.stop();
    return [
      ...rowsOf(figures['opened'] ?? [], `${images} images matched again, each of which holds one`),
      ...rowsOf(figures['withdrawn'] ?? [], 'the same where the advisories are taken back'),
      ...rowsOf(figures['rare'] ?? [], `${images} images, of which 2 % hold one`),
      await summaryRow(context, createFindingQueries(db)),
    ];
  },
};

class CurrentAdvisories {
  #current: AdvisoryQuery;

  constructor(path: string) {
    this.#current = openAdvisories(path);
  }

  open(path: string): void {
    this.#current = openAdvisories(path);
  }

  current(): AdvisoryQuery {
    return this.#current;
  }
}

interface Followed {
  readonly changed: number;
  readonly wallSeconds: number;
  readonly processorSeconds: number;
  /** The longest that nobody else had the process. */
  readonly heldMs: number;
}

async function followed(changed: number, work: () => Promise<void>): Promise<Followed> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const before = process.cpuUsage();
  const wallSeconds = await timed(work);
  const { user, system } = process.cpuUsage(before);
  delay.disable();
  const processorSeconds = (user + system) / 1e6;
  return { changed, wallSeconds, processorSeconds, heldMs: delay.max / 1e6 };
}

function rowsOf(rounds: readonly Followed[], what: string): readonly BenchRow[] {
  const measure = `${what} of ${rounds[0]?.changed ?? 0} packages whose advisories changed`;
  const row = (text: string, unit: string, limit: number, figure: (one: Followed) => number) =>
    benchRow({
      ...{ bench: 'rematch', measure: text, unit, peers: [], limit },
      ours: median(rounds.map(figure)),
    });
  return [
    row(`${measure}; processor time`, 's', rematchSecondsMax, (one) => one.processorSeconds),
    row('the same by the wall', 's', rematchSecondsMax, (one) => one.wallSeconds),
    row('longest hold of the event loop meanwhile', 'ms', heldMsMax, (one) => one.heldMs),
  ];
}

async function summaryRow(
  { rounds }: BenchContext,
  queries: ReturnType<typeof createFindingQueries>,
): Promise<BenchRow> {
  const { total } = await queries.summary(orgId);
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    seconds.push(await timed(async () => void (await queries.summary(orgId))));
  }
  return benchRow({
    bench: 'rematch',
    measure: `summary of ${total} open exposures`,
    unit: 's',
    ours: median(seconds),
    peers: [],
    limit: 0.5,
  });
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}
