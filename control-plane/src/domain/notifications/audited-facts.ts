// Channels and rules as the audit log shows them: everything that was chosen, nothing that opens anything.
import type { AuditFacts } from '../audit/audit-event.ts';
import type { Channel, ChannelSecret } from './channel.ts';
import type { NotificationRule } from './notification-rule.ts';

const secretNames = ['password', 'url', 'routingKey', 'signingSecret'] as const;

export function channelFacts({ name, isEnabled, settings }: Channel): AuditFacts {
  const { kind } = settings;
  const chosen = { name, isEnabled, kind };
  if (kind === 'pagerduty') return { ...chosen, region: settings.region };
  const hasCa = settings.caPem !== undefined;
  if (kind !== 'email') return { ...chosen, origin: settings.origin, hasCa };
  const { host, port, security, username, from, to } = settings;
  return { ...chosen, ...{ host, port, security, username, from, to, hasCa } };
}

/** The names of those that are others now. */
export function replacedSecrets(before: ChannelSecret, after: ChannelSecret): readonly string[] {
  return secretNames.filter((name) => before[name] !== after[name]);
}

export function ruleFacts(rule: NotificationRule): AuditFacts {
  const { id: _id, createdAt: _createdAt, updatedAt: _updatedAt, quietHours, ...chosen } = rule;
  return { ...chosen, quietHours: quietHours && JSON.stringify(quietHours) };
}
