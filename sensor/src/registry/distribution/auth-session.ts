// The credentials of one provider at work: which challenge the registry poses, the tokens fetched for it, and one
// more try when a token has run out. Credentials come from the chain; where they may go is judged in the handshake.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import type { ChosenChallenge } from '@harborguard/shared/registry/choose-challenge.ts';
import { challengeOf, fetchToken, type Refusal } from '@harborguard/shared/registry/handshake.ts';
import { readingScopes } from '@harborguard/shared/registry/pull-scope.ts';
import type {
  RegistryRequest,
  ResponseHeaders,
} from '@harborguard/shared/registry/registry-exchange.ts';
import {
  basicAuthorization,
  type TokenCredential,
} from '@harborguard/shared/registry/token-exchange.ts';
import type { RegistryHttp, SendOptions } from '../http/registry-http.ts';
import { orAborted } from '../http/wait.ts';
import { TokenCache } from './token-cache.ts';

export interface AuthSessionOptions {
  /** Canonical. */
  readonly registryUrl: string;
  readonly http: RegistryHttp;
  readonly clock: Clock;
  /** Asked anew when the registry refuses: a secret may have been rotated. */
  readonly credential: (signal: AbortSignal) => Promise<TokenCredential>;
  readonly trustedRealmHosts?: readonly string[];
}

export interface AuthorizedOptions extends SendOptions {
  /** The right that is needed; none for `/v2/`. */
  readonly scope?: string;
}

/** What was sent along, and whether it is as new as it can be. */
interface Authorization {
  readonly header: string;
  readonly fresh: boolean;
}

interface Answer {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly url: string;
  readonly discard?: () => void;
}

type BearerChallenge = Extract<ChosenChallenge, { kind: 'bearer' }>;

export class AuthSession {
  readonly #options: AuthSessionOptions;
  readonly #tokens: TokenCache;
  readonly #closing = new AbortController();
  /** The scopes the registry itself named for one of ours; they differ behind a path prefix. */
  readonly #scopes = new Map<string, readonly string[]>();
  #challenge: ChosenChallenge = { kind: 'none' };
  #accepted = false;

  constructor(options: AuthSessionOptions) {
    this.#options = options;
    this.#tokens = new TokenCache(options.clock);
  }

  /** The registry has answered a request of this session with success. */
  get accepted(): boolean {
    return this.#accepted;
  }

  async isAnonymous(signal: AbortSignal): Promise<boolean> {
    return (await this.#options.credential(signal)).kind === 'anonymous';
  }

  /** Learned from a probe: credentials then go along from the first request on. */
  learn(challenge: ChosenChallenge): void {
    this.#challenge = challenge;
  }

  send(request: RegistryRequest, options: AuthorizedOptions) {
    return this.#authorized(request, options, (ready) => this.#options.http.send(ready, options));
  }

  stream(request: RegistryRequest, options: AuthorizedOptions) {
    return this.#authorized(request, options, (ready) => this.#options.http.stream(ready, options));
  }

  close(): void {
    this.#closing.abort(new Error('the registry session was closed'));
  }

  /**
   * 1. Send with what is known: nothing at first, later a password or a token.
   * 2. On 401 of the registry itself, hear its challenge.
   * 3. Answer that with a new token or a password not yet tried; with nothing new the 401 stands.
   * 4. Send once more. There is no third time.
   */
  async #authorized<Result extends Answer>(
    request: RegistryRequest,
    options: AuthorizedOptions,
    transmit: (request: RegistryRequest) => Promise<Result>,
  ): Promise<Result> {
    const known = await this.#known(options);
    const first = await transmit(withHeader(request, known));
    if (first.status !== 401 || !this.#isOwn(first.url)) return this.#noted(first);
    const heard = challengeOf(first);
    const renewed = await this.#renewed(heard, known, options);
    if (renewed === undefined) return first;
    first.discard?.();
    return this.#noted(await transmit(withHeader(request, renewed)));
  }

  #noted<Result extends Answer>(answer: Result): Result {
    if (answer.status >= 200 && answer.status < 300) this.#accepted = true;
    return answer;
  }

  /** A storage host behind a redirect poses its own challenges, which are none of ours. */
  #isOwn(url: string): boolean {
    return new URL(url).origin === new URL(this.#options.registryUrl).origin;
  }

