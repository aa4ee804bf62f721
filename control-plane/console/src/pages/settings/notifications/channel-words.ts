// Channels in words: their kinds, what each wants, and where it leads.
import type { Channel } from './channel-form.ts';

export const channelKinds: readonly (readonly [Channel['kind'], string])[] = [
  ['email', 'E-mail'],
  ['slack', 'Slack'],
  ['teams', 'Microsoft Teams'],
  ['pagerduty', 'PagerDuty'],
  ['webhook', 'Webhook'],
];

export function kindName(kind: Channel['kind']): string {
  return channelKinds.find(([each]) => each === kind)?.[1] ?? kind;
}

/** Where news goes; what is secret of it is not known here. */
export function targetWords({ target, kind }: Channel): string {
  if (kind === 'email') return `${(target.to ?? []).join(', ')} by ${target.host}:${target.port}`;
  if (kind === 'pagerduty') return `service region ${target.region ?? 'us'}`;
  return target.origin ?? '';
}
