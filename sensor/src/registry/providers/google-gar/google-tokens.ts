// Access tokens for Google's own API, from what the login of the registry holds: an access token already, or the key of
// a service account. Federation configurations are not followed here, since a login may come from anybody.
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { parseJsonObject } from '@harborguard/shared/oci/parse-json.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import type { TokenCredential } from '@harborguard/shared/registry/token-exchange.ts';
import { Check } from 'typebox/value';
import type { CloudSend } from '../../../identity/cloud-send.ts';
import { ExpiringCache, type Fetched } from '../../../identity/expiring-cache.ts';
import { createGoogleFetch } from '../../../identity/google-fetch.ts';
import { accessTokenUser } from '../../../identity/google-identity.ts';
import { type ServiceAccountKey, ServiceAccountKeySchema } from './google-gar-schema.ts';

const accessTokenUsers: readonly string[] = [accessTokenUser, '_token', '_dcgcloud_token'];
const scope = 'https://www.googleapis.com/auth/cloud-platform';
/** When Google does not say when a token ends. */
const lifeMsDefault = 10 * 60_000;

export interface GoogleLogin {
  readonly token: string;
  /** Of a key; an access token does not tell. */
  readonly project?: string;
}

export class GoogleTokens {
  readonly #clock: Clock;
  readonly #send: CloudSend;
  readonly #cache: ExpiringCache<string>;

  /** `send` reaches Google's token service, and outlives the caller who asks first. */
  constructor(clock: Clock, send: CloudSend) {
    this.#clock = clock;
    this.#send = send;
    this.#cache = new ExpiringCache(clock);
  }

  /** Undefined where the API cannot be asked with this login. */
  async login(credential: TokenCredential, signal: AbortSignal): Promise<GoogleLogin | undefined> {
    if (credential.kind !== 'password') return undefined;
    const { username, password } = credential;
    if (accessTokenUsers.includes(username)) return { token: password };
    const key = keyOf(username, password);
    if (key === undefined) return undefined;
    const token = await this.#cache.get(key.private_key, () => this.#fetch(key), { signal });
    return { token, ...(key.project_id === undefined ? {} : { project: key.project_id }) };
  }

  async #fetch(key: ServiceAccountKey): Promise<Fetched<string>> {
    const { JWT } = await import('google-auth-library');
    const client = new JWT({
      email: key.client_email,
      key: key.private_key,
      scopes: scope,
      transporterOptions: { fetchImplementation: createGoogleFetch(this.#send) },
    });
    try {
      const { token } = await client.getAccessToken();
      if (!token) throw refused('an empty token');
      const expiresAtMs = client.credentials.expiry_date ?? this.#clock.now() + lifeMsDefault;
      return { value: token, expiresAtMs };
    } catch (error) {
      throw translated(error);
    }
  }
}

function keyOf(username: string, password: string): ServiceAccountKey | undefined {
  if (username !== '_json_key' && username !== '_json_key_base64') return undefined;
  const bytes = Buffer.from(password, username === '_json_key' ? 'utf8' : 'base64');
  const json = parseJsonObject(bytes);
  if (json.kind === 'invalid') return undefined;
  return Check(ServiceAccountKeySchema, json.value) ? json.value : undefined;
}

/** Not the message: it may quote the key. */
function translated(error: unknown): HarborError {
  const own = [error, error instanceof Error ? error.cause : undefined].find(isHarborError);
  if (own !== undefined) return own;
  return refused(error instanceof Error ? error.name : 'unknown');
}

function refused(reason: string): HarborError {
  const details = { reason, service: 'oauth2.googleapis.com' };
  return new HarborError('REGISTRY_AUTHENTICATION_FAILED', { details });
}
