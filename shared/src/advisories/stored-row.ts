// From the texts an advisory file holds to what the matcher reads; both programs read the same file.
import type { AdvisoryRow, AffectedPackage, AffectedRow, Severity } from './advisory-row.ts';
import type { CveSignal } from './cve-signal.ts';

export interface StoredAffecting {
  readonly advisory: string;
  /** A rating taken from another record, when the advisory has none of its own. */
  readonly borrowed: string | null;
  readonly statement: string;
}

export interface StoredSignal {
  readonly epss: number | null;
  readonly percentile: number | null;
  readonly kev_added_at: string | null;
  readonly kev_due_at: string | null;
}

export function affectedRowOf(
  ecosystem: string,
  packageName: string,
  row: StoredAffecting,
): AffectedRow {
  const advisory = JSON.parse(row.advisory) as AdvisoryRow;
  const statement = JSON.parse(row.statement) as Omit<AffectedPackage, 'ecosystem' | 'packageName'>;
  if (row.borrowed === null) return { ...statement, ecosystem, packageName, advisory };
  const severity = JSON.parse(row.borrowed) as Severity;
  return { ...statement, ecosystem, packageName, advisory: { ...advisory, severity } };
}

export function signalOf(row: StoredSignal | undefined): CveSignal | undefined {
  if (row === undefined) return undefined;
  const { epss, percentile, kev_added_at: addedAt, kev_due_at: dueAt } = row;
  return {
    ...(epss === null ? {} : { epss }),
    ...(percentile === null ? {} : { percentile }),
    ...(addedAt === null ? {} : { kev: { addedAt, ...(dueAt === null ? {} : { dueAt }) } }),
  };
}
