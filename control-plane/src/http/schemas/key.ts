// Keys on the wire: everything but what opens doors, save once, in the answer to their making.
import { type Static, Type } from 'typebox';
import type { ApiKey } from '../../domain/keys/key-store.ts';
import { roles } from '../../domain/keys/roles.ts';
import { isoTime, optional, optionalTime, Time, Uuid } from './common.ts';

export const MakerSchema = Type.Object(
  { id: Uuid, name: Type.String() },
  { description: 'The person or key that made it, by the name it had then.' },
);

export const ApiKeySchema = Type.Object({
  id: Uuid,
  name: Type.String(),
  kind: Type.Enum(['user', 'sensor', 'personal']),
  role: Type.Enum([...roles]),
  prefix: Type.String(),
  registryIds: Type.Array(Uuid),
  sensorsMax: Type.Integer(),
  createdAt: Time,
  createdBy: Type.Optional(MakerSchema),
  expiresAt: Type.Optional(Time),
  lastUsedAt: Type.Optional(Time),
  revokedAt: Type.Optional(Time),
});

export const CreatedApiKeySchema = Type.Object({
  ...ApiKeySchema.properties,
  key: Type.String({ description: 'The whole key. Shown this once.' }),
});

export const CreateApiKeyBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 128 }),
    kind: Type.Optional(Type.Enum(['user', 'sensor'])),
    role: Type.Enum([...roles]),
    registryIds: Type.Optional(Type.Array(Uuid, { maxItems: 1000 })),
    sensorsMax: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    expiresInDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650 })),
  },
  { additionalProperties: false },
);

export function apiKeyView(key: ApiKey): Static<typeof ApiKeySchema> {
  const { id, name, kind, role, prefix, sensorsMax } = key;
  return {
    ...{ id, name, kind, role, prefix, sensorsMax },
    registryIds: [...key.registryIds],
    createdAt: isoTime(key.createdAt),
    ...optional('createdBy', key.createdBy),
    ...optionalTime('expiresAt', key.expiresAt),
    ...optionalTime('lastUsedAt', key.lastUsedAt),
    ...optionalTime('revokedAt', key.revokedAt),
  };
}
