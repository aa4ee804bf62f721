// The news in a change of exposures: graver findings that opened, got graver or became fixable, and those resolved.
import type {
  ExposurePlace,
  OpenExposure,
  PlacedExposure,
  TagPlace,
} from '../findings/finding-store.ts';
import { severityOfKind } from './event-kinds.ts';
import type { NewNotificationEvent } from './notification-event.ts';
import type { KnownFinding } from './notification-store.ts';

/** Less grave findings are looked up, not told. */
export function isTold({ severity }: Pick<OpenExposure, 'severity'>): boolean {
  return severity === 'critical' || severity === 'high';
}

export interface FindingNews {
  readonly place: TagPlace;
  readonly now: number;
  /** Whether the repository had it before the exposures opened. */
  readonly isKnown: (finding: KnownFinding) => boolean;
}

/** Each exposure is one piece of news, whatever happens to it while it stays open: a channel hears of it once. */
export function openedEvents(
  exposures: readonly OpenExposure[],
  { place, now, isKnown }: FindingNews,
): readonly NewNotificationEvent[] {
  return exposures.filter(isTold).map((exposure) => {
    const { id, severity, fixedIn, advisoryId, packageName, packageVersion } = exposure;
    const { repository, tag } = place;
    const state = `${severity}:${fixedIn === undefined ? 'no-fix' : 'fix'}`;
    return {
      kind: 'finding.opened',
      key: `finding:${id}:${state}`,
      newsKey: `finding:${id}`,
      subject: `finding:${id}`,
      severity,
      registryId: place.registryId,
      repository,
      isNew: !isKnown({ advisoryId, packageName }),
      isFixable: fixedIn !== undefined,
      title: `${advisoryId} (${severity}) in ${packageName} ${packageVersion} of ${repository}:${tag}`,
      facts: factsOf(exposure, place),
      occurredAt: now,
    };
  });
}

/** What was accepted and no longer is: told again to everybody, as if it were new. */
export function reopenedEvents(
  exposures: readonly OpenExposure[],
  place: TagPlace,
  now: number,
): readonly NewNotificationEvent[] {
  return toldAgain(openedEvents(exposures, { place, now, isKnown: () => false }), now);
}

export function toldAgain(
  events: readonly NewNotificationEvent[],
  now: number,
): readonly NewNotificationEvent[] {
  return events.map((event) => ({
    ...event,
    key: `${event.key}:again:${now}`,
    newsKey: `${event.newsKey}:again:${now}`,
  }));
}

export function resolvedEvents(
  exposures: readonly OpenExposure[],
  place: ExposurePlace,
  now: number,
): readonly NewNotificationEvent[] {
  return exposures.filter(isTold).map((exposure) => {
    const { id, severity, advisoryId, packageName, fixedIn } = exposure;
    const { repository, tag } = place;
    return {
      kind: 'finding.resolved',
      // One that was accepted may open again and be resolved a second time.
      key: `finding:${id}:resolved:${now}`,
      newsKey: `finding:${id}:resolved:${now}`,
      subject: `finding:${id}`,
      severity,
      registryId: place.registryId,
      repository,
      isNew: true,
      isFixable: fixedIn !== undefined,
      title: `${advisoryId} in ${packageName} of ${repository}:${tag} is resolved`,
      facts: factsOf(exposure, place),
      occurredAt: now,
    };
  });
}

/** Told of every severity: what is used in attacks matters however it was rated. */
export function exploitedEvents(
  exposures: readonly PlacedExposure[],
  now: number,
  isKnown: FindingNews['isKnown'] = () => false,
): readonly NewNotificationEvent[] {
  return exposures.map(({ exposure, place }) => {
    const { id, advisoryId, packageName, packageVersion, fixedIn } = exposure;
    const { registryId, repository, tag } = place;
    return {
      kind: 'finding.exploited',
      key: `finding:${id}:exploited`,
      newsKey: `finding:${id}:exploited`,
      subject: `finding:${id}`,
      severity: severityOfKind('finding.exploited'),
      ...{ registryId, repository },
      isNew: !isKnown(exposure),
      isFixable: fixedIn !== undefined,
      title: `${advisoryId} in ${packageName} ${packageVersion} of ${repository}:${tag} is known to be exploited`,
      facts: factsOf(exposure, place),
      occurredAt: now,
    };
  });
}

function factsOf(exposure: OpenExposure, { repository, tag }: ExposurePlace) {
  const { advisoryId, packageName, packageVersion, platform, fixedIn } = exposure;
  return {
    ...{ repository, tag, platform, advisoryId, packageName, packageVersion },
    ...(fixedIn === undefined ? {} : { fixedIn }),
  };
}
