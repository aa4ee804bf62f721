// Whether an event is what a rule asks for.
import { braceExpansionMax } from '@harborguard/shared/registry/glob-problem.ts';
import { Minimatch } from 'minimatch';
import { severityLevels } from '../inventory/image-queries.ts';
import { gravityOf } from './event-kinds.ts';
import type { NewNotificationEvent } from './notification-event.ts';
import type { RuleFilter } from './notification-rule.ts';

type Matched = Pick<
  NewNotificationEvent,
  'kind' | 'severity' | 'facts' | 'registryId' | 'repository' | 'isNew' | 'isFixable'
>;

/** Names of repositories may begin with a dot; nothing else of a glob than `*`, `?`, `[]` and `{}` is meant. */
const globOptions = {
  ...{ dot: true, nocomment: true, nonegate: true, noext: true },
  braceExpandMax: braceExpansionMax,
} as const;

/** A rule looks at one event after the other: its globs are read once, for as long as somebody holds it. */
const compiled = new WeakMap<readonly string[], readonly Minimatch[]>();

export function matchesRule(rule: RuleFilter, event: Matched): boolean {
  if (rule.events.length > 0 && !rule.events.includes(event.kind)) return false;
  if (!isGraveEnough(rule, event)) return false;
  if (rule.registryIds.length > 0 && !isOneOf(rule.registryIds, event.registryId)) return false;
  if (rule.repositories.length > 0 && !isWithin(rule.repositories, event.repository)) return false;
  if (!event.kind.startsWith('finding.')) return true;
  if (rule.onlyNew && !event.isNew) return false;
  return !rule.onlyFixable || event.isFixable;
}

function isGraveEnough(rule: RuleFilter, event: Matched): boolean {
  return severityLevels.indexOf(gravityOf(event)) <= severityLevels.indexOf(rule.severity);
}

function isOneOf(ids: readonly string[], id: string | undefined): boolean {
  return id !== undefined && ids.includes(id);
}

function isWithin(globs: readonly string[], repository: string | undefined): boolean {
  return repository !== undefined && matchersOf(globs).some((glob) => glob.match(repository));
}

function matchersOf(globs: readonly string[]): readonly Minimatch[] {
  const known = compiled.get(globs);
  if (known !== undefined) return known;
  const fresh = globs.map((glob) => new Minimatch(glob, globOptions));
  compiled.set(globs, fresh);
  return fresh;
}
