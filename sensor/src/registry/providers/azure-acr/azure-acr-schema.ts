// What Azure Container Registry answers, as far as it is used. Fields nobody reads are not asked for.
import { Type } from 'typebox';

/** `GET /acr/v1/<repository>/_tags`: an entry of `tags`. */
export const TagSchema = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 128 }),
  digest: Type.Optional(Type.Union([Type.String({ maxLength: 256 }), Type.Null()])),
  lastUpdateTime: Type.Optional(Type.Union([Type.String({ maxLength: 64 }), Type.Null()])),
});

/** `POST /oauth2/exchange`. A header takes no longer token. */
export const ExchangeReplySchema = Type.Object({
  refresh_token: Type.String({ minLength: 1, maxLength: 32_768, pattern: '^[\\x21-\\x7e]+$' }),
});
