// What became of sensors, registries, keys and advisories since it was told last. The states are computed each time;
// only a difference to the stored one is news, so a restart neither repeats nor misses any.
import { type EventKind, severityOfKind } from './event-kinds.ts';
import type { EventFacts, NewNotificationEvent } from './notification-event.ts';
import type { WatchedState } from './notification-store.ts';

export interface Observation extends WatchedState {
  /** 0: well; more: worse. */
  readonly rank: number;
  /** Told when the state gets worse; the other when it is well again. */
  readonly worse: { readonly kind: EventKind; readonly title: string };
  readonly well?: { readonly kind: EventKind; readonly title: string };
  /** Seen for the first time in a bad state: news only if it became so lately, not what an old installation holds. */
  readonly isRecent: boolean;
  readonly registryId?: string;
  readonly facts: EventFacts;
}

export interface WatchedChanges {
  readonly states: readonly WatchedState[];
  readonly events: readonly NewNotificationEvent[];
  /** What is not there any longer. */
  readonly gone: readonly string[];
}

/** Stored as `rank state`, so that better and worse can be told apart. */
export function watchedChanges(
  stored: ReadonlyMap<string, string>,
  observed: readonly Observation[],
  now: number,
): WatchedChanges {
  const states: WatchedState[] = [];
  const events: NewNotificationEvent[] = [];
  for (const observation of observed) {
    const { subject, rank } = observation;
    const before = stored.get(subject);
    const state = `${rank} ${observation.state}`;
    if (before === state) continue;
    states.push({ subject, state });
    const event = newsOf(observation, before === undefined ? undefined : rankOf(before), now);
    if (event !== undefined) events.push(event);
  }
  const present = new Set(observed.map(({ subject }) => subject));
  return { states, events, gone: [...stored.keys()].filter((subject) => !present.has(subject)) };
}

function newsOf(
  observation: Observation,
  before: number | undefined,
  now: number,
): NewNotificationEvent | undefined {
  const { rank, worse, well, isRecent } = observation;
  if (before === undefined)
    return rank > 0 && isRecent ? eventOf(observation, worse, now) : undefined;
  if (rank > before) return eventOf(observation, worse, now);
  return rank === 0 && before > 0 && well !== undefined
    ? eventOf(observation, well, now)
    : undefined;
}

function eventOf(
  { subject, state, registryId, facts }: Observation,
  { kind, title }: Observation['worse'],
  now: number,
): NewNotificationEvent {
  const key = `${kind}:${subject}:${state}:${now}`;
  return {
    ...{ kind, key, newsKey: key, subject, title, facts },
    severity: severityOfKind(kind),
    ...(registryId === undefined ? {} : { registryId }),
    isNew: true,
    isFixable: false,
    occurredAt: now,
  };
}

function rankOf(stored: string): number {
  return Number.parseInt(stored, 10);
}
