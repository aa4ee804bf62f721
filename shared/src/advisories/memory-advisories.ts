// The query port over rows held in memory, for small sets of advisories. A whole database belongs in a file.
import type { AdvisoryDescription, AdvisoryQuery } from './advisory-query.ts';
import type { AdvisoryRow, AffectedPackage, AffectedRow } from './advisory-row.ts';
import type { CveSignal } from './cve-signal.ts';

export interface ParsedRecord {
  readonly advisory: AdvisoryRow;
  readonly affected: readonly AffectedPackage[];
}

export class MemoryAdvisories implements AdvisoryQuery {
  readonly #rows = new Map<string, AffectedRow[]>();
  readonly #ecosystems = new Set<string>();
  readonly #description: AdvisoryDescription;
  readonly #signals: ReadonlyMap<string, CveSignal>;

  constructor(
    records: readonly ParsedRecord[],
    source: string,
    builtAtMs: number,
    signals: ReadonlyMap<string, CveSignal> = new Map(),
  ) {
    this.#signals = signals;
    for (const { advisory, affected } of records) {
      for (const entry of affected) this.#add({ ...entry, advisory });
    }
    const modified = records.map(({ advisory }) => advisory.modifiedAtMs);
    this.#description = {
      builtAtMs,
      newestModifiedAtMs: modified.reduce((newest, time) => Math.max(newest, time), 0),
      records: records.length,
      affectedPackages: this.#rows.size,
      source,
      ecosystems: [...this.#ecosystems].toSorted(),
    };
  }

  affecting(ecosystem: string, packageName: string): Iterable<AffectedRow> {
    return this.#rows.get(keyOf(ecosystem, packageName)) ?? [];
  }

  covers(ecosystem: string): boolean {
    return this.#ecosystems.has(ecosystem);
  }

  signal(cve: string): CveSignal | undefined {
    return this.#signals.get(cve);
  }

  describe(): AdvisoryDescription {
    return this.#description;
  }

  #add(row: AffectedRow): void {
    const key = keyOf(row.ecosystem, row.packageName);
    const rows = this.#rows.get(key);
    if (rows === undefined) this.#rows.set(key, [row]);
    else rows.push(row);
    this.#ecosystems.add(row.ecosystem);
  }
}

function keyOf(ecosystem: string, packageName: string): string {
  return `${ecosystem}\0${packageName}`;
}
