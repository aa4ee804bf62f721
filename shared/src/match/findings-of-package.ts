// The findings of one package at one version: every record about it evaluated, records of the same vulnerability
// joined, one severity and one fix chosen. The package itself is filled in by the caller.
import type { AdvisoryQuery } from '../advisories/advisory-query.ts';
import type { AffectedRow } from '../advisories/advisory-row.ts';
import { collapseAliases } from './collapse-aliases.ts';
import { type Evaluation, evaluateAffected } from './evaluate-affected.ts';
import { joinSeverities } from './join-severities.ts';
import type { Match, MatchStatus } from './match-report.ts';
import type { PackageLookup } from './package-lookups.ts';
import { versionOrderOf } from './version-order/version-order-of.ts';

export type Finding = Omit<Match, 'package'>;

interface Hit {
  readonly row: AffectedRow;
  readonly evaluation: Exclude<Evaluation, { kind: 'not-affected' }>;
}

export function findingsOfPackage(
  lookups: readonly PackageLookup[],
  advisories: AdvisoryQuery,
): readonly Finding[] {
  const hits = lookups.flatMap((lookup) => hitsOf(lookup, advisories));
  return collapseAliases(hits, (hit) => hit.row.advisory)
    .map(findingOf)
    .toSorted((left, right) => (left.advisoryId < right.advisoryId ? -1 : 1));
}

function hitsOf(lookup: PackageLookup, advisories: AdvisoryQuery): readonly Hit[] {
  const hits: Hit[] = [];
  for (const row of advisories.affecting(lookup.ecosystem, lookup.name)) {
    if (row.advisory.withdrawnAtMs !== undefined) continue;
    const evaluation = evaluateAffected(lookup.version, row);
    if (evaluation.kind !== 'not-affected') hits.push({ row, evaluation });
  }
  return hits;
}

function findingOf(hits: readonly Hit[]): Finding {
  const advisories = hits.map(({ row }) => row.advisory);
  const sources = unique(advisories.map(({ id }) => id)).toSorted();
  const ids = idsOf(sources, unique(advisories.flatMap(({ aliases }) => aliases)));
  const published = advisories.map((row) => row.publishedAtMs).filter((time) => time !== undefined);
  return {
    advisoryId: ids[0] ?? '',
    ids,
    sources,
    upstream: unique(advisories.flatMap(({ upstream }) => upstream)).toSorted(),
    severity: joinSeverities(hits.map(({ row }) => row)),
    ...statusOf(hits),
    summary: advisories.find(({ summary }) => summary !== '')?.summary ?? '',
    ...(published.length === 0 ? {} : { publishedAtMs: Math.min(...published) }),
  };
}

/** The oldest CVE first, then the records themselves, then their other names. */
function idsOf(sources: readonly string[], aliases: readonly string[]): readonly string[] {
  const all = unique([...sources, ...aliases.toSorted()]);
  const cves = all.filter((id) => id.startsWith('CVE-')).toSorted(compareCves);
  return unique([...cves.slice(0, 1), ...all]);
}

function compareCves(left: string, right: string): number {
  const [, leftYear, leftNumber] = left.split('-');
  const [, rightYear, rightNumber] = right.split('-');
  return Number(leftYear) - Number(rightYear) || Number(leftNumber) - Number(rightNumber) || 0;
}

function statusOf(hits: readonly Hit[]): { status: MatchStatus; fixedIn?: string } {
  const fixes: string[] = [];
  for (const { evaluation } of hits) {
    if (evaluation.kind === 'affected' && evaluation.fixedIn) fixes.push(evaluation.fixedIn);
  }
  const order = versionOrderOf(hits[0]?.row.ecosystem ?? '');
  const fixedIn = fixes.toSorted((left, right) => order?.(left, right) ?? 0).at(-1);
  if (fixedIn !== undefined) return { status: 'fixed-available', fixedIn };
  const isAffected = hits.some(({ evaluation }) => evaluation.kind === 'affected');
  return { status: isAffected ? 'no-fix' : 'undetermined' };
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
