// What EPSS and KEV say of advisories, in SQL: written with the matches, brought up to date with each import.

import type { CveSignal } from '@harborguard/shared/advisories/cve-signal.ts';
import { signalOf } from '@harborguard/shared/advisories/stored-row.ts';
import type { Kysely } from 'kysely';
import type { AdvisorySignal, SystemFindingStore } from '../domain/findings/finding-store.ts';
import type { AdvisorySignalTable } from './finding-tables.ts';
import { collectChunks, inChunks } from './in-chunks.ts';
import type { Tables } from './tables.ts';

export async function rememberSignals(
  db: Kysely<Tables>,
  orgId: string,
  signals: readonly AdvisorySignal[],
): Promise<void> {
  const ids = signals.map(({ advisoryId }) => advisoryId);
  const known = await collectChunks(ids, (chunk) =>
    db
      .selectFrom('advisory_signal')
      .selectAll()
      .where('org_id', '=', orgId)
      .where('advisory_id', 'in', chunk)
      .execute(),
  );
  const texts = new Map(known.map((row) => [row.advisory_id, JSON.stringify(row)]));
  const rows = signals.map((signal) => signalRow(orgId, signal));
  await writeSignals(
    db,
    rows.filter((row) => texts.get(row.advisory_id) !== JSON.stringify(row)),
  );
}

export async function exploitedAmong(
  db: Kysely<Tables>,
  orgId: string,
  advisoryIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await collectChunks(advisoryIds, (chunk) =>
    db
      .selectFrom('advisory_signal')
      .select('advisory_id')
      .where('org_id', '=', orgId)
      .where('advisory_id', 'in', chunk)
      .where('kev_added_at', 'is not', null)
      .execute(),
  );
  return new Set(rows.map((row) => row.advisory_id));
}

export function createSystemSignalRows(
  db: Kysely<Tables>,
): Pick<SystemFindingStore, 'advisorySignals' | 'saveSignals'> {
  return {
    advisorySignals: async () => {
      const rows = await db.selectFrom('advisory_signal').selectAll().execute();
      return rows.map((row) => ({
        orgId: row.org_id,
        advisoryId: row.advisory_id,
        cves: JSON.parse(row.cves_json) as string[],
        signal: signalOf(row) ?? {},
      }));
    },
    saveSignals: (signals) =>
      writeSignals(
        db,
        signals.map(({ orgId, ...signal }) => signalRow(orgId, signal)),
      ),
  };
}

async function writeSignals(
  db: Kysely<Tables>,
  rows: readonly AdvisorySignalTable[],
): Promise<void> {
  await inChunks(rows, (chunk) =>
    db
      .insertInto('advisory_signal')
      .values(chunk)
      .onConflict((conflict) =>
        conflict.columns(['advisory_id', 'org_id']).doUpdateSet((row) => ({
          cves_json: row.ref('excluded.cves_json'),
          epss: row.ref('excluded.epss'),
          percentile: row.ref('excluded.percentile'),
          kev_added_at: row.ref('excluded.kev_added_at'),
          kev_due_at: row.ref('excluded.kev_due_at'),
        })),
      )
      .execute(),
  );
}

/** In the order of the table's columns. */
function signalRow(
  orgId: string,
  { advisoryId, cves, signal }: AdvisorySignal,
): AdvisorySignalTable {
  return {
    org_id: orgId,
    advisory_id: advisoryId,
    cves_json: JSON.stringify(cves),
    epss: signal.epss ?? null,
    percentile: signal.percentile ?? null,
    kev_added_at: signal.kev?.addedAt ?? null,
    kev_due_at: signal.kev?.dueAt ?? null,
  };
}

/** Of a row joined with what is known of its advisory; nothing when neither feed says anything. */
export function joinedSignal(row: {
  readonly epss: number | null;
  readonly percentile: number | null;
  readonly kev_added_at: string | null;
  readonly kev_due_at: string | null;
}): { readonly signal?: CveSignal } {
  if (row.epss === null && row.kev_added_at === null) return {};
  return { signal: signalOf(row) ?? {} };
}

/** Of the table joined as `signal`. */
export const signalColumns = [
  'signal.epss',
  'signal.percentile',
  'signal.kev_added_at',
  'signal.kev_due_at',
] as const;

/** The advisories that a filter by signals lets through, or keeps out. */
export function signalledBy(
  db: Kysely<Tables>,
  orgId: string,
  { kev, epssMin }: { readonly kev?: boolean; readonly epssMin?: number },
) {
  const rows = db.selectFrom('advisory_signal').select('advisory_id').where('org_id', '=', orgId);
  const exploited = rows.where('kev_added_at', 'is not', null);
  return [
    ...(kev === undefined
      ? []
      : [{ operator: kev ? ('in' as const) : ('not in' as const), advisories: exploited }]),
    ...(epssMin === undefined
      ? []
      : [{ operator: 'in' as const, advisories: rows.where('epss', '>=', epssMin) }]),
  ];
}