  #known(options: AuthorizedOptions): Promise<Authorization | undefined> {
    if (this.#challenge.kind === 'basic') return this.#basic(options.signal);
    if (this.#challenge.kind === 'none') return Promise.resolve(undefined);
    return this.#bearer(this.#challenge, this.#scopesFor(options.scope), options);
  }

  #renewed(
    heard: ChosenChallenge,
    tried: Authorization | undefined,
    options: AuthorizedOptions,
  ): Promise<Authorization | undefined> {
    if (heard.kind !== 'bearer') return this.#otherPassword(heard, tried, options.signal);
    this.#challenge = heard;
    const before = this.#scopesFor(options.scope);
    const scopes = this.#hearScopes(options.scope, heard.scope);
    const same = before.join(' ') === scopes.join(' ');
    // A token made for this very request and still too weak: another one will be no stronger.
    if (tried?.fresh && same && tried.header.startsWith('Bearer ')) {
      return Promise.resolve(undefined);
    }
    if (tried !== undefined) this.#tokens.drop(tried.header);
    return this.#bearer(heard, scopes, options);
  }

  async #otherPassword(
    heard: ChosenChallenge,
    tried: Authorization | undefined,
    signal: AbortSignal,
  ): Promise<Authorization | undefined> {
    // Without any challenge a password is still worth a try: some proxies swallow the header.
    const password = await this.#basic(signal);
    if (password === undefined || password.header === tried?.header) return undefined;
    if (heard.kind === 'basic') this.#challenge = heard;
    return password;
  }

  async #basic(signal: AbortSignal): Promise<Authorization | undefined> {
    const credential = await this.#options.credential(signal);
    if (credential.kind !== 'password') return undefined;
    return { header: basicAuthorization(credential), fresh: true };
  }

  #scopesFor(scope: string | undefined): readonly string[] {
    if (scope === undefined) return [];
    return this.#scopes.get(scope) ?? [scope];
  }

  /** On `/v2/` registries name placeholders (or the catalog); only a real request teaches a scope. */
  #hearScopes(scope: string | undefined, challengeScope: string | undefined): readonly string[] {
    if (scope === undefined) return [];
    const heard = readingScopes(challengeScope);
    if (heard.length > 0 && heard.join(' ') !== scope) {
      if (this.#scopes.size >= scopeMemoryMax) this.#scopes.clear();
      this.#scopes.set(scope, heard);
    }
    return this.#scopesFor(scope);
  }

  async #bearer(
    challenge: BearerChallenge,
    scopes: readonly string[],
    options: AuthorizedOptions,
  ): Promise<Authorization | undefined> {
    const key = JSON.stringify([challenge.realm, challenge.service, ...scopes.toSorted()]);
    const cached = this.#tokens.get(key);
    if (cached !== undefined) return { header: cached, fresh: false };
    // The exchange belongs to everyone who waits for it, so one caller's cancelling does not end it.
    const exchange = this.#tokens.fetchOnce(key, () => this.#exchange(challenge, scopes, options));
    const outcome = await orAborted(exchange, options.signal);
    if (outcome.kind === 'token') return { header: `Bearer ${outcome.token}`, fresh: true };
    if (await this.#isMereDenial(outcome, options.signal)) return undefined;
    throw new HarborError(outcome.code, { details: outcome.details });
  }

  async #exchange(
    challenge: BearerChallenge,
    scopes: readonly string[],
    { attemptsMax }: AuthorizedOptions,
  ) {
    const { http, registryUrl, trustedRealmHosts } = this.#options;
    const signal = this.#closing.signal;
    const credential = await this.#options.credential(signal);
    const purpose = {
      registryUrl,
      challenge,
      scopes,
      credential,
      ...(trustedRealmHosts === undefined ? {} : { trustedHosts: trustedRealmHosts }),
    };
    return fetchToken(purpose, (request) =>
      http.send(request, {
        signal,
        bodyBytesMax: tokenReplyBytesMax,
        ...(attemptsMax === undefined ? {} : { attemptsMax }),
      }),
    );
  }

  /**
   * Whether a refused token means "not for this", so that the registry's own 401 tells more. Before anything has
   * succeeded, and for a password the service does not know (401), it means the credential.
   */
  async #isMereDenial(refusal: Refusal, signal: AbortSignal): Promise<boolean> {
    const denials = ['REGISTRY_AUTHENTICATION_FAILED', 'REGISTRY_UNAUTHENTICATED'];
    if (!denials.includes(refusal.code) || !this.#accepted) return false;
    return refusal.details['status'] === '403' || (await this.isAnonymous(signal));
  }
}

/** A token with a long access list stays below. */
const tokenReplyBytesMax = 256 * 1024;
const scopeMemoryMax = 10_000;

function withHeader(
  request: RegistryRequest,
  authorization: Authorization | undefined,
): RegistryRequest {
  return authorization === undefined
    ? request
    : { ...request, authorization: authorization.header };
}
