// Waits until a world has nothing left to do, and says what is left when that takes too long.
import { setTimeout as wait } from 'node:timers/promises';
import type { ChaosWorld } from './chaos-world.ts';
import { askDatabase, countOf, findDisorder } from './find-disorder.ts';

interface Progress {
  readonly status: string;
  readonly lastSyncAt: string | null;
  readonly images: number;
  readonly openJobs: number;
  readonly queued: number;
}

export interface SettleOptions {
  readonly images: number;
  readonly withinMs: number;
}

const pollMs = 250;

/** Until all images are there and nothing is left to do. Throws with what is left when that takes too long. */
export async function waitUntilSettled(world: ChaosWorld, options: SettleOptions): Promise<void> {
  let last: Progress | undefined;
  for (let waitedMs = 0; waitedMs < options.withinMs; waitedMs += pollMs) {
    last = await progressOf(world);
    if (isSettled(last, options.images)) return;
    if (findDisorder(world).length > 0) break;
    await wait(pollMs);
  }
  const disorder = findDisorder(world);
  throw new Error(
    `not settled: ${JSON.stringify({ ...last, disorder, ...unfinishedJobs(world) })}`,
  );
}

export async function progressOf(world: ChaosWorld): Promise<Progress> {
  const { api, registryId } = world;
  const registry = await api.get<{ status: string; lastSyncAt: string | null }>(
    `/registries/${registryId}`,
  );
  const counts = askDatabase(world, (db) => ({
    images: countOf(db, "select count(*) n from image where scan_state in ('indexed', 'partial')"),
    openJobs: countOf(
      db,
      "select count(*) n from job where state in ('queued', 'assigned', 'running')",
    ),
    queued: countOf(
      db,
      'select (select count(*) from match_queue) + (select count(*) from exposure_queue) n',
    ),
  }));
  const { status, lastSyncAt } = registry;
  return { status, lastSyncAt, ...counts };
}

export function isSettled(progress: Progress, images: number): boolean {
  const { status, lastSyncAt, openJobs, queued } = progress;
  const isSynced = status === 'CONNECTED' && lastSyncAt !== null;
  return isSynced && openJobs === 0 && queued === 0 && progress.images >= images;
}

function unfinishedJobs(world: ChaosWorld): { readonly jobs: readonly unknown[] } {
  const query = `select kind, state, attempt, counted_attempts, error_code, error_details_json, lease_until, not_before
    from job where state not in ('succeeded', 'cancelled') limit 10`;
  return { jobs: askDatabase(world, (db) => db.prepare(query).all()) };
}
