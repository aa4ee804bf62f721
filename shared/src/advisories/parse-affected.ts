// One `affected` entry of an OSV record: the package, its version ranges and its listed versions.
import type { AffectedPackage, RangeEvent, RangeEventKind, VersionRange } from './advisory-row.ts';
import { asArray, asObject, asText, asTexts, type JsonObject } from './json-fields.ts';
import { normalisePackageName } from './normalise-package-name.ts';
import { packageSeverity } from './record-severity.ts';

export type AffectedResult =
  | {
      readonly kind: 'affected';
      readonly affected: AffectedPackage;
      readonly gitRangesSkipped: number;
    }
  | { readonly kind: 'nothing' | 'too-large'; readonly gitRangesSkipped: number };

// Packages with nightly releases list some ten thousand versions.
const versionsMax = 100_000;
const rangesMax = 10_000;
const eventsMax = 10_000;
const nameCharactersMax = 512;
const ecosystemCharactersMax = 128;
const versionCharactersMax = 256;
const wordCharactersMax = 64;

const eventKinds: readonly RangeEventKind[] = ['introduced', 'fixed', 'last_affected', 'limit'];

export function parseAffected(value: unknown): AffectedResult {
  const entry = asObject(value);
  const packageObject = asObject(entry?.['package']);
  const ecosystem = asText(packageObject?.['ecosystem'], ecosystemCharactersMax);
  const name = asText(packageObject?.['name'], nameCharactersMax);
  const rangeList = asArray(entry?.['ranges']).map(asObject);
  const gitRangesSkipped = rangeList.filter((range) => range?.['type'] === 'GIT').length;
  if (entry === undefined || ecosystem === undefined || name === undefined) {
    return { kind: 'nothing', gitRangesSkipped };
  }
  if (isTooLarge(entry, rangeList)) return { kind: 'too-large', gitRangesSkipped };
  const ranges = rangeList.map(parseRange).filter((range) => range !== undefined);
  const versions = asTexts(entry['versions'], versionCharactersMax);
  if (ranges.length === 0 && versions.length === 0) return { kind: 'nothing', gitRangesSkipped };
  const packageName = normalisePackageName(ecosystem, name);
  const words = wordsOf(entry, ecosystem);
  const architecture = architectureOf(packageObject?.['purl']);
  return {
    kind: 'affected',
    affected: {
      ...{ ecosystem, packageName, ranges, versions, ...words },
      ...(architecture === undefined ? {} : { architectures: [architecture] }),
    },
    gitRangesSkipped,
  };
}

function isTooLarge(entry: JsonObject, ranges: readonly (JsonObject | undefined)[]): boolean {
  return (
    asArray(entry['versions']).length > versionsMax ||
    ranges.length > rangesMax ||
    ranges.some((range) => asArray(range?.['events']).length > eventsMax)
  );
}

function parseRange(range: JsonObject | undefined): VersionRange | undefined {
  const type = range?.['type'];
  if (type !== 'SEMVER' && type !== 'ECOSYSTEM') return undefined;
  const events = asArray(range?.['events']).flatMap(parseEvent);
  return events.some(([kind]) => kind === 'introduced') ? { type, events } : undefined;
}

/** The schema allows one key an event; several are read as several events. */
function parseEvent(value: unknown): readonly RangeEvent[] {
  const event = asObject(value);
  return eventKinds.flatMap((kind) => {
    const version = asText(event?.[kind], versionCharactersMax);
    return version === undefined ? [] : [[kind, version] as const];
  });
}

function wordsOf(
  entry: JsonObject,
  ecosystem: string,
): Pick<AffectedPackage, 'urgency' | 'status' | 'severity'> {
  const specific = asObject(entry['ecosystem_specific']);
  const urgency = asText(specific?.['urgency'], wordCharactersMax);
  const status = statusWord(specific) ?? statusWord(asObject(entry['database_specific']));
  const severity = packageSeverity(entry, ecosystem);
  return {
    ...(urgency === undefined ? {} : { urgency }),
    ...(status === undefined ? {} : { status }),
    ...(severity === undefined ? {} : { severity }),
  };
}

function statusWord(specific: JsonObject | undefined): string | undefined {
  return (
    asText(specific?.['status'], wordCharactersMax) ??
    asText(specific?.['fix_state'], wordCharactersMax)
  );
}

// Not architectures of what is installed: the source, and what runs anywhere.
const anyArchitecture: ReadonlySet<string> = new Set(['source', 'src', 'all', 'noarch', 'any']);

/** `pkg:rpm/redhat/kernel?arch=x86_64` */
function architectureOf(purl: unknown): string | undefined {
  const text = asText(purl, 2 * nameCharactersMax);
  const architecture = /[?&]arch=([A-Za-z0-9_-]{1,64})(?:[&#]|$)/.exec(text ?? '')?.[1];
  return architecture === undefined || anyArchitecture.has(architecture) ? undefined : architecture;
}
