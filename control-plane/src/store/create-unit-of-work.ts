// Units of work over Kysely: the one place where stores meet a transaction and an organisation.
import type { Kysely } from 'kysely';
import type { Stores, SystemStores, UnitOfWork } from '../domain/unit-of-work.ts';
import { createAuditStore } from './audit-store.ts';
import { databaseError } from './database-error.ts';
import { createFindingStore, createSystemFindingStore } from './finding-store.ts';
import { createInventoryStore, createSystemInventoryStore } from './inventory-store.ts';
import { createJobStore, createSystemJobStore } from './job-store.ts';
import { createKeyStore, createSystemKeyStore } from './key-store.ts';
import { createNotificationStore } from './notification-store.ts';
import { createOrganisationStore } from './organisation-store.ts';
import { createPeopleStore, createSystemPeopleStore } from './people-store.ts';
import { createRegistryStore, createSystemRegistryStore } from './registry-store.ts';
import { createSensorStore, createSystemSensorStore } from './sensor-store.ts';
import { createSettingStore } from './setting-store.ts';
import { createSignatureStore, createSystemSignatureStore } from './signature-store.ts';
import { createSystemNotificationStore } from './system-notification-store.ts';
import type { Tables } from './tables.ts';
import { createSystemWebhookStore, createWebhookStore } from './webhook-store.ts';

export function createUnitOfWork(db: Kysely<Tables>): UnitOfWork {
  return {
    read: (orgId, run) => transaction(db, (tx) => run(createStores(tx, orgId))),
    write: (orgId, run) => transaction(db, (tx) => run(createStores(tx, orgId))),
    readSystem: (run) => transaction(db, (tx) => run(createSystemStores(tx))),
    writeSystem: (run) => transaction(db, (tx) => run(createSystemStores(tx))),
  };
}

async function transaction<Result>(
  db: Kysely<Tables>,
  run: (tx: Kysely<Tables>) => Promise<Result>,
): Promise<Result> {
  let cause: unknown;
  const attempt = async (tx: Kysely<Tables>): Promise<Result> => {
    try {
      return await run(tx);
    } catch (error) {
      cause = error;
      throw error;
    }
  };
  try {
    return await db.transaction().execute(attempt);
  } catch (error) {
    // SQLite rolls back by itself when the disk is full; the second rollback then hides why.
    throw databaseError(cause ?? error);
  }
}

function createStores(db: Kysely<Tables>, orgId: string): Stores {
  return {
    audit: createAuditStore(db, orgId),
    findings: createFindingStore(db, orgId),
    inventory: createInventoryStore(db, orgId),
    jobs: createJobStore(db, orgId),
    keys: createKeyStore(db, orgId),
    people: createPeopleStore(db, orgId),
    notifications: createNotificationStore(db, orgId),
    registries: createRegistryStore(db, orgId),
    sensors: createSensorStore(db, orgId),
    signatures: createSignatureStore(db, orgId),
    webhooks: createWebhookStore(db, orgId),
  };
}

function createSystemStores(db: Kysely<Tables>): SystemStores {
  return {
    organisation: (orgId) => createStores(db, orgId),
    organisations: createOrganisationStore(db),
    settings: createSettingStore(db),
    findings: createSystemFindingStore(db),
    inventory: createSystemInventoryStore(db),
    jobs: createSystemJobStore(db),
    keys: createSystemKeyStore(db),
    people: createSystemPeopleStore(db),
    notifications: createSystemNotificationStore(db),
    registries: createSystemRegistryStore(db),
    sensors: createSystemSensorStore(db),
    signatures: createSystemSignatureStore(db),
    webhooks: createSystemWebhookStore(db),
  };
}
