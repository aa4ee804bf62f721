// The folder in which a sensor keeps what must outlive its process: identity, outbox, jobs and what scans have found.
// Several databases, so that a full or damaged cache cannot hold up results.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Log, Random } from '@harborguard/shared/ports.ts';
import { lockFolder } from './lock-folder.ts';
import { refuseNewer } from './open-database.ts';
import { OutboxStore, outboxVersions } from './outbox-store.ts';
import { SensorIdentity } from './sensor-identity.ts';
import { jobJournalVersions, SqliteJobJournal } from './sqlite-job-journal.ts';
import { SqliteScanCache, scanCacheVersions } from './sqlite-scan-cache.ts';
import { SqliteSpentPulls, spentPullsVersions } from './sqlite-spent-pulls.ts';

export interface StateFolderOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly cacheBytesMax?: number | undefined;
}

export interface StateFolder {
  readonly identity: SensorIdentity;
  readonly outboxStore: OutboxStore;
  readonly jobJournal: SqliteJobJournal;
  readonly scanCache: SqliteScanCache;
  readonly spentPulls: SqliteSpentPulls;
  /** Frees the folder for another process. */
  close(): void;
}

/** Throws DATABASE_LOCKED when another process holds the folder, DATABASE_TOO_NEW, FILE_UNREADABLE when it cannot be written. */
export function openStateFolder(options: StateFolderOptions): StateFolder {
  const { folder } = options;
  makeFolder(folder);
  const paths = {
    outbox: join(folder, 'outbox.sqlite'),
    jobs: join(folder, 'state.sqlite'),
    cache: join(folder, 'cache.sqlite'),
    pulls: join(folder, 'pulls.sqlite'),
  };
  const opened: { close(): void }[] = [];
  const keep = <Part extends { close(): void }>(part: Part): Part => {
    opened.unshift(part);
    return part;
  };
  const close = () => {
    for (const part of opened.splice(0)) part.close();
  };
  try {
    const lock = lockFolder(folder);
    keep({ close: () => lock.release() });
    // All of them before any is brought to our version: otherwise the newer program would find some it has to refuse.
    refuseNewer({ path: paths.outbox, versions: outboxVersions });
    refuseNewer({ path: paths.jobs, versions: jobJournalVersions });
    refuseNewer({ path: paths.cache, versions: scanCacheVersions });
    refuseNewer({ path: paths.pulls, versions: spentPullsVersions });
    return {
      identity: new SensorIdentity(folder, options),
      outboxStore: keep(new OutboxStore({ ...options, path: paths.outbox })),
      jobJournal: keep(new SqliteJobJournal({ ...options, path: paths.jobs })),
      spentPulls: keep(new SqliteSpentPulls({ ...options, path: paths.pulls })),
      scanCache: keep(
        new SqliteScanCache({
          ...options,
          path: paths.cache,
          bytesMax: options.cacheBytesMax,
        }),
      ),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new HarborError('FILE_UNREADABLE', { details: { path: folder }, cause: error });
  }
}
