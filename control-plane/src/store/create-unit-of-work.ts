// Units of work over Kysely: the one place where stores meet a transaction and an organisation.
import type { Kysely } from 'kysely';
import type { ChangeFeed } from '../domain/live/change-feed.ts';
import type { Stores, SystemStores, UnitOfWork } from '../domain/unit-of-work.ts';
import { createAuditStore } from './audit-store.ts';
import { ChangeWatch } from './change-watch.ts';
import { createDataKeyStore, createSystemDataKeyStore } from './data-key-store.ts';
import { dialectOf } from './dialect/store-dialect.ts';
import { createFindingStore, createSystemFindingStore } from './finding-store.ts';
import { createSystemHistoryStore } from './history-rows.ts';
import { createIdempotentAnswerStore } from './idempotent-answer-rows.ts';
import { createInventoryStore, createSystemInventoryStore } from './inventory-store.ts';
import { createJobStore, createSystemJobStore } from './job-store.ts';
import { createKeyStore, createSystemKeyStore } from './key-store.ts';
import { createNotificationStore } from './notification-store.ts';
import { createOrganisationStore } from './organisation-store.ts';
import { createPeopleStore, createSystemPeopleStore } from './people-store.ts';
import { createPolicyStore, createSystemPolicyStore } from './policy-store.ts';
import { createRegistryStore, createSystemRegistryStore } from './registry-store.ts';
import {
  createRemovedRegistryStore,
  createSystemRemovedRegistryStore,
} from './removed-registry-store.ts';
import { createRetentionStore } from './retention-store.ts';
import { createSensorStore, createSystemSensorStore } from './sensor-store.ts';
import { createSettingStore } from './setting-store.ts';
import { createSignatureStore, createSystemSignatureStore } from './signature-store.ts';
import { createSystemNotificationStore } from './system-notification-store.ts';
import type { Tables } from './tables.ts';
import { createSystemVerdictStore, createVerdictStore } from './verdict-store.ts';
import { createViewStore } from './view-store.ts';
import { createSystemWebhookStore, createWebhookStore } from './webhook-store.ts';

export function createUnitOfWork(
  db: Kysely<Tables>,
  changes?: Pick<ChangeFeed, 'publish'>,
): UnitOfWork {
  return {
    read: (orgId, run) => transaction(db, 'read', (tx) => run(createStores(tx, orgId))),
    write: async (orgId, run) => {
      const watch = new ChangeWatch();
      const result = await transaction(db, 'write', (tx) =>
        run(createStores(tx.withPlugin(watch), orgId)),
      );
      changes?.publish(orgId, watch.kinds);
      return result;
    },
    readSystem: (run) => transaction(db, 'read', (tx) => run(createSystemStores(tx))),
    writeSystem: async (run) => {
      const watches = new Map<string | undefined, ChangeWatch>();
      const result = await transaction(db, 'write', (tx) => run(watchedSystemStores(tx, watches)));
      for (const [orgId, { kinds, kindsOfOwners }] of watches) {
        changes?.publish(orgId, kinds);
        for (const [owner, kindsOfOwner] of kindsOfOwners) changes?.publish(owner, kindsOfOwner);
      }
      return result;
    },
  };
}

/** What is written through the stores of one organisation is its own; what goes across is nobody's alone. */
function watchedSystemStores(
  tx: Kysely<Tables>,
  watches: Map<string | undefined, ChangeWatch>,
): SystemStores {
  const watched = (orgId: string | undefined): Kysely<Tables> => {
    const watch = watches.get(orgId) ?? new ChangeWatch();
    watches.set(orgId, watch);
    return tx.withPlugin(watch);
  };
  return {
    ...createSystemStores(watched(undefined)),
    organisation: (orgId) => createStores(watched(orgId), orgId),
  };
}

async function transaction<Result>(
  db: Kysely<Tables>,
  purpose: 'read' | 'write',
  run: (tx: Kysely<Tables>) => Promise<Result>,
): Promise<Result> {
  const dialect = dialectOf(db);
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
    return await dialect[purpose](db, attempt);
  } catch (error) {
    // SQLite rolls back by itself when the disk is full; the second rollback then hides why.
    throw dialect.errorOf(cause ?? error);
  }
}

function createStores(db: Kysely<Tables>, orgId: string): Stores {
  return {
    audit: createAuditStore(db, orgId),
    dataKeys: createDataKeyStore(db, orgId),
    findings: createFindingStore(db, orgId),
    idempotentAnswers: createIdempotentAnswerStore(db, orgId),
    inventory: createInventoryStore(db, orgId),
    jobs: createJobStore(db, orgId),
    keys: createKeyStore(db, orgId),
    people: createPeopleStore(db, orgId),
    notifications: createNotificationStore(db, orgId),
    policies: createPolicyStore(db, orgId),
    registries: createRegistryStore(db, orgId),
    removedRegistries: createRemovedRegistryStore(db, orgId),
    sensors: createSensorStore(db, orgId),
    signatures: createSignatureStore(db, orgId),
    verdicts: createVerdictStore(db, orgId),
    retention: createRetentionStore(db, orgId),
    views: createViewStore(db, orgId),
    webhooks: createWebhookStore(db, orgId),
  };
}

function createSystemStores(db: Kysely<Tables>): SystemStores {
  return {
    organisation: (orgId) => createStores(db, orgId),
    organisations: createOrganisationStore(db),
    settings: createSettingStore(db),
    dataKeys: createSystemDataKeyStore(db),
    findings: createSystemFindingStore(db),
    inventory: createSystemInventoryStore(db),
    history: createSystemHistoryStore(db),
    jobs: createSystemJobStore(db),
    keys: createSystemKeyStore(db),
    people: createSystemPeopleStore(db),
    notifications: createSystemNotificationStore(db),
    policies: createSystemPolicyStore(db),
    registries: createSystemRegistryStore(db),
    removedRegistries: createSystemRemovedRegistryStore(db),
    sensors: createSystemSensorStore(db),
    signatures: createSystemSignatureStore(db),
    verdicts: createSystemVerdictStore(db),
    webhooks: createSystemWebhookStore(db),
  };
}
