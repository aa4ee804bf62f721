// What is said of an advisory under all the names it is kept by: one CVE may be several distributions' advisories.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { type Severity, severities } from '../../components/severity.ts';

export type AdvisoryGroup = RowOf<'GET /api/findings/by-advisory'>;

export interface AdvisorySums {
  readonly ids: readonly string[];
  readonly severity: Severity;
  readonly firstSeenAt: string | undefined;
  readonly fixKnownAt: string | undefined;
  readonly epss: number | undefined;
  readonly percentile: number | undefined;
  readonly kev: AdvisoryGroup['kev'];
  readonly packages: AdvisoryGroup['packages'];
}

export function advisorySums(groups: readonly AdvisoryGroup[]): AdvisorySums {
  const likeliest = groups.reduce<AdvisoryGroup | undefined>(
    (most, group) => ((group.epss ?? -1) > (most?.epss ?? -1) ? group : most),
    undefined,
  );
  const packages = new Map(
    groups
      .flatMap((group) => group.packages)
      .map((each) => [`${each.type} ${each.name} ${each.fixedIn ?? ''}`, each]),
  );
  return {
    ids: [...new Set(groups.flatMap((group) => group.ids))],
    severity:
      severities.find((level) => groups.some((group) => group.severity === level)) ?? 'unknown',
    firstSeenAt: groups.map((group) => group.firstSeenAt).toSorted()[0],
    fixKnownAt: groups.flatMap((group) => group.fixKnownAt ?? []).toSorted()[0],
    epss: likeliest?.epss,
    percentile: likeliest?.percentile,
    kev: groups.find((group) => group.kev !== undefined)?.kev,
    packages: [...packages.values()],
  };
}

export function sumOf(
  groups: readonly AdvisoryGroup[],
  figure: 'images' | 'findings' | 'fixable',
): number {
  return groups.reduce((sum, group) => sum + group[figure], 0);
}
