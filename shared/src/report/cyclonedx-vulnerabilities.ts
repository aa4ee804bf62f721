// Findings as CycloneDX tells them: one vulnerability for each advisory, with every package it affects.
import type { Severity } from '../advisories/advisory-row.ts';
import { advisorySource, advisoryUrl, ratingMethod } from './advisory-links.ts';
import { type Property, property } from './cyclonedx-property.ts';
import { type ReportedFinding, shownSeverity } from './reported-findings.ts';
import { type MatchedFindings, timeText } from './scan-report.ts';

interface Entry {
  readonly finding: ReportedFinding;
  readonly rule?: string;
}

/** Accepted findings stay in, with the rule that accepted them: the document says what the image is, not who decided. */
export function* cycloneDxVulnerabilities(
  { findings, ignored }: MatchedFindings,
  references: readonly string[],
): Generator<unknown> {
  const groups = new Map<string, Entry[]>();
  for (const entry of [...findings.map((finding): Entry => ({ finding })), ...ignored]) {
    const group = groups.get(entry.finding.advisoryId);
    if (group === undefined) groups.set(entry.finding.advisoryId, [entry]);
    else group.push(entry);
  }
  for (const [id, entries] of groups) {
    const [first] = entries;
    if (first !== undefined) yield vulnerability(id, first.finding, entries, references);
  }
}

function vulnerability(
  id: string,
  first: ReportedFinding,
  entries: readonly Entry[],
  references: readonly string[],
) {
  const others = [...new Set(entries.flatMap(({ finding }) => finding.ids))].filter(
    (other) => other !== id,
  );
  const fixes = entries.flatMap(({ finding }) => fixOf(finding));
  const sources = [...new Set(entries.flatMap(({ finding }) => finding.sources))];
  return {
    'bom-ref': `vulnerability:${id}`,
    id,
    source: advisorySource(id),
    ...(others.length === 0
      ? {}
      : { references: others.map((other) => ({ id: other, source: advisorySource(other) })) }),
    ratings: ratingsOf(entries),
    ...(first.summary === '' ? {} : { description: first.summary }),
    ...(fixes.length === 0 ? {} : { recommendation: [...new Set(fixes)].join('; ') }),
    advisories: sources.map((source) => ({ title: source, url: advisoryUrl(source) })),
    ...(first.publishedAtMs === undefined ? {} : { published: timeText(first.publishedAtMs) }),
    affects: affectedOf(entries, references),
    properties: [...signalProperties(first), ...entries.flatMap(propertiesOf)],
  };
}

function fixOf({ package: found, fixedIn }: ReportedFinding): readonly string[] {
  return fixedIn === undefined ? [] : [`Upgrade ${found.name} to ${fixedIn}`];
}

function ratingsOf(entries: readonly Entry[]) {
  const ratings = new Map<string, unknown>();
  for (const { finding } of entries) {
    const rating = ratingOf(finding, finding.severity);
    ratings.set(JSON.stringify(rating), rating);
  }
  return [...ratings.values()];
}

function ratingOf(finding: ReportedFinding, severity: Severity) {
  const { score, vector, origin } = severity;
  return {
    source: { name: origin },
    ...(score === undefined ? {} : { score }),
    severity: shownSeverity(finding),
    method: ratingMethod(severity),
    ...(vector === undefined ? {} : { vector }),
  };
}

/** A package is named once, however many records speak of it; one that cannot be compared may be affected. */
function affectedOf(entries: readonly Entry[], references: readonly string[]) {
  const affected = new Map<string, unknown>();
  for (const { finding } of entries) {
    const status = finding.status === 'undetermined' ? 'unknown' : 'affected';
    for (const index of finding.packageIndexes) {
      const ref = references[index];
      if (ref === undefined || affected.has(ref)) continue;
      affected.set(ref, { ref, versions: [{ version: finding.package.version, status }] });
    }
  }
  return [...affected.values()];
}

/** The schema has no place for these among the ratings. */
function signalProperties({ signal }: ReportedFinding): readonly Property[] {
  const { epss, percentile, kev } = signal ?? {};
  return [
    ...(epss === undefined ? [] : [property('epss', String(epss))]),
    ...(percentile === undefined ? [] : [property('epss:percentile', String(percentile))]),
    ...(kev === undefined ? [] : [property('kev:addedAt', kev.addedAt)]),
    ...(kev?.dueAt === undefined ? [] : [property('kev:dueAt', kev.dueAt)]),
  ];
}

function propertiesOf({ finding, rule }: Entry): readonly Property[] {
  const { package: found, status, fixedIn } = finding;
  return [
    property(`status:${found.purl}`, fixedIn === undefined ? status : `${status} ${fixedIn}`),
    ...(rule === undefined ? [] : [property(`ignored:${found.purl}`, rule)]),
  ];
}
