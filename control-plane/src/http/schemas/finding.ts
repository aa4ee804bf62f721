// Findings on the wire: those of one image, and exposures, which people follow over time.
import type { CveSignal } from '@harborguard/shared/advisories/cve-signal.ts';
import { matchStatuses } from '@harborguard/shared/match/match-report.ts';
import { type Static, Type } from 'typebox';
import type {
  AdvisoryGroup,
  Exposure,
  FindingWhereabouts,
  ImageFinding,
} from '../../domain/findings/finding-queries.ts';
import type { FindingException } from '../../domain/policies/finding-exceptions.ts';
import {
  isoTime,
  optional,
  optionalTime,
  Severity,
  SeverityCountsSchema,
  Time,
  Uuid,
} from './common.ts';

const optionalText = Type.Optional(Type.String());

/** What EPSS and KEV say; absent where the feeds are not imported or say nothing. */
const signalFields = {
  epss: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  percentile: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  kev: Type.Optional(Type.Object({ addedAt: Type.String(), dueAt: optionalText })),
};

const FixKnownAt = Type.Optional(
  Type.String({
    description:
      'ISO 8601, UTC. Since when a fix is known, as policies count it; absent while there is none, and for keys that see some registries only.',
  }),
);

export const ImageFindingSchema = Type.Object({
  advisoryId: Type.String(),
  ids: Type.Array(Type.String()),
  sources: Type.Array(Type.String()),
  packageType: Type.String(),
  packageName: Type.String(),
  packageVersion: Type.String(),
  purl: Type.String(),
  severity: Severity,
  score: Type.Optional(Type.Number()),
  vector: optionalText,
  severityOrigin: Type.String(),
  fixedIn: optionalText,
  status: Type.Enum([...matchStatuses]),
  ...signalFields,
  summary: Type.String(),
  publishedAt: Type.Optional(Time),
  layer: Type.Integer(),
});

export const PlacedFindingSchema = Type.Object({
  ...ImageFindingSchema.properties,
  locations: Type.Array(Type.String(), { description: 'Paths of the package inside the image.' }),
  firstSeenAt: Type.Optional(Time),
  fixKnownAt: FixKnownAt,
  exception: Type.Optional(
    Type.Object(
      {
        id: Type.Optional(Uuid),
        state: Type.Enum(['requested', 'active']),
        everywhere: Type.Boolean({ description: 'In every place that shows the image.' }),
        expiresAt: Time,
        reason: optionalText,
        author: optionalText,
        own: Type.Optional(Type.Boolean({ description: 'Made by whoever asks.' })),
        approvedBy: optionalText,
      },
      {
        description:
          'What accepts it, or is asked to. Whose, why and which one is told to those who may read exceptions.',
      },
    ),
  ),
});

export const ExposureSchema = Type.Object({
  id: Type.Integer(),
  advisoryId: Type.String(),
  ids: Type.Array(Type.String()),
  packageType: Type.String(),
  packageName: Type.String(),
  packageVersion: Type.String(),
  severity: Severity,
  score: Type.Optional(Type.Number()),
  fixedIn: optionalText,
  ...signalFields,
  summary: optionalText,
  registryId: Uuid,
  registryName: Type.String(),
  repository: Type.String(),
  tag: Type.String(),
  platform: Type.String(),
  digest: Type.String(),
  state: Type.Enum(['open', 'resolved']),
  firstSeenAt: Time,
  lastSeenAt: Time,
  resolvedAt: Type.Optional(Time),
  resolvedReason: optionalText,
  fixKnownAt: FixKnownAt,
});

export const AdvisoryGroupSchema = Type.Object({
  advisoryId: Type.String(),
  ids: Type.Array(Type.String()),
  summary: optionalText,
  severity: Severity,
  images: Type.Integer({ description: 'Distinct digests' }),
  findings: Type.Integer(),
  fixable: Type.Integer({ description: 'Findings for which a fixed version is known' }),
  firstSeenAt: Time,
  packages: Type.Array(
    Type.Object({ type: Type.String(), name: Type.String(), fixedIn: optionalText }),
    { description: 'At most 20, those with the most findings first' },
  ),
  fixKnownAt: FixKnownAt,
  ...signalFields,
});

export const FindingSummarySchema = Type.Object({
  open: SeverityCountsSchema,
  total: Type.Integer(),
  fixable: Type.Integer(),
  knownExploited: Type.Integer(),
  advisories: Type.Integer(),
  affectedTags: Type.Integer(),
});

function signalView(signal: CveSignal = {}) {
  return { ...signal, ...(signal.kev === undefined ? {} : { kev: { ...signal.kev } }) };
}

export function imageFindingView(finding: ImageFinding): Static<typeof ImageFindingSchema> {
  const { signal, publishedAtMs, ...rest } = finding;
  return {
    ...rest,
    ...signalView(signal),
    ids: [...finding.ids],
    sources: [...finding.sources],
    ...optionalTime('publishedAt', publishedAtMs),
  };
}

export function placedFindingView(
  finding: ImageFinding,
  { locations, firstSeenAt, fixKnownAt }: FindingWhereabouts,
  exception: FindingException | undefined,
  exceptionReaderId: string | undefined,
): Static<typeof PlacedFindingSchema> {
  return {
    ...imageFindingView(finding),
    locations: [...locations],
    ...optionalTime('firstSeenAt', firstSeenAt),
    ...optionalTime('fixKnownAt', fixKnownAt),
    ...optional('exception', exception && decidedView(exception, exceptionReaderId)),
  };
}

function decidedView(
  { exception, state, isEverywhere }: FindingException,
  readerId: string | undefined,
): Static<typeof PlacedFindingSchema>['exception'] & object {
  const { id, reason, author, authorId, approvedBy } = exception;
  return {
    state,
    everywhere: isEverywhere,
    expiresAt: isoTime(exception.expiresAt),
    ...(readerId === undefined
      ? {}
      : { id, reason, author, own: authorId === readerId, ...optional('approvedBy', approvedBy) }),
  };
}

export function advisoryGroupView(group: AdvisoryGroup): Static<typeof AdvisoryGroupSchema> {
  const { signal, fixKnownAt, ...rest } = group;
  return {
    ...rest,
    ...signalView(signal),
    ids: [...group.ids],
    packages: [...group.packages],
    firstSeenAt: isoTime(group.firstSeenAt),
    ...optionalTime('fixKnownAt', fixKnownAt),
  };
}

export function exposureView(exposure: Exposure): Static<typeof ExposureSchema> {
  const { resolvedAt, fixKnownAt, signal, ...rest } = exposure;
  return {
    ...rest,
    ...signalView(signal),
    ids: [...exposure.ids],
    firstSeenAt: isoTime(exposure.firstSeenAt),
    lastSeenAt: isoTime(exposure.lastSeenAt),
    ...optionalTime('resolvedAt', resolvedAt),
    ...optionalTime('fixKnownAt', fixKnownAt),
  };
}
