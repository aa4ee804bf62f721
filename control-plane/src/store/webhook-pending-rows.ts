// What push events leave behind in SQL until it has become jobs, and what was seen already.
import type { Kysely } from 'kysely';
import type { JobIntent } from '../domain/jobs/job.ts';
import type { OpenSync, PendingPush, StoredPush } from '../domain/webhooks/webhook-store.ts';
import { collectChunks, inChunks } from './in-chunks.ts';
import type { Tables } from './tables.ts';

interface Place {
  readonly orgId: string;
  readonly registryId: string;
}

export async function remember(
  db: Kysely<Tables>,
  { orgId, registryId }: Place,
  wanted: {
    readonly keys: readonly string[];
    readonly now: number;
    readonly until: number;
  },
): Promise<readonly string[]> {
  const fresh: string[] = [];
  for (const key of wanted.keys) {
    const result = await db
      .insertInto('webhook_seen')
      .values({ org_id: orgId, registry_id: registryId, key, forget_at: wanted.until })
      .onConflict((conflict) =>
        conflict
          .columns(['registry_id', 'key'])
          .doUpdateSet({ forget_at: wanted.until })
          .where('webhook_seen.forget_at', '<=', wanted.now),
      )
      .executeTakeFirst();
    if ((result.numInsertedOrUpdatedRows ?? 0n) > 0n) fresh.push(key);
  }
  return fresh;
}

export async function addPending(
  db: Kysely<Tables>,
  { orgId, registryId }: Place,
  { pushes, now }: { readonly pushes: readonly PendingPush[]; readonly now: number },
): Promise<void> {
  for (const { repository, reference } of pushes) {
    await db
      .insertInto('webhook_pending')
      .values({
        org_id: orgId,
        registry_id: registryId,
        repository,
        reference: reference ?? null,
        received_at: now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

export async function listPending(
  db: Kysely<Tables>,
  { orgId, registryId }: Place,
  limit: number,
): Promise<readonly StoredPush[]> {
  const rows = await db
    .selectFrom('webhook_pending')
    .select(['id', 'repository', 'reference'])
    .where('org_id', '=', orgId)
    .where('registry_id', '=', registryId)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ id, repository, reference }) => ({
    id,
    repository,
    reference: reference ?? undefined,
  }));
}

export async function dropPending(
  db: Kysely<Tables>,
  orgId: string,
  ids: readonly number[],
): Promise<void> {
  await inChunks(ids, (some) =>
    db.deleteFrom('webhook_pending').where('org_id', '=', orgId).where('id', 'in', some).execute(),
  );
}

export async function listOpenSyncs(
  db: Kysely<Tables>,
  { orgId, registryId }: Place,
): Promise<readonly OpenSync[]> {
  const rows = await db
    .selectFrom('job')
    .select(['state', 'payload_json'])
    .where('org_id', '=', orgId)
    .where('registry_id', '=', registryId)
    .where('kind', '=', 'sync')
    .where('state', 'in', ['queued', 'assigned', 'running'])
    .execute();
  return rows.flatMap(({ state, payload_json }) => {
    const intent = JSON.parse(payload_json) as JobIntent;
    if (intent.kind !== 'sync' || intent.repositories === undefined) return [];
    return [{ state, repositories: intent.repositories }];
  });
}

export async function knownRepositories(
  db: Kysely<Tables>,
  { orgId, registryId }: Place,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await collectChunks(names, (some) =>
    db
      .selectFrom('repository')
      .select('name')
      .where('org_id', '=', orgId)
      .where('registry_id', '=', registryId)
      .where('name', 'in', some)
      .execute(),
  );
  return new Set(rows.map(({ name }) => name));
}

export async function hasRepositoryBelow(
  db: Kysely<Tables>,
  { orgId, registryId }: Place,
  folder: string,
): Promise<boolean> {
  // Names hold nothing above `z`, and the slash that ends the folder is followed by a name.
  const row = await db
    .selectFrom('repository')
    .select('id')
    .where('org_id', '=', orgId)
    .where('registry_id', '=', registryId)
    .where('name', '>', folder)
    .where('name', '<', `${folder}~`)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
