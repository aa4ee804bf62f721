// What the API of GitHub answers, as far as it is used. Fields nobody reads are not asked for.
import { Type } from 'typebox';

const name = Type.String({ minLength: 1, maxLength: 255 });

/** `GET /users/<name>`: also of organisations. */
export const OwnerSchema = Type.Object({ type: Type.String({ maxLength: 64 }) });

/** `GET /user`: whom the token belongs to. */
export const SelfSchema = Type.Object({ login: name });

/** `GET /orgs/<owner>/packages` and `/users/<owner>/packages`. */
export const PackagesSchema = Type.Array(Type.Object({ name }), { maxItems: 1000 });

/** `GET …/packages/container/<name>/versions`: a version is a manifest, its name the digest. */
export const VersionsSchema = Type.Array(
  Type.Object({
    name,
    metadata: Type.Optional(
      Type.Object({
        container: Type.Optional(
          Type.Object({
            tags: Type.Optional(Type.Array(Type.String({ maxLength: 256 }), { maxItems: 10_000 })),
          }),
        ),
      }),
    ),
  }),
  { maxItems: 1000 },
);

/** `POST /app/installations/<id>/access_tokens`. A header takes no longer token. */
export const InstallationTokenSchema = Type.Object({
  token: Type.String({ minLength: 1, maxLength: 32_768, pattern: '^[\\x21-\\x7e]+$' }),
  expires_at: Type.String({ maxLength: 64 }),
});
