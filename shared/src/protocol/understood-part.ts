// What is understood of an inventory that a newer sensor made: packages and observations of kinds that are not known
// here are left out and named, and the rest counts. Without this one new kind would cost the whole image.

import { packageTypes } from './inventory.ts';
import { observationKinds, observationSeverities } from './observation.ts';

/** As many as are named; more are counted only. */
const kindsNamedMax = 5;
/** What the schema of an inventory allows. */
const issuesMax = 1_000;

/** A body without what is too new for us; undefined when nothing of that sort is in it. */
export function understoodPart(body: unknown): unknown {
  if (!isRecord(body) || body['type'] !== 'image.inventory') return undefined;
  const { inventory } = body;
  if (!isRecord(inventory)) return undefined;
  const packages = split(inventory['packages'], (one) => unknownWord(one['type'], packageTypes));
  const observations = split(
    inventory['observations'],
    (one) =>
      unknownWord(one['kind'], observationKinds) ??
      unknownWord(one['severity'], observationSeverities),
  );
  const issues = [
    ...issueAbout('packages of type', packages.unknown),
    ...issueAbout('observations of kind', observations.unknown),
  ];
  if (issues.length === 0) return undefined;
  const before = Array.isArray(inventory['issues']) ? inventory['issues'] : [];
  return {
    ...body,
    inventory: {
      ...inventory,
      packages: packages.known,
      ...(observations.known === undefined ? {} : { observations: observations.known }),
      ...(packages.unknown.length === 0 ? {} : { state: 'partial' }),
      issues: [...before, ...issues].slice(0, issuesMax),
    },
  };
}

interface Split {
  readonly known: unknown;
  /** The kind of each that is left out. */
  readonly unknown: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

function split(list: unknown, unknownKind: (one: Fields) => string | undefined): Split {
  if (!Array.isArray(list)) return { known: list, unknown: [] };
  const unknown: string[] = [];
  const known = list.filter((one: unknown) => {
    const kind = isRecord(one) ? unknownKind(one) : undefined;
    if (kind !== undefined) unknown.push(kind);
    return kind === undefined;
  });
  return { known, unknown };
}

function unknownWord(word: unknown, known: readonly string[]): string | undefined {
  return typeof word === 'string' && !known.includes(word) ? word : undefined;
}

function issueAbout(what: string, kinds: readonly string[]) {
  if (kinds.length === 0) return [];
  const names = [...new Set(kinds)].slice(0, kindsNamedMax).map((kind) => kind.slice(0, 64));
  return [{ code: 'INVENTORY_NEWER', detail: `${kinds.length} ${what} ${names.join(', ')}` }];
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
