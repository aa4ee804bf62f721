// The findings of one package at one version: every record about it evaluated, records of the same vulnerability
// joined, one severity and one fix chosen. The package itself is filled in by the caller.
import type { AdvisoryQuery } from '../advisories/advisory-query.ts';
import type { AffectedRow } from '../advisories/advisory-row.ts';
import { type CveSignal, cvesOf, joinSignals } from '../advisories/cve-signal.ts';
import { collapseAliases } from './collapse-aliases.ts';
import { type Evaluation, evaluateAffected } from './evaluate-affected.ts';
import { fixStateOf } from './fix-state.ts';
import { isAbout } from './is-about.ts';
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
  const hits = hitsOf(lookups, advisories);
  return collapseAliases(hits, (hit) => hit.row.advisory)
    .map((group) => findingOf(group, advisories))
    .toSorted((left, right) => (left.advisoryId < right.advisoryId ? -1 : 1));
}

interface Candidate {
  readonly lookup: PackageLookup;
  readonly row: AffectedRow;
}

function hitsOf(lookups: readonly PackageLookup[], advisories: AdvisoryQuery): readonly Hit[] {
  const hits: Hit[] = [];
  for (const { lookup, row } of candidatesOf(lookups, advisories)) {
    const evaluation = evaluateAffected(lookup.version, row);
    if (evaluation.kind !== 'not-affected') hits.push({ row, evaluation });
  }
  return hits;
}

function candidatesOf(
  lookups: readonly PackageLookup[],
  advisories: AdvisoryQuery,
): readonly Candidate[] {
  const candidates: Candidate[] = [];
  for (const lookup of lookups) {
    for (const row of advisories.affecting(lookup.ecosystem, lookup.name)) {
      if (row.advisory.withdrawnAtMs === undefined && isAbout(row, lookup)) {
        candidates.push({ lookup, row });
      }
    }
  }
  const decided = new Set(
    candidates.filter(({ lookup }) => lookup.isExtended).map(({ row }) => row.advisory.id),
  );
  if (decided.size === 0) return candidates;
  return candidates.filter(({ lookup, row }) => lookup.isExtended || !decided.has(row.advisory.id));
}

function findingOf(hits: readonly Hit[], query: AdvisoryQuery): Finding {
  const advisories = hits.map(({ row }) => row.advisory);
  const sources = unique(advisories.map(({ id }) => id)).toSorted();
  const ids = idsOf(sources, unique(advisories.flatMap(({ aliases }) => aliases)));
  const upstream = unique(advisories.flatMap((row) => row.upstream)).toSorted();
  const signal = signalFor([...ids, ...upstream], query);
  const published = advisories.map((row) => row.publishedAtMs).filter((time) => time !== undefined);
  return {
    advisoryId: ids[0] ?? '',
    ids,
    sources,
    upstream,
    severity: joinSeverities(hits.map(({ row }) => row)),
    ...statusOf(hits),
    ...(signal === undefined ? {} : { signal }),
    summary: advisories.find(({ summary }) => summary !== '')?.summary ?? '',
    ...(published.length === 0 ? {} : { publishedAtMs: Math.min(...published) }),
  };
}

function signalFor(names: readonly string[], query: AdvisoryQuery): CveSignal | undefined {
  return joinSignals(
    cvesOf(names)
      .map((cve) => query.signal(cve))
      .filter((signal) => signal !== undefined),
  );
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
  const affected = hits.filter(({ evaluation }) => evaluation.kind === 'affected');
  return { status: affected.length === 0 ? 'undetermined' : unfixedStatus(affected) };
}

/** Where records differ, the one that still promises a fix is believed. */
function unfixedStatus(hits: readonly Hit[]): MatchStatus {
  const states = hits.map(({ row }) => fixStateOf(row));
  if (states.includes('no-fix')) return 'no-fix';
  return states.includes('wont-fix') ? 'wont-fix' : 'ignored';
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
