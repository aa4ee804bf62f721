// The findings rows in SQL, put together from one file for each kind of row.
import type { Kysely } from 'kysely';
import type { FindingStore, SystemFindingStore } from '../domain/findings/finding-store.ts';
import { createExposureRows } from './exposure-rows.ts';
import { createExternalReportRows } from './external-report-rows.ts';
import { createMatchQueueRows } from './match-queue-rows.ts';
import { createMatchRows } from './match-rows.ts';
import { createPackageFactRows } from './package-fact-rows.ts';
import { createPackageMatchRows } from './package-match-rows.ts';
import { createShownImageRows } from './shown-image-rows.ts';
import { createSystemSignalRows } from './signal-rows.ts';
import type { Tables } from './tables.ts';

export function createFindingStore(db: Kysely<Tables>, orgId: string): FindingStore {
  return {
    orgId,
    ...createShownImageRows(db, orgId),
    ...createMatchRows(db, orgId),
    ...createPackageFactRows(db, orgId),
    ...createPackageMatchRows(db, orgId),
    ...createExposureRows(db, orgId),
    ...createExternalReportRows(db, orgId),
  };
}

export function createSystemFindingStore(db: Kysely<Tables>): SystemFindingStore {
  return { scope: 'system', ...createMatchQueueRows(db), ...createSystemSignalRows(db) };
}
