// A rating for advisories that have none: taken from records that are the same vulnerability by another name, else from
// those an update was made from. Where it came from is kept, so that nobody takes it for the distro's own word.
import { type AdvisoryRow, type Severity, severityLevels } from './advisory-row.ts';

export type Rated = Pick<AdvisoryRow, 'id' | 'aliases' | 'severity'>;

const cvssRank: Readonly<Record<string, number>> = {
  'CVSS:4.0': 0,
  'CVSS:3.1': 1,
  'CVSS:3.0': 1,
  'CVSS:2.0': 2,
};

/** What rated records say, by every name of theirs. */
export class KnownRatings {
  readonly #byName = new Map<string, Rated>();

  add(record: Rated): void {
    if (record.severity.level === 'unknown') return;
    for (const name of [record.id, ...record.aliases]) {
      const known = this.#byName.get(name);
      if (known === undefined || precedes(record, known, name)) this.#byName.set(name, record);
    }
  }

  /** Undefined when no record that is named has a rating. */
  for({ id, aliases, upstream }: AdvisoryRow): Severity | undefined {
    return (
      this.#gravest(id, [id, ...aliases, ...plainNames([id])]) ??
      this.#gravest(id, [...upstream, ...plainNames(upstream)])
    );
  }

  /** An update is as grave as the gravest it fixes. */
  #gravest(id: string, names: readonly string[]): Severity | undefined {
    const found = names
      .map((name) => this.#byName.get(name))
      .filter((record) => record !== undefined)
      .filter((record) => record.id !== id)
      .toSorted(byGravity)[0];
    if (found === undefined) return undefined;
    const { level, score, vector, origin, via } = found.severity;
    const home = via === undefined ? found.id : via;
    return {
      level,
      ...(score === undefined ? {} : { score }),
      ...(vector === undefined ? {} : { vector }),
      origin: `${origin.split(' via ', 1)[0] ?? origin} via ${home}`,
      via: home,
    };
  }
}

/** `DEBIAN-CVE-2024-1` is what Debian knows of `CVE-2024-1`. */
function plainNames(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => /(?<=^[A-Z]+-)CVE-[0-9]+-[0-9]+$/.exec(name) ?? []);
}

/** The record of that very name speaks for it, then the better scale, then the graver word. */
function precedes(record: Rated, known: Rated, name: string): boolean {
  const isOwn = record.id === name;
  if (isOwn !== (known.id === name)) return isOwn;
  const difference = rankOf(record) - rankOf(known);
  return difference === 0 ? byGravity(record, known) < 0 : difference < 0;
}

function rankOf({ severity }: Rated): number {
  return cvssRank[severity.origin] ?? 3;
}

function byGravity(left: Rated, right: Rated): number {
  return (
    severityLevels.indexOf(left.severity.level) - severityLevels.indexOf(right.severity.level) ||
    (right.severity.score ?? 0) - (left.severity.score ?? 0) ||
    (left.id < right.id ? -1 : 1)
  );
}
