// Advisories a test writes itself, in place of the advisory file. For tests only.
import type {
  AdvisoryDescription,
  AdvisoryQuery,
} from '@harborguard/shared/advisories/advisory-query.ts';
import type { AffectedRow, Severity } from '@harborguard/shared/advisories/advisory-row.ts';
import type { CveSignal } from '@harborguard/shared/advisories/cve-signal.ts';
import type { AdvisorySource } from '../../domain/findings/match-loop.ts';

export interface FakeAdvisory {
  readonly id: string;
  readonly aliases?: readonly string[];
  readonly ecosystem?: string;
  readonly packageName: string;
  readonly fixed?: string;
  readonly level?: Severity['level'];
  readonly isWithdrawn?: boolean;
  readonly publishedAtMs?: number;
}

export class FakeAdvisories implements AdvisorySource {
  /** None at all: nothing was ever imported. */
  advisories: readonly FakeAdvisory[] | undefined = [];
  ecosystems: readonly string[] = ['Debian:12', 'npm'];
  builtAtMs = 1;
  signals: ReadonlyMap<string, CveSignal> = new Map();
  feeds: AdvisoryDescription['feeds'];

  /** Another file, as after an import. */
  replace(advisories: readonly FakeAdvisory[], ecosystems = this.ecosystems): void {
    this.advisories = advisories;
    this.ecosystems = ecosystems;
    this.builtAtMs += 1;
  }

  current(): AdvisoryQuery | undefined {
    const { advisories, ecosystems, builtAtMs, signals, feeds } = this;
    if (advisories === undefined) return undefined;
    return {
      affecting: (ecosystem, packageName) =>
        advisories
          .filter((one) => (one.ecosystem ?? 'Debian:12') === ecosystem)
          .filter((one) => one.packageName === packageName)
          .map(affectedRow),
      signal: (cve) => signals.get(cve),
      covers: (ecosystem) => ecosystems.includes(ecosystem),
      describe: (): AdvisoryDescription => ({
        builtAtMs,
        newestModifiedAtMs: builtAtMs,
        records: advisories.length,
        affectedPackages: advisories.length,
        source: 'test',
        ecosystems,
        ...(feeds === undefined ? {} : { feeds }),
      }),
    };
  }
}

function affectedRow(advisory: FakeAdvisory): AffectedRow {
  const { id, aliases = [], packageName, fixed, level = 'high', isWithdrawn = false } = advisory;
  const { publishedAtMs } = advisory;
  return {
    ecosystem: advisory.ecosystem ?? 'Debian:12',
    packageName,
    ranges: [
      {
        type: 'ECOSYSTEM',
        events: [['introduced', '0'], ...(fixed === undefined ? [] : [['fixed', fixed] as const])],
      },
    ],
    versions: [],
    advisory: {
      id,
      aliases,
      upstream: [],
      summary: `About ${packageName}`,
      modifiedAtMs: 1,
      severity: { level, origin: 'test' },
      ...(isWithdrawn ? { withdrawnAtMs: 1 } : {}),
      ...(publishedAtMs === undefined ? {} : { publishedAtMs }),
    },
  };
}
