// What the API of Docker Hub answers, as far as it is used. Fields nobody reads are not asked for.
import { Type } from 'typebox';

const name = Type.String({ minLength: 1, maxLength: 255 });
/** Said to be an address; only whether there is one counts. */
const next = Type.Optional(Type.Union([Type.String({ maxLength: 8192 }), Type.Null()]));

/** `POST /v2/auth/token`. A header takes no longer token. */
export const LoginReplySchema = Type.Object({
  access_token: Type.String({ minLength: 1, maxLength: 32_768, pattern: '^[\\x21-\\x7e]+$' }),
});

/** `GET /v2/namespaces/<namespace>/repositories`. */
export const RepositoriesSchema = Type.Object({
  next,
  results: Type.Array(Type.Object({ name })),
});

/** `GET /v2/namespaces/<namespace>/repositories/<repository>/tags`: old tags have no digest. */
export const TagsSchema = Type.Object({
  next,
  results: Type.Array(
    Type.Object({
      name,
      digest: Type.Optional(Type.Union([Type.String({ maxLength: 256 }), Type.Null()])),
      tag_last_pushed: Type.Optional(Type.Union([Type.String({ maxLength: 64 }), Type.Null()])),
    }),
  ),
});
