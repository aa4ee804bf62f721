// What a running control plane holds on disk: the lock of its folder, the database, the keys that seal secrets.
import { join } from 'node:path';
import type { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Log, Random } from '@harborguard/shared/ports.ts';
import type { ControlPlaneConfig } from './config.ts';
import { databasePlace } from './database-place.ts';
import { createDataKeys, type DataKeys } from './domain/credentials/data-keys.ts';
import { openKeyring } from './domain/credentials/open-keyring.ts';
import { resealWithDataKeys } from './domain/credentials/reseal-with-data-keys.ts';
import { adoptOwnerKey, adoptSystemSensorKey } from './domain/keys/adopt-key.ts';
import { type ChangeFeed, createChangeFeed } from './domain/live/change-feed.ts';
import { defaultOrganisationId, type UnitOfWork } from './domain/unit-of-work.ts';
import { createKeySources } from './outbound/key-sources.ts';
import { writtenBySetting } from './store/applied-migrations.ts';
import { createUnitOfWork } from './store/create-unit-of-work.ts';
import { lockDataFolder } from './store/data-folder-lock.ts';
import { type DatabasePlace, type OpenDatabase, openDatabase } from './store/database.ts';
import { type Leadership, takeLeadership } from './store/dialect/postgres/leadership.ts';
import { version } from './version.ts';

export interface Storage {
  readonly db: OpenDatabase['db'];
  readonly unitOfWork: UnitOfWork;
  readonly dataKeys: DataKeys;
  /** What the commits of the unit of work changed. */
  readonly changes: ChangeFeed;
  /** Resolves when another control plane has taken over; never with the embedded database. */
  readonly lost: Promise<HarborError>;
  close(): Promise<void>;
}

export interface StoragePorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Ends the waiting for another control plane on the same database. */
  readonly signal?: AbortSignal;
  /** Called when there is one to wait for. */
  onWaiting?(): Promise<void>;
}

/** Throws DATABASE_LOCKED, DATABASE_TOO_NEW, SEAL_KEY_WRONG and what a damaged database throws; then nothing is left open. */
export async function openStorage(
  config: ControlPlaneConfig,
  ports: StoragePorts,
): Promise<Storage> {
  const lock = lockDataFolder(config.dataFolder);
  let leadership: Leadership | undefined;
  let database: OpenDatabase | undefined;
  const close = async (): Promise<void> => {
    await database?.close();
    // Whoever waits begins when all of this has ended.
    await leadership?.release();
    lock.release();
  };
  try {
    const place = databasePlace(config);
    leadership = await lead(place, ports);
    database = await openDatabase(place, {
      isHeld: true,
      term: leadership?.term,
      onMigrating: (migrations) => ports.log.info('database is being upgraded', { migrations }),
    });
    const changes = createChangeFeed(ports.clock);
    const unitOfWork = createUnitOfWork(database.db, changes);
    const dataKeys = await prepare(config, unitOfWork, ports);
    const lost = leadership?.lost ?? never;
    return { db: database.db, unitOfWork, dataKeys, changes, lost, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const never = new Promise<never>(() => undefined);

/** An embedded database is held by the lock of its folder. */
async function lead(
  place: DatabasePlace,
  { clock, log, signal, onWaiting = () => Promise.resolve() }: StoragePorts,
): Promise<Leadership | undefined> {
  if (typeof place === 'string') return undefined;
  return await takeLeadership(place, { clock, log, onWaiting, ...(signal && { signal }) });
}

async function prepare(
  config: ControlPlaneConfig,
  unitOfWork: UnitOfWork,
  { clock, random }: Pick<StoragePorts, 'clock' | 'random'>,
): Promise<DataKeys> {
  // First of all: a wrong key stops the start before anything is written.
  const keyring = await openKeyring(unitOfWork, createKeySources(config, random));
  const dataKeys = createDataKeys({ unitOfWork, clock, random, keyring });
  await unitOfWork.writeSystem((stores) =>
    stores.organisations.ensure(defaultOrganisationId, 'default', clock.now()),
  );
  await noteVersion(unitOfWork);
  if (config.bootstrapKey !== undefined) {
    await adoptOwnerKey({ unitOfWork, clock, random }, config.bootstrapKey);
  }
  if (config.systemSensorKey !== undefined) {
    await adoptSystemSensorKey({ unitOfWork, clock, random }, config.systemSensorKey);
  }
  await resealWithDataKeys({ unitOfWork, keyring, dataKeys, random });
  return dataKeys;
}

/** An older program that meets this database says which one to run instead. */
async function noteVersion(unitOfWork: UnitOfWork): Promise<void> {
  const known = await unitOfWork.readSystem((stores) => stores.settings.get(writtenBySetting));
  if (known === version) return;
  await unitOfWork.writeSystem((stores) => stores.settings.set(writtenBySetting, version));
}

export function inUseAdvisoriesPath(config: ControlPlaneConfig): string {
  return join(config.dataFolder, 'advisories-in-use.sqlite');
}

export function exportedAdvisoriesPath(config: ControlPlaneConfig): string {
  return join(config.dataFolder, 'advisories-export.hgad');
}
