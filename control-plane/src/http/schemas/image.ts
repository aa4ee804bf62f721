// Images on the wire. Names, labels and history are the registry's text: data, never markup.

import { verdictKinds } from '@harborguard/shared/policy/judge-image.ts';
import { externalScanners } from '@harborguard/shared/protocol/external-report.ts';
import {
  ImageFactsSchema,
  IndexingIssueSchema,
  PackageSchema,
} from '@harborguard/shared/protocol/inventory.ts';
import { signedMarks } from '@harborguard/shared/signatures/verdict.ts';
import { type Static, Type } from 'typebox';
import {
  type ImageDetail,
  type ImagePlace,
  type ImageRow,
  imageStates,
  type PackageRow,
  type RepositoryRow,
} from '../../domain/inventory/image-queries.ts';
import { isoTime, optionalTime, SeverityCountsSchema, Time, Uuid } from './common.ts';
import { AttachmentRowSchema, attachmentView, VerdictSchema, verdictView } from './signer.ts';
import { VerdictReasonSchema, verdictReasonView } from './verdict.ts';

const optionalText = Type.Optional(Type.String());
const optionalDate = Type.Optional(Time);
const optionalCount = Type.Optional(Type.Integer());
const PushedAt = Type.Union([Time, Type.Null()], {
  description: 'When what the tag shows was pushed; null where the registry does not say.',
});
const ImageStateSchema = Type.Enum([...imageStates]);

export const ImageSchema = Type.Object({
  registryId: Uuid,
  registryName: Type.String(),
  repository: Type.String(),
  tag: Type.String(),
  digest: Type.String(),
  indexDigest: optionalText,
  platform: optionalText,
  state: ImageStateSchema,
  errorCode: optionalText,
  distro: optionalText,
  sizeBytes: optionalCount,
  packages: Type.Integer(),
  findings: SeverityCountsSchema,
  firstSeenAt: Time,
  lastSeenAt: Time,
  movedAt: Time,
  pushedAt: PushedAt,
  scannedAt: optionalDate,
  signed: Type.Enum([...signedMarks]),
  verdict: Type.Enum([...verdictKinds], { description: 'Of the policies.' }),
  verdictSentence: optionalText,
});

const ImagePlaceSchema = Type.Object({
  registryId: Uuid,
  registryName: Type.String(),
  repository: Type.String(),
  tag: Type.String(),
  firstSeenAt: Time,
  lastSeenAt: Time,
  movedAt: Time,
  pushedAt: PushedAt,
  indexDigest: optionalText,
});

const ImageMemberSchema = Type.Object({
  digest: Type.String(),
  role: Type.Enum(['image', 'attestation', 'other']),
  platform: optionalText,
  state: Type.Optional(ImageStateSchema),
});

const ImageLayerSchema = Type.Object({
  digest: Type.String(),
  sizeBytes: Type.Integer(),
  createdBy: optionalText,
  fromBase: Type.Optional(Type.Boolean()),
  packages: Type.Integer(),
  findings: SeverityCountsSchema,
});

const TagVerdictSchema = Type.Object({
  registryId: Uuid,
  repository: Type.String(),
  tag: Type.String(),
  verdict: Type.Enum([...verdictKinds]),
  sentence: Type.String(),
  reasons: Type.Array(VerdictReasonSchema),
  acceptedFindings: Type.Integer(),
  judgedAt: Time,
});

