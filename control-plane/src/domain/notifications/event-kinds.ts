// The kinds of news there are: what each says, how grave it is by itself, and which other kind ends it.
import type { SeverityLevel } from '../inventory/image-queries.ts';

export interface EventKindRow {
  /** When it is told, in one sentence. */
  readonly meaning: string;
  /** A finding's own severity counts where `finding` stands. */
  readonly severity: SeverityLevel | 'finding';
  /** The kind that this one brings to an end. */
  readonly ends?: string;
}

export const eventKinds = {
  'finding.opened': {
    meaning:
      'A critical or high finding appeared in a tag, became that grave, or got its first fix.',
    severity: 'finding',
  },
  'finding.resolved': {
    meaning: 'A critical or high finding that was open is resolved.',
    severity: 'finding',
    ends: 'finding.opened',
  },
  'finding.exploited': {
    meaning: 'An open finding is known to be exploited (KEV).',
    severity: 'critical',
  },
  'scan.failed': {
    meaning: 'An image could not be scanned and will not be tried again by itself.',
    severity: 'medium',
  },
  'registry.error': {
    meaning: 'The last sync of a registry failed.',
    severity: 'high',
  },
  'registry.recovered': {
    meaning: 'A registry that was in error works again.',
    severity: 'low',
    ends: 'registry.error',
  },
  'sensor.offline': {
    meaning: 'Nothing was heard of a sensor for two minutes.',
    severity: 'high',
  },
  'sensor.online': {
    meaning: 'A sensor that was offline is back.',
    severity: 'low',
    ends: 'sensor.offline',
  },
  'key.expiring': {
    meaning: 'An API key expires within 14 days, and again within one day.',
    severity: 'medium',
  },
  'advisories.stale': {
    meaning: 'The advisories are too old to be relied on.',
    severity: 'high',
  },
  'advisories.current': {
    meaning: 'The advisories are current again.',
    severity: 'low',
    ends: 'advisories.stale',
  },
  'exception.expiring': {
    meaning: 'An exception of a policy expires soon.',
    severity: 'medium',
  },
  'policy.verdict_changed': {
    meaning: 'The verdict of a policy about an image changed; low where none of the two blocks.',
    severity: 'high',
  },
  'image.new': {
    meaning: 'A tag is new or shows another image; not told during the first sync of a registry.',
    severity: 'low',
  },
} as const satisfies Record<string, EventKindRow>;

export type EventKind = keyof typeof eventKinds;

export const eventKindNames: readonly EventKind[] = Object.keys(eventKinds) as EventKind[];

/** Of news that is no finding. */
export function severityOfKind(kind: EventKind): SeverityLevel {
  const { severity }: EventKindRow = eventKinds[kind];
  return severity === 'finding' ? 'high' : severity;
}

/** Where something begins and ends by the same kind, the facts tell which of the two it is. */
export interface Judged {
  readonly kind: EventKind;
  readonly severity: SeverityLevel;
  readonly facts: { readonly verdict?: string; readonly verdictBefore?: string };
}

/** Whether the news says that something is over. */
export function isEnding({ kind, facts }: Omit<Judged, 'severity'>): boolean {
  const row: EventKindRow = eventKinds[kind];
  return row.ends !== undefined || facts.verdict === 'pass' || facts.verdictBefore === 'block';
}

/** How grave a rule takes the news to be: what is over is as grave as what began, so that it comes wherever that came. */
export function gravityOf({ kind, severity, facts }: Judged): SeverityLevel {
  if (facts.verdictBefore === 'block') return severityOfKind(kind);
  const { ends, severity: own }: EventKindRow = eventKinds[kind];
  const begun = own === 'finding' ? undefined : eventKindNames.find((name) => name === ends);
  return begun === undefined ? severity : severityOfKind(begun);
}
