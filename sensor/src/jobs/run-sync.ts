// The sync job: probe, catalog, tags, filters, digests. What it finds leaves in batches while it runs; its place is
// persisted after every page, and only after everything of that page is in the outbox.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { SyncPayload, SyncResult } from '@harborguard/shared/protocol/jobs.ts';
import { keepsRepository } from '@harborguard/shared/registry/tag-filter.ts';
import { traced } from '@harborguard/shared/tracing/traced.ts';
import type { RepositoryPage } from '../registry/registry-provider.ts';
import { forEachConcurrently } from './for-each-concurrently.ts';
import type { JobContext } from './job-context.ts';
import { emptySyncProgress, parseSyncProgress, type SyncProgress } from './sync-progress.ts';
import { syncRepository } from './sync-repository.ts';

/** Repositories after which the place is persisted: a write to disk each, against work done twice after a death. */
const persistEvery = 16;

/** Repositories listed at once; the HTTP side has its own, adaptive limit for each host. */
const parallelRepositories = 8;

/**
 * Throws when the registry cannot be reached or refuses the login. A refused catalog is a success with the
 * condition CATALOG_RESTRICTED; a catalog cut short is a success that removes nothing.
 */
export async function runSync(payload: SyncPayload, context: JobContext): Promise<SyncResult> {
  const startedAt = context.clock.monotonicMs();
  await assertUsable(context);
  const progress = parseSyncProgress(context.cursor.read(), context.provider.provider);
  const ending = await enumerate(payload, context, progress);
  return {
    kind: 'sync',
    complete: ending === 'complete' && !progress.conditions.includes('CATALOG_RESTRICTED'),
    restricted: ending === 'restricted' || progress.conditions.includes('CATALOG_RESTRICTED'),
    repositories: progress.repositories,
    tags: progress.tags,
    digests: progress.digests,
    filteredTags: progress.filteredTags,
    failedRepositories: progress.failedRepositories.slice(0, failedRepositoriesMax),
    conditions: conditionsOf(ending, progress),
    durationMs: Math.round(context.clock.monotonicMs() - startedAt),
  };
}

/** More than this are not named one by one; the sync then counts as cut short, so that nothing is removed. */
const failedRepositoriesMax = 10_000;

const connectionCodes: ReadonlySet<ErrorCode> = new Set([
  'REGISTRY_UNREACHABLE',
  'REGISTRY_TIMEOUT',
  'REGISTRY_NAME_UNRESOLVED',
]);

type Ending = 'complete' | 'restricted' | 'truncated';

async function assertUsable(context: JobContext): Promise<void> {
  context.progress('probe', 0);
  const verdict = await context.provider.probe({ signal: context.signal });
  if (verdict.reachable && verdict.authenticated) return;
  throw new HarborError(verdict.code ?? 'REGISTRY_UNREACHABLE', { details: verdict.details });
}

async function enumerate(
  payload: SyncPayload,
  context: JobContext,
  progress: SyncProgress,
): Promise<Ending> {
  if (payload.repositories !== undefined) {
    Object.assign(progress, emptySyncProgress());
    await syncPage({ repositories: payload.repositories }, payload, context, progress);
    return 'complete';
  }
  try {
    const { cursor } = progress;
    const pages = context.provider.repositories({
      signal: context.signal,
      include: payload.filters.repositories.include,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for await (const page of pages) {
      await syncPage(page, payload, context, progress);
      noteConditions(progress, page.conditions ?? []);
      if (page.cursor !== undefined) progress.cursor = page.cursor;
      progress.donePage = [];
      context.cursor.write(JSON.stringify(progress));
    }
  } catch (error) {
    const ending = catalogEnding(error, progress);
    context.cursor.write(JSON.stringify(emptySyncProgress()));
    return ending;
  }
  return progress.failedRepositories.length > failedRepositoriesMax ? 'truncated' : 'complete';
}

function catalogEnding(error: unknown, progress: SyncProgress): Ending {
  // A place in a list that has changed under us: the next try begins at the front.
  delete progress.cursor;
  if (isHarborError(error) && error.code === 'CATALOG_RESTRICTED') return 'restricted';
  if (isHarborError(error) && error.code === 'CATALOG_TRUNCATED') return 'truncated';
  throw error;
}

function syncPage(
  page: RepositoryPage,
  payload: SyncPayload,
  context: JobContext,
  progress: SyncProgress,
): Promise<void> {
  const { tracer } = context;
  const attributes = { 'harborguard.sync.repositories': page.repositories.length };
  return traced(tracer, { name: 'sync page', attributes }, () =>
    takePage(page, payload, context, progress),
  );
}

async function takePage(
  { repositories, cursor }: RepositoryPage,
  payload: SyncPayload,
  context: JobContext,
  progress: SyncProgress,
): Promise<void> {
  const done = new Set(progress.donePage);
  const kept = repositories.filter(
    (name) => !done.has(name) && keepsRepository(payload.filters, name),
  );
  // Only the last page tells how many there are in all.
  const total = cursor === undefined ? progress.repositories + kept.length : undefined;
  await forEachConcurrently(kept, parallelRepositories, async (repository) => {
    const outcome = await syncRepository(repository, payload, context);
    progress.repositories += 1;
    progress.tags += outcome.tags;
    progress.filteredTags += outcome.filteredTags;
    progress.digests += outcome.digests;
    noteConditions(progress, outcome.conditions);
    if (outcome.code !== undefined) {
      // Is it this repository, or is the registry gone? Asking once is cheaper than failing at every other one.
      if (connectionCodes.has(outcome.code)) await assertUsable(context);
      progress.failedRepositories.push({ repository, code: outcome.code });
    }
    progress.donePage.push(repository);
    if (progress.donePage.length % persistEvery === 0)
      context.cursor.write(JSON.stringify(progress));
    context.progress('repositories', progress.repositories, total);
  });
}

function noteConditions(progress: SyncProgress, conditions: readonly string[]): void {
  progress.conditions = [...new Set([...progress.conditions, ...conditions])];
}

function conditionsOf(ending: Ending, progress: SyncProgress): string[] {
  const conditions: string[] = [...progress.conditions];
  if (ending === 'restricted') conditions.push('CATALOG_RESTRICTED');
  if (ending === 'truncated') conditions.push('CATALOG_TRUNCATED');
  for (const { code } of progress.failedRepositories) {
    if (!conditions.includes(code) && conditions.length < conditionsMax) conditions.push(code);
  }
  return conditions;
}

/** As many different reasons as a person will read. */
const conditionsMax = 32;
