// Migrations, forward only, listed by hand so that the order can be read here.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { AppliedMigrations } from './applied-migrations.ts';
import { dialectOf } from './dialect/store-dialect.ts';
import * as initial from './migrations/0001-initial.ts';
import * as webhooks from './migrations/0002-webhooks.ts';
import * as providerChosen from './migrations/0003-provider-chosen.ts';
import * as registryTls from './migrations/0004-registry-tls.ts';
import * as artifacts from './migrations/0004a-artifacts.ts';
import * as advisorySignals from './migrations/0005-advisory-signals.ts';
import * as imageFacts from './migrations/0006-image-facts.ts';
import * as signatures from './migrations/0007-signatures.ts';
import * as packageFacts from './migrations/0009-package-facts.ts';
import * as people from './migrations/0010-people.ts';
import * as audit from './migrations/0011-audit.ts';
import * as envelope from './migrations/0012-envelope.ts';
import * as notifications from './migrations/0020-notifications.ts';
import * as policy from './migrations/0030-policy.ts';
import * as schedule from './migrations/0040-schedule.ts';
import * as views from './migrations/0041-views.ts';
import * as retention from './migrations/0042-retention.ts';
import * as operations from './migrations/0050-operations.ts';
import * as tagDigests from './migrations/0060-tag-digests.ts';
import * as listIndexes from './migrations/0061-list-indexes.ts';
import * as pruning from './migrations/0062-pruning.ts';
import * as sensorBeats from './migrations/0063-sensor-beats.ts';
import * as auditHead from './migrations/0064-audit-head.ts';
import * as jobTraces from './migrations/0065-job-traces.ts';
import * as servedMailboxes from './migrations/0066-served-mailboxes.ts';
import * as tagPushes from './migrations/0067-tag-pushes.ts';
import * as findingCounts from './migrations/0068-finding-counts.ts';
import * as clearedRegistries from './migrations/0069-cleared-registries.ts';
import * as firstSights from './migrations/0070-first-sights.ts';
import * as keyMakers from './migrations/0071-key-makers.ts';
import * as exceptionAuthors from './migrations/0073-exception-authors.ts';
import * as placedImages from './migrations/0074-placed-images.ts';
import type { Tables } from './tables.ts';

const migrations: Readonly<Record<string, Migration>> = {
  '0001-initial': initial,
  '0002-webhooks': webhooks,
  '0003-provider-chosen': providerChosen,
  '0004-registry-tls': registryTls,
  '0004a-artifacts': artifacts,
  '0005-advisory-signals': advisorySignals,
  '0006-image-facts': imageFacts,
  '0007-signatures': signatures,
  '0009-package-facts': packageFacts,
  '0010-people': people,
  '0011-audit': audit,
  '0012-envelope': envelope,
  '0020-notifications': notifications,
  '0030-policy': policy,
  '0040-schedule': schedule,
  '0041-views': views,
  '0042-retention': retention,
  '0050-operations': operations,
  '0060-tag-digests': tagDigests,
  '0061-list-indexes': listIndexes,
  '0062-pruning': pruning,
  '0063-sensor-beats': sensorBeats,
  '0064-audit-head': auditHead,
  '0065-job-traces': jobTraces,
  '0066-served-mailboxes': servedMailboxes,
  '0067-tag-pushes': tagPushes,
  '0068-finding-counts': findingCounts,
  '0069-cleared-registries': clearedRegistries,
  '0070-first-sights': firstSights,
  '0071-key-makers': keyMakers,
  '0073-exception-authors': exceptionAuthors,
  '0074-placed-images': placedImages,
};

export const migrationNames: readonly string[] = Object.keys(migrations);

/**
 * Brings the database to this version's schema and returns the names applied: all of them, or, when it fails or the
 * process dies, none.
 */
export async function migrateToLatest(
  db: Kysely<Tables>,
  names: readonly string[] = migrationNames,
): Promise<readonly string[]> {
  const known = Object.fromEntries(
    Object.entries(migrations).filter(([name]) => names.includes(name)),
  );
  const { addFunctions, atOnce } = dialectOf(db).migrationParts;
  await addFunctions(db);
  return await atOnce(db, async (connection) => {
    const migrator = new Migrator({
      db: connection,
      provider: { getMigrations: () => Promise.resolve(known) },
      // They are numbered by what they are about, and none depends on a later number.
      allowUnorderedMigrations: true,
    });
    const { error, results } = await migrator.migrateToLatest();
    if (error !== undefined) throw error;
    return (results ?? []).map((result) => result.migrationName);
  });
}

/** Throws DATABASE_TOO_NEW; `names` are those the database has. Returns those it lacks. */
export function pendingMigrations(
  database: string,
  { names, writtenBy }: AppliedMigrations,
): readonly string[] {
  const unknown = names.find((name) => !Object.hasOwn(migrations, name));
  if (unknown !== undefined) {
    const details = { database, migration: unknown, writtenBy: writtenBy ?? 'a later version' };
    throw new HarborError('DATABASE_TOO_NEW', { details });
  }
  return migrationNames.filter((name) => !names.includes(name));
}
