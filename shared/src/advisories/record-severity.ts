// Which severity an OSV record carries: the distro's own rating first, then CVSS 4, 3 and 2, then the word its
// database adds. Unknown when it says nothing.
import { type Severity, type SeverityLevel, unknownSeverity } from './advisory-row.ts';
import { cvssSeverity } from './cvss-severity.ts';
import { asArray, asObject, asText, type JsonObject } from './json-fields.ts';

const levelOfWord: Readonly<Record<string, SeverityLevel>> = {
  critical: 'critical',
  important: 'high',
  high: 'high',
  moderate: 'medium',
  medium: 'medium',
  low: 'low',
  negligible: 'negligible',
  unimportant: 'negligible',
};

// Errata of these distros open their summary with their own rating: "Important: vim security update".
const ratedSummaries: readonly (readonly [prefix: string, origin: string])[] = [
  ['ALSA-', 'AlmaLinux'],
  ['RLSA-', 'Rocky Linux'],
  ['RXSA-', 'Rocky Linux'],
];

const cvssTypes = ['CVSS_V4', 'CVSS_V3', 'CVSS_V2'] as const;

export function recordSeverity(record: JsonObject, id: string): Severity {
  return (
    summaryRating(id, asText(record['summary'], 4096)) ??
    listedSeverity(record['severity']) ??
    databaseRating(record, id) ??
    unknownSeverity
  );
}

/** What an affected entry says of its own package, above all Debian's urgency. */
export function packageSeverity(affected: JsonObject, ecosystem: string): Severity | undefined {
  const urgency = asText(asObject(affected['ecosystem_specific'])?.['urgency'], 64);
  return (
    ratingOf(urgency, ecosystem.split(':', 1)[0] ?? ecosystem) ??
    listedSeverity(affected['severity'])
  );
}

function listedSeverity(value: unknown): Severity | undefined {
  const entries = asArray(value).map(asObject);
  const scoreOf = (type: string) => {
    const entry = entries.find((candidate) => candidate?.['type'] === type);
    return asText(entry?.['score'], 512);
  };
  const ubuntu = ratingOf(scoreOf('Ubuntu'), 'Ubuntu');
  if (ubuntu !== undefined) return ubuntu;
  for (const type of cvssTypes) {
    const severity = cvssSeverity(scoreOf(type) ?? '');
    if (severity !== undefined) return severity;
  }
  return undefined;
}

function summaryRating(id: string, summary: string | undefined): Severity | undefined {
  const origin = ratedSummaries.find(([prefix]) => id.startsWith(prefix))?.[1];
  if (origin === undefined) return undefined;
  return ratingOf(/^([A-Za-z]+):/.exec(summary ?? '')?.[1], origin);
}

function databaseRating(record: JsonObject, id: string): Severity | undefined {
  const word = asText(asObject(record['database_specific'])?.['severity'], 64);
  return ratingOf(word, id.split('-', 1)[0] ?? id);
}

function ratingOf(word: string | undefined, origin: string): Severity | undefined {
  const plain = word?.toLowerCase().replace(/\*+$/, '') ?? '';
  const level = Object.hasOwn(levelOfWord, plain) ? levelOfWord[plain] : undefined;
  return level === undefined ? undefined : { level, origin };
}
