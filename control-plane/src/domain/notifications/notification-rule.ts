// Which events go to which channel and when, as an administrator has said.
import type { SeverityLevel } from '../inventory/image-queries.ts';
import type { EventKind } from './event-kinds.ts';

export type DigestMode = 'realtime' | 'hourly' | 'daily';
export const digestModes: readonly DigestMode[] = ['realtime', 'hourly', 'daily'];

export interface QuietHours {
  /** HH:MM in the rule's time zone; a range over midnight is written as it reads, 22:00 to 07:00. */
  readonly from: string;
  readonly until: string;
  readonly criticalPasses: boolean;
}

export interface RuleFilter {
  /** None: every kind. */
  readonly events: readonly EventKind[];
  /** This grave or graver. */
  readonly severity: SeverityLevel;
  /** None: every registry, and news that belongs to none. */
  readonly registryIds: readonly string[];
  /** Globs; none: every repository. */
  readonly repositories: readonly string[];
  readonly onlyNew: boolean;
  readonly onlyFixable: boolean;
}

export interface RuleSettings extends RuleFilter {
  readonly name: string;
  readonly channelId: string;
  readonly isEnabled: boolean;
  readonly digest: DigestMode;
  /** Of a daily digest: HH:MM in `timeZone`. */
  readonly digestAt: string;
  readonly timeZone: string;
  readonly quietHours: QuietHours | undefined;
}

export interface NotificationRule extends RuleSettings {
  readonly id: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}
