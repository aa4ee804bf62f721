// Events as the domain writes them, for tests only.
import type { Message } from '../message.ts';
import type { NotificationEvent } from '../notification-event.ts';
import type { NotificationRule } from '../notification-rule.ts';

export const registryId = '00000000-0000-7000-8000-0000000000aa';

export function findingEvent(changes: Partial<NotificationEvent> = {}): NotificationEvent {
  return {
    id: 1,
    kind: 'finding.opened',
    key: 'finding:1:critical:fix',
    newsKey: 'finding:1',
    subject: 'finding:1',
    severity: 'critical',
    registryId,
    repository: 'team/app',
    isNew: true,
    isFixable: true,
    title: 'CVE-2026-1 (critical) in openssl 3.0.1 of team/app:v1',
    facts: {
      repository: 'team/app',
      tag: 'v1',
      platform: 'linux/amd64',
      advisoryId: 'CVE-2026-1',
      packageName: 'openssl',
      packageVersion: '3.0.1',
      fixedIn: '3.0.2',
    },
    occurredAt: Date.UTC(2026, 0, 1),
    ...changes,
  };
}

export function messageOf(
  events: readonly NotificationEvent[],
  changes: Partial<Message> = {},
): Message {
  return {
    deliveryId: '00000000-0000-7000-8000-0000000000dd',
    title: events[0]?.title ?? 'Test message',
    events,
    total: events.length,
    link: 'https://guard.example.com',
    createdAt: Date.UTC(2026, 0, 1),
    ...changes,
  };
}

export function sampleRule(changes: Partial<NotificationRule> = {}): NotificationRule {
  return {
    id: '00000000-0000-7000-8000-0000000000ee',
    name: 'all',
    channelId: '00000000-0000-7000-8000-0000000000cc',
    isEnabled: true,
    events: [],
    severity: 'unknown',
    registryIds: [],
    repositories: [],
    onlyNew: false,
    onlyFixable: false,
    digest: 'realtime',
    digestAt: '08:00',
    timeZone: 'UTC',
    quietHours: undefined,
    createdAt: 0,
    updatedAt: 0,
    ...changes,
  };
}
