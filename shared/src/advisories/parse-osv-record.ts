// From one OSV record (ossf.github.io/osv-schema) to rows, tolerant of fields it does not know and strict about size.
// It says why it leaves a record out; it never throws at what a record holds.
import { type AdvisoryRow, type AffectedPackage, unknownSeverity } from './advisory-row.ts';
import { asArray, asObject, asText, asTexts, asTimeMs, type JsonObject } from './json-fields.ts';
import { moduleStreamsNamed, withModuleStreams } from './module-streams.ts';
import { parseAffected } from './parse-affected.ts';
import { recordSeverity } from './record-severity.ts';

export const skipReasons = [
  'not-json',
  'not-a-record',
  'too-large',
  'not-a-vulnerability',
  'nothing-to-match',
] as const;
export type SkipReason = (typeof skipReasons)[number];

export type OsvRecordResult =
  | {
      readonly kind: 'record';
      readonly advisory: AdvisoryRow;
      readonly affected: readonly AffectedPackage[];
      /** Ranges of commits cannot be evaluated without the repository. */
      readonly gitRangesSkipped: number;
    }
  | {
      readonly kind: 'skipped';
      readonly reason: SkipReason;
      readonly id?: string;
      /** It may still rate others that name it, and need not be read again until it changes. */
      readonly leftOut?: AdvisoryRow;
      readonly gitRangesSkipped: number;
    };

// The widest real records, updates of a whole distro release, name some ten thousand packages.
const affectedMax = 100_000;
const aliasesMax = 1000;
const idCharactersMax = 256;
const summaryCharactersMax = 1024;

// AlmaLinux, Rocky and Red Hat publish bug fixes (BA) and enhancements (EA) beside security advisories (SA).
const notVulnerabilities = /^(?:AL|RL|RH)(?:BA|EA)-/;

/** `json` is the value JSON.parse gave. */
export function parseOsvRecord(json: unknown): OsvRecordResult {
  const record = asObject(json);
  const id = asText(record?.['id'], idCharactersMax);
  if (record === undefined || id === undefined) {
    return { kind: 'skipped', reason: 'not-a-record', gitRangesSkipped: 0 };
  }
  if (notVulnerabilities.test(id)) {
    const leftOut = { ...advisoryOf(record, id), severity: unknownSeverity };
    return { kind: 'skipped', reason: 'not-a-vulnerability', id, leftOut, gitRangesSkipped: 0 };
  }
  if (asArray(record['affected']).length > affectedMax) {
    return { kind: 'skipped', reason: 'too-large', id, gitRangesSkipped: 0 };
  }
  return withAffected(record, advisoryOf(record, id));
}

function withAffected(record: JsonObject, advisory: AdvisoryRow): OsvRecordResult {
  const affected: AffectedPackage[] = [];
  const streams = moduleStreamsNamed(advisory.summary);
  let gitRangesSkipped = 0;
  for (const entry of asArray(record['affected'])) {
    const parsed = parseAffected(entry);
    gitRangesSkipped += parsed.gitRangesSkipped;
    if (parsed.kind === 'too-large') {
      return { kind: 'skipped', reason: 'too-large', id: advisory.id, gitRangesSkipped };
    }
    if (parsed.kind === 'affected') affected.push(withModuleStreams(parsed.affected, streams));
  }
  // A withdrawn record is kept without packages: it has to replace an older copy of itself.
  if (advisory.withdrawnAtMs !== undefined) {
    return { kind: 'record', advisory, affected: [], gitRangesSkipped };
  }
  if (affected.length === 0) {
    const reason = 'nothing-to-match';
    return { kind: 'skipped', reason, id: advisory.id, leftOut: advisory, gitRangesSkipped };
  }
  return { kind: 'record', advisory, affected, gitRangesSkipped };
}

function advisoryOf(record: JsonObject, id: string): AdvisoryRow {
  // A date nobody can read makes a record the oldest copy of itself, not one to leave out.
  const modifiedAtMs = Math.max(0, asTimeMs(record['modified']) ?? 0);
  const publishedAtMs = asTimeMs(record['published']);
  const withdrawnAtMs = asTimeMs(record['withdrawn']);
  return {
    id,
    aliases: namesOf(record['aliases']).filter((alias) => alias !== id),
    upstream: upstreamOf(record, id),
    summary: summaryOf(record),
    modifiedAtMs,
    ...(publishedAtMs === undefined || publishedAtMs <= 0 ? {} : { publishedAtMs }),
    ...(withdrawnAtMs === undefined ? {} : { withdrawnAtMs }),
    severity: recordSeverity(record, id),
  };
}

function namesOf(value: unknown): readonly string[] {
  return [...new Set(asTexts(value, idCharactersMax))].slice(0, aliasesMax);
}

// Updates of distros, which stand for several vulnerabilities; some name these as related only.
const updates =
  /^(?:ALSA|RLSA|RXSA|RHSA|ELSA|MGASA|DSA|DLA|DTSA|USN|LSN|(?:open)?SUSE-[A-Z]+|openEuler-SA)-/;

function upstreamOf(record: JsonObject, id: string): readonly string[] {
  const upstream = namesOf(record['upstream']);
  if (upstream.length > 0 || !updates.test(id)) return upstream;
  return namesOf(record['related']).filter((name) => name.startsWith('CVE-'));
}

/** Python's records have no summary; the first sentence or line of the details stands in. */
function summaryOf(record: JsonObject): string {
  const summary = typeof record['summary'] === 'string' ? record['summary'].trim() : '';
  if (summary !== '') return shorten(summary);
  const details = typeof record['details'] === 'string' ? record['details'].trim() : '';
  return shorten(
    /^.*?(?:\.(?=\s)|(?=\n)|$)/.exec(details.slice(0, summaryCharactersMax + 1))?.[0] ?? '',
  );
}

function shorten(text: string): string {
  return text.length <= summaryCharactersMax ? text : `${text.slice(0, summaryCharactersMax - 1)}…`;
}
