// Signers and attachments on the wire. Signed bytes stay inside; what they say is enough.
import { attachmentKinds } from '@harborguard/shared/signatures/attachment.ts';
import { publicKeyTextMax } from '@harborguard/shared/signatures/public-key.ts';
import {
  invalidReasons,
  unverifiableReasons,
  type Verdict,
} from '@harborguard/shared/signatures/verdict.ts';
import { type Static, Type } from 'typebox';
import type { AttachmentRow, StoredSigner } from '../../domain/signatures/signature-store.ts';
import { Digest, isoTime, Time, Uuid } from './common.ts';

export const verdictKinds = [
  'verified',
  'invalid',
  'unknown-signer',
  'no-signature',
  'not-verifiable',
] as const;

const optionalText = Type.Optional(Type.String());

export const VerdictSchema = Type.Object({
  kind: Type.Enum([...verdictKinds]),
  signerId: Type.Optional(Uuid),
  signerName: optionalText,
  reason: Type.Optional(Type.Enum([...invalidReasons, ...unverifiableReasons])),
  identity: optionalText,
  issuer: optionalText,
});

export const AttachmentRowSchema = Type.Object({
  registryId: Uuid,
  repository: Type.String(),
  subject: Digest,
  tag: optionalText,
  digest: Digest,
  kind: Type.Enum([...attachmentKinds]),
  artifactType: optionalText,
  predicateTypes: Type.Array(Type.String()),
  sizeBytes: Type.Integer(),
  problem: optionalText,
  verdict: Type.Optional(VerdictSchema),
  orphaned: Type.Boolean(),
  firstSeenAt: Time,
});

const TrustSchema = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('key'),
      publicKey: Type.String({ minLength: 1, maxLength: publicKeyTextMax, description: 'PEM' }),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      kind: Type.Literal('identity'),
      identity: Type.String({
        minLength: 1,
        maxLength: 2048,
        description: 'The subject of the certificate; * stands for any run of characters.',
      }),
      issuer: Type.String({ minLength: 1, maxLength: 2048, description: 'The OIDC issuer.' }),
    },
    { additionalProperties: false },
  ),
]);

export const SignerSchema = Type.Object({
  id: Uuid,
  name: Type.String(),
  repositories: Type.Array(Type.String()),
  trust: TrustSchema,
  createdAt: Time,
});

export const CreateSignerBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 128 }),
    repositories: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 256 }), {
        maxItems: 100,
        description: 'Globs of repositories; every repository when empty.',
      }),
    ),
    trust: TrustSchema,
  },
  { additionalProperties: false },
);

export function signerView(signer: StoredSigner): Static<typeof SignerSchema> {
  const { id, name, repositories, trust, createdAt } = signer;
  return { id, name, repositories: [...repositories], trust, createdAt: isoTime(createdAt) };
}

export function verdictView(verdict: Verdict): Static<typeof VerdictSchema> {
  return { ...verdict };
}

export function attachmentView(row: AttachmentRow): Static<typeof AttachmentRowSchema> {
  const { verdict, firstSeenAt, predicateTypes, ...rest } = row;
  return {
    ...rest,
    predicateTypes: [...predicateTypes],
    ...(verdict === undefined ? {} : { verdict: verdictView(verdict) }),
    firstSeenAt: isoTime(firstSeenAt),
  };
}
