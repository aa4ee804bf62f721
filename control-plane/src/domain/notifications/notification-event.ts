// One thing that happened and may be worth telling, written in the transaction that made it happen.
import type { SeverityLevel } from '../inventory/image-queries.ts';
import type { EventKind } from './event-kinds.ts';

export interface EventFacts {
  readonly registryName?: string;
  readonly repository?: string;
  readonly tag?: string;
  readonly digest?: string;
  readonly platform?: string;
  readonly advisoryId?: string;
  readonly packageName?: string;
  readonly packageVersion?: string;
  readonly fixedIn?: string;
  readonly errorCode?: string;
  readonly firstCheck?: string;
  readonly sensorName?: string;
  readonly keyName?: string;
  readonly expiresAt?: string;
  readonly verdictBefore?: string;
  readonly verdict?: string;
}

export interface NewNotificationEvent {
  readonly kind: EventKind;
  /** The event itself: written once, however often it is reported. */
  readonly key: string;
  /** The news in it: a channel is told once. Several events may be the same news, such as one finding that gets graver. */
  readonly newsKey: string;
  /** What the news is about, the same for its begin and its end: an alert is closed by it. */
  readonly subject: string;
  readonly severity: SeverityLevel;
  readonly registryId?: string;
  readonly repository?: string;
  /** Of a finding: not seen before in this repository, in whichever tag. */
  readonly isNew: boolean;
  /** Of a finding: a version with a fix is known. */
  readonly isFixable: boolean;
  /** One line for people. */
  readonly title: string;
  readonly facts: EventFacts;
  readonly occurredAt: number;
}

export interface NotificationEvent extends NewNotificationEvent {
  readonly id: number;
}
