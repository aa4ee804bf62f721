// Our matches and the findings of external scanners as one list: the same vulnerability of the same package version is one
// finding with all its sources; what only another scanner says stands on its own, under its name.
import type {
  ExternalFinding,
  ExternalReport,
} from '@harborguard/shared/protocol/external-report.ts';
import type { Inventory } from '@harborguard/shared/protocol/inventory.ts';
import type { ImageFinding } from './finding-queries.ts';
import type { MatchedImage } from './finding-store.ts';

export function mergeExternal(
  matched: MatchedImage,
  inventory: Inventory,
  reports: readonly Pick<ExternalReport, 'scanner' | 'findings'>[],
): MatchedImage {
  if (reports.length === 0) return matched;
  const merged = new Merge(matched.matches, inventory);
  for (const { scanner, findings } of reports) {
    for (const finding of findings) merged.add(scanner, finding);
  }
  const matches = merged.list();
  const counts = { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 };
  for (const { severity } of matches) counts[severity] += 1;
  // Somebody has looked the packages up, so what no longer shows is known to be gone.
  return { ...matched, matches, counts, uncoveredTypes: [] };
}

class Merge {
  readonly #matches: ImageFinding[];
  readonly #byPackage: Map<string, number[]>;
  readonly #packages: ReadonlyMap<string, Inventory['packages']>;

  constructor(matches: readonly ImageFinding[], inventory: Inventory) {
    this.#matches = [];
    this.#byPackage = new Map();
    for (const [index, match] of matches.entries()) this.#remember(match, index);
    this.#packages = Map.groupBy(inventory.packages, ({ name, version }) => keyOf(name, version));
  }

  add(scanner: string, finding: ExternalFinding): void {
    const ids = [...new Set([finding.id, ...finding.aliases])];
    const key = keyOf(finding.packageName, finding.packageVersion);
    const rivals = this.#byPackage.get(key) ?? [];
    const index = rivals.find((rival) => this.#isSame(rival, finding, ids));
    const known = index === undefined ? undefined : this.#matches[index];
    if (index === undefined || known === undefined) {
      this.#remember(this.#ownFinding(scanner, finding, ids), this.#matches.length);
      return;
    }
    this.#matches[index] = {
      ...known,
      ids: [...new Set([...known.ids, ...ids])],
      sources: [...new Set([...known.sources, scanner])],
      ...(known.fixedIn === undefined && known.status !== 'fixed-available' ? fixOf(finding) : {}),
    };
  }

  list(): readonly ImageFinding[] {
    return this.#matches;
  }

  #isSame(index: number, finding: ExternalFinding, ids: readonly string[]): boolean {
    const match = this.#matches[index];
    if (match === undefined) return false;
    const isSameType =
      finding.packageType === undefined || finding.packageType === match.packageType;
    return isSameType && ids.some((id) => match.ids.includes(id));
  }

  #remember(match: ImageFinding, index: number): void {
    this.#matches[index] = match;
    const key = keyOf(match.packageName, match.packageVersion);
    this.#byPackage.set(key, [...(this.#byPackage.get(key) ?? []), index]);
  }

  #ownFinding(scanner: string, finding: ExternalFinding, ids: readonly string[]): ImageFinding {
    const { packageName, packageVersion, packageType } = finding;
    const candidates = this.#packages.get(keyOf(packageName, packageVersion)) ?? [];
    const owner = candidates.find(({ type }) => type === packageType) ?? candidates[0];
    return {
      advisoryId: ids.find((id) => id.startsWith('CVE-')) ?? finding.id,
      ids,
      sources: [scanner],
      packageType: owner?.type ?? packageType ?? 'generic',
      ...{ packageName, packageVersion },
      purl: owner?.purl ?? finding.purl ?? '',
      severity: finding.severity,
      severityOrigin: scanner,
      status: 'no-fix',
      ...fixOf(finding),
      summary: finding.summary,
      layer: owner?.layer ?? 0,
    };
  }
}

function fixOf({ fixedIn }: ExternalFinding): Partial<Pick<ImageFinding, 'fixedIn' | 'status'>> {
  return fixedIn === undefined ? {} : { fixedIn, status: 'fixed-available' };
}

function keyOf(name: string, version: string): string {
  return JSON.stringify([name, version]);
}
