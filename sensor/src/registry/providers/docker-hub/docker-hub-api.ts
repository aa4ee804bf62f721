// Questions to the API of Docker Hub, which has a login of its own: the user name and password or token of the registry
// are traded for a token of the API. The two tokens are never taken for each other.
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { registryErrorCode } from '@harborguard/shared/oci/registry-error-code.ts';
import { jwtLifetimeSeconds } from '@harborguard/shared/registry/jwt-claims.ts';
import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';
import { ExpiringCache, type Fetched } from '../../../identity/expiring-cache.ts';
import { askVendor, type VendorQuestion } from '../ask-vendor.ts';
import type { PasswordCredential } from '../exchanged-credentials.ts';
import type { GenericProviderParts } from '../generic-provider.ts';
import { LoginReplySchema } from './docker-hub-schema.ts';

/** Documented; the token says it too. */
const lifetimeMsDefault = 10 * 60_000;
const replyBytesMax = 64 * 1024;

export type HubQuestion<Schema extends TSchema> = Omit<
  VendorQuestion<Schema>,
  'url' | 'authorization'
> & {
  readonly path: string;
};

export class DockerHubApi {
  readonly #parts: GenericProviderParts;
  readonly #origin: string;
  readonly #tokens: ExpiringCache<string>;
  readonly #closing = new AbortController();
  /** Counts up when a token was refused, so that the next is a new one. */
  #round = 0;

  constructor(parts: GenericProviderParts, origin: string) {
    this.#parts = parts;
    this.#origin = origin;
    this.#tokens = new ExpiringCache(parts.clock);
  }

  /** The account that is signed in; undefined for strangers. */
  async username(signal: AbortSignal): Promise<string | undefined> {
    return (await this.#credential(signal))?.username;
  }

  async ask<const Schema extends TSchema>({
    path,
    ...question
  }: HubQuestion<Schema>): Promise<Static<Schema>> {
    const url = `${this.#origin}${path}`;
    const round = this.#round;
    const authorization = await this.#authorization(question.signal);
    try {
      return (await askVendor(this.#parts, { ...question, url, ...authorization })).value;
    } catch (error) {
      const expired = isHarborError(error) && error.details['status'] === 401;
      if (!expired || authorization.authorization === undefined) throw error;
      if (this.#round === round) this.#round += 1;
      const renewed = await this.#authorization(question.signal);
      return (await askVendor(this.#parts, { ...question, url, ...renewed })).value;
    }
  }

  close(): void {
    this.#closing.abort(new Error('the registry session was closed'));
  }

  async #credential(signal: AbortSignal): Promise<PasswordCredential | undefined> {
    const { credentials, target } = this.#parts;
    const { credential } = await credentials.resolve(target, { signal });
    return credential.kind === 'password' ? credential : undefined;
  }

  async #authorization(signal: AbortSignal): Promise<{ readonly authorization?: string }> {
    const credential = await this.#credential(signal);
    if (credential === undefined) return {};
    const key = JSON.stringify([this.#round, credential.username, credential.password]);
    const token = await this.#tokens.get(key, () => this.#login(credential), { signal });
    return { authorization: `Bearer ${token}` };
  }

  async #login({ username, password }: PasswordCredential): Promise<Fetched<string>> {
    const { http, clock } = this.#parts;
    const request = {
      method: 'POST',
      url: `${this.#origin}/v2/auth/token`,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ identifier: username, secret: password }),
    } as const;
    const options = { signal: this.#closing.signal, bodyBytesMax: replyBytesMax };
    const { status, body } = await http.send(request, options);
    if (status !== 200) throw this.#refused(status, body);
    const token = tokenOf(body);
    if (token === undefined) throw this.#invalid();
    const seconds = jwtLifetimeSeconds(token);
    const lifetimeMs = seconds === undefined ? lifetimeMsDefault : seconds * 1000;
    return { value: token, expiresAtMs: clock.now() + lifetimeMs };
  }

  #refused(status: number, body: Uint8Array): HarborError {
    const context = { resource: 'token', anonymous: false, accepted: false } as const;
    const { host } = new URL(this.#origin);
    const details = { host, step: 'login', status };
    return new HarborError(registryErrorCode(status, body, context), { details });
  }

  #invalid(): HarborError {
    const { host } = new URL(this.#origin);
    const details = { host, step: 'login', reason: 'no usable token' };
    return new HarborError('REGISTRY_RESPONSE_INVALID', { details });
  }
}

function tokenOf(body: Uint8Array): string | undefined {
  try {
    const reply: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return Check(LoginReplySchema, reply) ? reply.access_token : undefined;
  } catch {
    return undefined;
  }
}
