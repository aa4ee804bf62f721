// How far a sync is, as it is persisted after each page of the catalog, so that a killed sync goes on at its page.
import type { Provider } from '@harborguard/shared/protocol/registry-target.ts';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

const count = Type.Integer({ minimum: 0 });

const SyncProgressSchema = Type.Object({
  /** Whose list the cursor is a place in. */
  provider: Type.Optional(Type.String()),
  /** Absent before the first page. */
  cursor: Type.Optional(Type.String()),
  /** Done of the page behind the cursor, so that a death in a large page does not cost all of it. */
  donePage: Type.Array(Type.String()),
  repositories: count,
  tags: count,
  filteredTags: count,
  digests: count,
  conditions: Type.Array(Type.String()),
  failedRepositories: Type.Array(Type.Object({ repository: Type.String(), code: Type.String() })),
});
export type SyncProgress = Static<typeof SyncProgressSchema>;

export function emptySyncProgress(): SyncProgress {
  return {
    donePage: [],
    repositories: 0,
    tags: 0,
    filteredTags: 0,
    digests: 0,
    conditions: [],
    failedRepositories: [],
  };
}

/**
 * A cursor that cannot be read (older version, damage), or is one of another product's list, means starting over, which
 * is always right.
 */
export function parseSyncProgress(text: string | undefined, provider: Provider): SyncProgress {
  const progress = readSyncProgress(text);
  return progress.provider === provider ? progress : { ...emptySyncProgress(), provider };
}

function readSyncProgress(text: string | undefined): SyncProgress {
  if (text === undefined) return emptySyncProgress();
  try {
    const value: unknown = JSON.parse(text);
    return Value.Check(SyncProgressSchema, value) ? value : emptySyncProgress();
  } catch {
    return emptySyncProgress();
  }
}
