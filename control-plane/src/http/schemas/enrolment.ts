// Enrolment tokens on the wire: everything but what opens doors, save once, in the answer to their making.
import { type Static, Type } from 'typebox';
import type { EnrolmentToken } from '../../domain/keys/key-store.ts';
import { isoTime, optional, optionalTime, Time, Uuid } from './common.ts';
import { MakerSchema } from './key.ts';

const Labels = Type.Record(Type.String({ maxLength: 63 }), Type.String({ maxLength: 255 }), {
  maxProperties: 32,
});

/** A filter for a label ends the name at the first =, so none may hold it. */
const NewLabels = Type.Record(Type.String({ maxLength: 63 }), Type.String({ maxLength: 255 }), {
  maxProperties: 32,
  propertyNames: { pattern: '^[^=]{1,63}$' },
});

export const EnrolmentTokenSchema = Type.Object({
  id: Uuid,
  name: Type.String(),
  prefix: Type.String(),
  registryIds: Type.Array(Uuid),
  labels: Labels,
  usesMax: Type.Integer(),
  uses: Type.Integer(),
  createdAt: Time,
  createdBy: Type.Optional(MakerSchema),
  expiresAt: Time,
  revokedAt: Type.Optional(Time),
});

export const CreatedEnrolmentTokenSchema = Type.Object({
  ...EnrolmentTokenSchema.properties,
  token: Type.String({ description: 'The whole token. Shown this once.' }),
});

export const CreateEnrolmentTokenBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 128 }),
    registryIds: Type.Optional(Type.Array(Uuid, { maxItems: 1000 })),
    labels: Type.Optional(NewLabels),
    usesMax: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 1 })),
    expiresInHours: Type.Optional(Type.Integer({ minimum: 1, maximum: 720, default: 24 })),
  },
  { additionalProperties: false },
);

export function enrolmentTokenView(token: EnrolmentToken): Static<typeof EnrolmentTokenSchema> {
  const { id, name, prefix, usesMax, uses } = token;
  return {
    ...{ id, name, prefix, usesMax, uses },
    registryIds: [...token.registryIds],
    labels: { ...token.labels },
    createdAt: isoTime(token.createdAt),
    ...optional('createdBy', token.createdBy),
    expiresAt: isoTime(token.expiresAt),
    ...optionalTime('revokedAt', token.revokedAt),
  };
}
