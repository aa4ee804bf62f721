// Findings that people have decided to accept, one rule a line: an id, or an id and a package, and perhaps a day
// until which the decision holds. It reads text; where that text lies is the caller's business.
import type { Inventory } from '../protocol/inventory.ts';
import type { ReportedFinding } from './reported-findings.ts';

export interface IgnoreRule {
  readonly line: number;
  /** As written, without the comment. */
  readonly text: string;
  readonly id: string;
  readonly packageName?: string;
  /** The first moment at which the rule no longer holds. */
  readonly endsAtMs?: number;
}

export type ParsedIgnoreRules =
  | { readonly kind: 'rules'; readonly rules: readonly IgnoreRule[] }
  | { readonly kind: 'invalid'; readonly line: number; readonly reason: string };

/** Nobody has decided on more findings than this one by one. */
const rulesMax = 10_000;
const dayMs = 24 * 60 * 60 * 1000;

export function parseIgnoreRules(text: string): ParsedIgnoreRules {
  const rules: IgnoreRule[] = [];
  for (const [index, raw] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = index + 1;
    const content = raw.replace(/(^|\s)#.*$/, '').trim();
    if (content === '') continue;
    const rule = ruleOf(content, line);
    if (typeof rule === 'string') return { kind: 'invalid', line, reason: rule };
    rules.push(rule);
    if (rules.length > rulesMax) return { kind: 'invalid', line, reason: 'too many rules' };
  }
  return { kind: 'rules', rules };
}

export function isRunOut(rule: IgnoreRule, nowMs: number): boolean {
  return rule.endsAtMs !== undefined && nowMs >= rule.endsAtMs;
}

/** Gives the first rule that accepts a finding. A rule may name the package or the source package it was built from. */
export function ignoreLookup(rules: readonly IgnoreRule[], inventory: Inventory) {
  const byId = Map.groupBy(rules, ({ id }) => id.toLowerCase());
  return (finding: ReportedFinding): IgnoreRule | undefined => {
    const candidates = finding.ids.flatMap((id) => byId.get(id.toLowerCase()) ?? []);
    return candidates.find(({ packageName }) => isAbout(packageName, finding, inventory));
  };
}

function isAbout(
  packageName: string | undefined,
  finding: ReportedFinding,
  { packages }: Inventory,
): boolean {
  if (packageName === undefined || packageName === finding.package.name) return true;
  return finding.packageIndexes.some((index) => packages[index]?.source?.name === packageName);
}

function ruleOf(text: string, line: number): IgnoreRule | string {
  const words = text.split(/\s+/);
  const untils = words.filter((word) => word.startsWith('until:'));
  const [id, packageName, ...more] = words.filter((word) => !word.startsWith('until:'));
  if (id === undefined) return 'a rule begins with an id';
  if (more.length > 0) return 'a rule is an id, perhaps a package, perhaps until:YYYY-MM-DD';
  if (untils.length > 1) return 'there is more than one until:';
  const endsAtMs = untils[0] === undefined ? undefined : endOfDay(untils[0].slice(6));
  if (untils.length > 0 && endsAtMs === undefined) return 'until: takes a day as YYYY-MM-DD';
  return {
    ...{ line, text, id },
    ...(packageName === undefined ? {} : { packageName }),
    ...(endsAtMs === undefined ? {} : { endsAtMs }),
  };
}

/** The day named is the last one on which the rule holds, in UTC. */
function endOfDay(day: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  const startMs = Date.parse(`${day}T00:00:00Z`);
  // Some days that do not exist, as 30 February, are read as days of the next month.
  const exists = !Number.isNaN(startMs) && new Date(startMs).toISOString().startsWith(day);
  return exists ? startMs + dayMs : undefined;
}
