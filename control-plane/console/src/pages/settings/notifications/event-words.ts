// The kinds of news in words.
import type { RequestOf } from '@harborguard/client/operation-types.ts';

export type EventKind = NonNullable<
  RequestOf<'POST /api/notification-rules'>['body']['events']
>[number];

const words: Readonly<Record<EventKind, string>> = {
  'finding.opened': 'A critical or high finding appeared',
  'finding.resolved': 'A critical or high finding is resolved',
  'finding.exploited': 'A finding is known to be exploited',
  'policy.verdict_changed': 'The verdict about an image changed',
  'exception.expiring': 'An exception ends soon',
  'image.new': 'A tag is new or shows another image',
  'scan.failed': 'An image could not be scanned',
  'registry.error': 'A registry is in error',
  'registry.recovered': 'A registry works again',
  'sensor.offline': 'A sensor is lost',
  'sensor.online': 'A sensor is back',
  'key.expiring': 'An API key ends soon',
  'advisories.stale': 'The advisories have grown old',
  'advisories.current': 'The advisories are current again',
};

export const eventChoices = Object.entries(words) as readonly (readonly [EventKind, string])[];

export function eventWords(kind: string): string {
  return words[kind as EventKind] ?? kind;
}
