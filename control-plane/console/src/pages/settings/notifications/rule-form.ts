// What is typed about a rule of notifications, what is sent of it, and the rule in words.
import type { RequestOf, RowOf } from '@harborguard/client/operation-types.ts';
import { linesOf, textOfLines } from '../../../components/lines.ts';
import { type EventKind, eventWords } from './event-words.ts';

export type NotificationRule = RowOf<'GET /api/notification-rules'>;
type Body = RequestOf<'POST /api/notification-rules'>['body'];
type Filter = RequestOf<'POST /api/notification-rules/preview'>['body'] & object;

export interface RuleForm {
  readonly name: string;
  readonly channelId: string;
  readonly isEnabled: boolean;
  readonly events: readonly EventKind[];
  readonly severity: NotificationRule['severity'];
  readonly registryIds: readonly string[];
  readonly repositories: string;
  readonly onlyNew: boolean;
  readonly onlyFixable: boolean;
  readonly digest: NotificationRule['digest'];
  readonly digestAt: string;
  readonly timeZone: string;
  readonly isQuiet: boolean;
  readonly quietFrom: string;
  readonly quietUntil: string;
  readonly criticalPasses: boolean;
}

export function ruleForm(rule: NotificationRule | undefined, channelId: string): RuleForm {
  return {
    name: rule?.name ?? '',
    channelId: rule?.channelId ?? channelId,
    isEnabled: rule?.isEnabled ?? true,
    events: (rule?.events ?? ['finding.opened', 'finding.exploited']) as readonly EventKind[],
    severity: rule?.severity ?? 'critical',
    registryIds: rule?.registryIds ?? [],
    repositories: textOfLines(rule?.repositories ?? []),
    onlyNew: rule?.onlyNew ?? true,
    onlyFixable: rule?.onlyFixable ?? false,
    digest: rule?.digest ?? 'realtime',
    digestAt: rule?.digestAt ?? '08:00',
    timeZone: rule?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    isQuiet: rule?.quietHours !== undefined,
    quietFrom: rule?.quietHours?.from ?? '22:00',
    quietUntil: rule?.quietHours?.until ?? '07:00',
    criticalPasses: rule?.quietHours?.criticalPasses ?? true,
  };
}

export function filterOf(form: RuleForm): Filter {
  const { events, severity, registryIds, repositories, onlyNew, onlyFixable } = form;
  return {
    events,
    severity,
    registryIds,
    repositories: linesOf(repositories),
    onlyNew,
    onlyFixable,
  };
}

export function ruleBody(form: RuleForm): Body {
  const { channelId, isEnabled, digest, digestAt, criticalPasses } = form;
  return {
    name: form.name.trim(),
    ...{ channelId, isEnabled, digest, digestAt },
    timeZone: form.timeZone.trim(),
    ...filterOf(form),
    ...(form.isQuiet
      ? { quietHours: { from: form.quietFrom, until: form.quietUntil, criticalPasses } }
      : {}),
  };
}

export function ruleWords(rule: NotificationRule, names: ReadonlyMap<string, string>): string {
  const { events, severity, registryIds, repositories, quietHours } = rule;
  return [
    events.length === 0 ? 'everything' : events.map(eventWords).join('; '),
    ...(severity === 'unknown' ? [] : [`${severity} or graver`]),
    ...(rule.onlyFixable ? ['only with a fix'] : []),
    ...(rule.onlyNew ? ['only what is new'] : []),
    ...(registryIds.length === 0
      ? []
      : [`in ${registryIds.map((id) => names.get(id) ?? id).join(', ')}`]),
    ...(repositories.length === 0 ? [] : [`repositories ${repositories.join(', ')}`]),
    ...(quietHours === undefined
      ? []
      : [
          `quiet from ${quietHours.from} until ${quietHours.until}${quietHours.criticalPasses ? ' but for what is critical' : ''}`,
        ]),
  ].join(' · ');
}

export function digestWords({ digest, digestAt, timeZone }: NotificationRule): string {
  if (digest === 'realtime') return 'at once';
  return digest === 'hourly' ? 'every hour' : `every day at ${digestAt}, ${timeZone}`;
}
