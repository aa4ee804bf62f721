// Verdicts on the wire. Sentences name packages and versions as images write them: data, never markup.
import { type VerdictReason, verdictKinds } from '@harborguard/shared/policy/judge-image.ts';
import { type Static, Type } from 'typebox';
import type { DryRun } from '../../domain/policies/dry-run.ts';
import type { GateAnswer, GateImage } from '../../domain/policies/gate-service.ts';
import { isoTime, optional, optionalTime, SeverityCountsSchema, Time, Uuid } from './common.ts';

const VerdictKindSchema = Type.Enum([...verdictKinds]);

export const VerdictReasonSchema = Type.Object({
  policy: Type.String(),
  effect: Type.Enum(['warn', 'block', 'pass']),
  outcome: Type.Enum(['met', 'unknown'], {
    description: 'unknown: a fact is missing, and the policy says what that means.',
  }),
  sentence: Type.String(),
  findings: Type.Integer(),
  advisories: Type.Array(Type.String()),
});

export function verdictReasonView(reason: VerdictReason): Static<typeof VerdictReasonSchema> {
  return { ...reason, advisories: [...reason.advisories] };
}

const GateImageSchema = Type.Object({
  tag: Type.Optional(Type.String()),
  platform: Type.String(),
  digest: Type.String(),
  verdict: VerdictKindSchema,
  sentence: Type.String(),
  reasons: Type.Array(VerdictReasonSchema),
  acceptedFindings: Type.Integer(),
  findings: SeverityCountsSchema,
  scan: Type.Enum(['whole', 'partial', 'failed', 'waiting']),
  uncoveredTypes: Type.Array(Type.String()),
});

export const GateSchema = Type.Object(
  {
    outcome: Type.Enum(['judged', 'not-known', 'not-scanned'], {
      description: 'not-known: no connected registry is known to hold it.',
    }),
    verdict: VerdictKindSchema,
    sentence: Type.String(),
    code: Type.Optional(Type.Enum(['IMAGE_NOT_KNOWN', 'IMAGE_NOT_INDEXED'])),
    exitCode: Type.Integer({
      description: 'For scripts: 0 pass or warn, 1 block, 3 when nothing can be said.',
    }),
    image: Type.String(),
    registryId: Type.Optional(Uuid),
    repository: Type.Optional(Type.String()),
    images: Type.Array(GateImageSchema),
    advisories: Type.Object({
      state: Type.Enum(['current', 'stale', 'missing']),
      newestModifiedAt: Type.Optional(Time),
      ageHours: Type.Optional(Type.Integer()),
    }),
    scan: Type.Optional(
      Type.Object({
        scanId: Uuid,
        url: Type.String({
          description: 'Ask here until the state is final, then the gate again.',
        }),
        retryAfterSeconds: Type.Integer(),
      }),
    ),
  },
  {
    examples: [
      {
        outcome: 'judged',
        verdict: 'block',
        sentence:
          'Blocked by "Fix what is critical": 1 critical finding with a fix known for more than 7 days: CVE-2024-1 in openssl 3.0.1 (fixed in 3.0.2).',
        exitCode: 1,
        image: 'registry.example.com/team/app:1.0',
        images: [],
        advisories: { state: 'current', ageHours: 5 },
      },
    ],
  },
);

/** Between two questions of a pipeline that waits for a scan. */
const retryAfterSeconds = 5;

export function gateView(answer: GateAnswer, now: number): Static<typeof GateSchema> {
  const { advisories, scanId, images, ...rest } = answer;
  const newest = advisories.description?.newestModifiedAtMs;
  return {
    ...rest,
    images: images.map(gateImageView),
    advisories: {
      state: advisories.state,
      ...optionalTime('newestModifiedAt', newest),
      ...optional('ageHours', newest === undefined ? undefined : hoursSince(newest, now)),
    },
    ...(scanId === undefined
      ? {}
      : { scan: { scanId, url: `/api/scans/${scanId}`, retryAfterSeconds } }),
  };
}

function hoursSince(time: number, now: number): number {
  return Math.max(0, Math.floor((now - time) / 3_600_000));
}

function gateImageView({ verdict, uncovered, ...image }: GateImage) {
  return {
    ...image,
    verdict: verdict.kind,
    sentence: verdict.sentence,
    reasons: verdict.reasons.map(verdictReasonView),
    acceptedFindings: verdict.acceptedFindings,
    uncoveredTypes: [...uncovered],
  };
}

const VerdictCountsSchema = Type.Object({
  pass: Type.Integer(),
  warn: Type.Integer(),
  block: Type.Integer(),
  unknown: Type.Integer(),
});

export const DryRunSchema = Type.Object({
  complete: Type.Boolean({ description: 'False when the time ran out before the inventory.' }),
  images: Type.Integer({ description: 'Images looked at.' }),
  today: VerdictCountsSchema,
  draft: VerdictCountsSchema,
  changed: Type.Integer(),
  changes: Type.Array(
    Type.Object({
      registryId: Uuid,
      repository: Type.String(),
      tag: Type.String(),
      platform: Type.String(),
      digest: Type.String(),
      from: VerdictKindSchema,
      to: VerdictKindSchema,
      sentence: Type.String(),
    }),
    { description: 'The first 100.' },
  ),
  judgedAt: Time,
});

export function dryRunView(run: DryRun): Static<typeof DryRunSchema> {
  return { ...run, changes: [...run.changes], judgedAt: isoTime(run.judgedAt) };
}
