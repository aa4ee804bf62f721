// Whether an event is what a rule asks for.
import { minimatch } from 'minimatch';
import { severityLevels } from '../inventory/image-queries.ts';
import { gravityOf } from './event-kinds.ts';
import type { NewNotificationEvent } from './notification-event.ts';
import type { RuleFilter } from './notification-rule.ts';

type Matched = Pick<
  NewNotificationEvent,
  'kind' | 'severity' | 'facts' | 'registryId' | 'repository' | 'isNew' | 'isFixable'
>;

/** Names of repositories may begin with a dot; nothing else of a glob than `*`, `?`, `[]` and `{}` is meant. */
const globOptions = { dot: true, nocomment: true, nonegate: true, noext: true } as const;

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
  return repository !== undefined && globs.some((glob) => minimatch(repository, glob, globOptions));
}
