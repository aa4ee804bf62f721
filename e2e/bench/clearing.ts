// How long a large registry that was removed takes to go: until nobody sees it, and until its last row is gone, with the real
// database and the real loop; and how long nobody else has the process meanwhile.
import { join } from 'node:path';
import { systemClock } from '@harborguard/shared/runtime/system-clock.ts';
import { RegistryClearing } from '../../control-plane/src/domain/registries/registry-clearing.ts';
import type { UnitOfWork } from '../../control-plane/src/domain/unit-of-work.ts';
import { createFindingQueries } from '../../control-plane/src/store/create-finding-queries.ts';
import { createUnitOfWork } from '../../control-plane/src/store/create-unit-of-work.ts';
import { openDatabase } from '../../control-plane/src/store/database.ts';
import {
  benchOrganisation,
  seedInventory,
} from '../../control-plane/src/store/testing/seed-inventory.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type Bench, type BenchRow, benchRow } from './bench.ts';
import { silentLog } from './silent-log.ts';

type Database = Awaited<ReturnType<typeof openDatabase>>['db'];

const findingsDefault = 1_000_000;
const findingsPerImage = 10;
/** One of five, with a fifth of everything. */
const registryId = 'registry-1';
const removedMsMax = 200;
/** What people do not notice in the answers they wait for meanwhile. */
const heldMsMax = 200;

export const clearing: Bench = {
  name: 'clearing',
  about: 'seconds until a removed registry with a fifth of a million findings is gone',
  run: async (context) => {
    const images = Math.ceil((context.size ?? findingsDefault) / findingsPerImage);
    const path = join(temporaryFolder(context), 'control-plane.sqlite');
    context.say(`seeding ${images * findingsPerImage} findings on ${images} images`);
    const seeded = await openDatabase(path);
    await seedInventory(seeded.db, { images, findingsPerImage });
    await seeded.close();
    // Opening again takes the statistics of tables that have grown, as every start does.
    const { db, close } = await openDatabase(path);
    context.after(close);
    const { exposures } = createFindingQueries(db);
    const seen = async () => {
      const filter = { registryId, state: 'all' } as const;
      return (await exposures(benchOrganisation, filter, { page: 1, pageSize: 1 })).total;
    };
    if ((await seen()) === 0) throw new Error('There is nothing to remove');
    const unitOfWork = createUnitOfWork(db);
    const removed = await taken(() =>
      unitOfWork.write(benchOrganisation, ({ registries }) =>
        registries.remove(registryId, Date.now()),
      ),
    );
    if ((await seen()) > 0) throw new Error('It is still seen');
    const { whole, steps } = await cleared(unitOfWork);
    if ((await leftOf(db)) > 0) throw new Error('Something is left');
    const what = `a fifth of ${images * findingsPerImage} findings on ${images} images`;
    return rowsOf(what, { removed, whole, steps });
  },
};

interface Taken {
  readonly wallMs: number;
  readonly processorMs: number;
}

async function taken(work: () => Promise<unknown>): Promise<Taken> {
  const [startedAt, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wallMs: performance.now() - startedAt, processorMs: (user + system) / 1000 };
}

/** Each transaction of the loop by itself: so long nobody else has the process. */
async function cleared(
  unitOfWork: UnitOfWork,
): Promise<{ readonly whole: Taken; readonly steps: readonly Taken[] }> {
  const steps: Taken[] = [];
  const write: UnitOfWork['write'] = async (orgId, work) => {
    let result: Awaited<ReturnType<typeof work>> | undefined;
    steps.push(
      await taken(async () => {
        result = await unitOfWork.write(orgId, work);
      }),
    );
    return result as Awaited<ReturnType<typeof work>>;
  };
  const loop = new RegistryClearing({
    unitOfWork: { ...unitOfWork, write },
    ...{ clock: systemClock, log: silentLog },
    jobs: { cancelJobsOf: () => Promise.resolve([]), committed: () => undefined },
  });
  const whole = await taken(async () => {
    loop.start();
    await loop.idle();
  });
  await loop.stop();
  return { whole, steps };
}

async function leftOf(db: Database): Promise<number> {
  const { left } = await db
    .selectFrom('exposure')
    .select((row) => row.fn.countAll<number>().as('left'))
    .where('registry_id', '=', registryId)
    .executeTakeFirstOrThrow();
  return left;
}

function rowsOf(
  what: string,
  figures: { readonly removed: Taken; readonly whole: Taken; readonly steps: readonly Taken[] },
): readonly BenchRow[] {
  const { removed, whole, steps } = figures;
  const row = (measure: string, unit: string, ours: number, limit?: number) =>
    benchRow({
      ...{ bench: 'clearing', measure, unit, ours, peers: [] },
      ...(limit === undefined ? {} : { limit }),
    });
  const longest = (times: readonly number[]) => times.reduce((most, ms) => Math.max(most, ms), 0);
  const processor = steps.map(({ processorMs }) => processorMs);
  return [
    row(`until it is gone from every answer, ${what}`, 'ms', removed.wallMs, removedMsMax),
    row(
      'longest step until the last row is gone; processor time',
      'ms',
      longest(processor),
      heldMsMax,
    ),
    row('the same by the wall', 'ms', longest(steps.map(({ wallMs }) => wallMs))),
    row('until the last row is gone; processor time', 's', whole.processorMs / 1000),
    row('the same by the wall', 's', whole.wallMs / 1000),
  ];
}