export const ImageDetailSchema = Type.Object({
  digest: Type.String(),
  kind: Type.Enum(['unknown', 'image', 'index', 'artifact', 'attachment']),
  artifactType: optionalText,
  mediaType: optionalText,
  state: ImageStateSchema,
  errorCode: optionalText,
  platform: optionalText,
  distro: optionalText,
  uncoveredTypes: Type.Array(Type.String()),
  sizeBytes: optionalCount,
  analyzerVersion: optionalText,
  firstSeenAt: Time,
  scannedAt: optionalDate,
  matchedAt: optionalDate,
  matchedWith: optionalDate,
  packages: Type.Integer(),
  findings: SeverityCountsSchema,
  places: Type.Array(ImagePlaceSchema),
  locations: Type.Array(Type.Object({ registryId: Uuid, repository: Type.String() })),
  members: Type.Array(ImageMemberSchema),
  layers: Type.Array(ImageLayerSchema),
  facts: Type.Optional(ImageFactsSchema),
  externalScanners: Type.Array(
    Type.Object({
      scanner: Type.Enum(externalScanners),
      outcome: Type.Enum(['reported', 'unavailable']),
      code: optionalText,
      receivedAt: Time,
    }),
  ),
  attachments: Type.Array(AttachmentRowSchema),
  signatures: Type.Array(
    Type.Object({ registryId: Uuid, repository: Type.String(), verdict: VerdictSchema }),
  ),
  verdicts: Type.Array(TagVerdictSchema),
  issues: Type.Array(IndexingIssueSchema),
});

export const RepositorySchema = Type.Object({
  repository: Type.String(),
  tags: Type.Integer(),
  images: Type.Integer({ description: 'Distinct digests.' }),
  waiting: Type.Integer({ description: 'Not scanned yet.' }),
  findings: SeverityCountsSchema,
  lastSeenAt: Time,
});

export const PackageRowSchema = Type.Object({
  ...PackageSchema.properties,
  findings: SeverityCountsSchema,
});

export function repositoryView(row: RepositoryRow): Static<typeof RepositorySchema> {
  return { ...row, lastSeenAt: isoTime(row.lastSeenAt) };
}

export function imageView(row: ImageRow): Static<typeof ImageSchema> {
  const { scannedAt, ...rest } = row;
  return {
    ...rest,
    firstSeenAt: isoTime(row.firstSeenAt),
    lastSeenAt: isoTime(row.lastSeenAt),
    movedAt: isoTime(row.movedAt),
    pushedAt: optionalTime('at', row.pushedAt).at ?? null,
    ...optionalTime('scannedAt', scannedAt),
  };
}

export function imageDetailView(detail: ImageDetail): Static<typeof ImageDetailSchema> {
  const { scannedAt, matchedAt, matchedWith, ...rest } = detail;
  return {
    ...rest,
    uncoveredTypes: [...detail.uncoveredTypes],
    firstSeenAt: isoTime(detail.firstSeenAt),
    ...optionalTime('scannedAt', scannedAt),
    ...optionalTime('matchedAt', matchedAt),
    ...optionalTime('matchedWith', matchedWith),
    places: detail.places.map(placeView),
    locations: detail.locations.map((location) => ({ ...location })),
    externalScanners: detail.externalScanners.map((state) => ({
      ...state,
      receivedAt: isoTime(state.receivedAt),
    })),
    attachments: detail.attachments.map(attachmentView),
    signatures: detail.signatures.map(({ verdict, ...place }) => ({
      ...place,
      verdict: verdictView(verdict),
    })),
    verdicts: detail.verdicts.map(({ kind, reasons, judgedAt, ...place }) => ({
      ...place,
      verdict: kind,
      reasons: reasons.map(verdictReasonView),
      judgedAt: isoTime(judgedAt),
    })),
    members: [...detail.members],
    layers: [...detail.layers],
    issues: [...detail.issues],
  };
}

export function packageView(row: PackageRow): Static<typeof PackageRowSchema> {
  return { ...row };
}

function placeView(place: ImagePlace): Static<typeof ImagePlaceSchema> {
  return {
    ...place,
    firstSeenAt: isoTime(place.firstSeenAt),
    lastSeenAt: isoTime(place.lastSeenAt),
    movedAt: isoTime(place.movedAt),
    pushedAt: optionalTime('at', place.pushedAt).at ?? null,
  };
}
