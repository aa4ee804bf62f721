// Questions to GitHub's API about packages: whose they are, which there are, and which digests their tags stand for.
// The token of the registry goes along, to this API's own origin only; strangers are told nothing here.
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import { nextPage } from '@harborguard/shared/registry/next-page.ts';
import { readRateLimit } from '@harborguard/shared/registry/rate-limit.ts';
import {
  headerLine,
  headerLines,
  type RegistryResponse,
} from '@harborguard/shared/registry/registry-exchange.ts';
import type { Static, TSchema } from 'typebox';
import type { RegistryHttp } from '../../http/registry-http.ts';
import { askVendor, type VendorAnswer, type VendorQuestion } from '../ask-vendor.ts';
import type { PasswordCredential } from '../exchanged-credentials.ts';
import type { GenericProviderParts } from '../generic-provider.ts';
import type { NumberedPage } from '../repositories-of-owners.ts';
import { OwnerSchema, PackagesSchema, SelfSchema, VersionsSchema } from './ghcr-schema.ts';
import { githubHeaders } from './github-headers.ts';

/** The most that GitHub gives. */
const perPage = 100;

type OwnerKind = 'orgs' | 'users';
type Version = Static<typeof VersionsSchema>[number];
type GithubQuestion<Schema extends TSchema> = Pick<
  VendorQuestion<Schema>,
  'schema' | 'resource' | 'repository' | 'signal'
> & { readonly path: string };

export class GithubApi {
  readonly #parts: GenericProviderParts;
  readonly #url: string;
  readonly #http: RegistryHttp;
  readonly #kinds = new Map<string, OwnerKind>();

  constructor(parts: GenericProviderParts, url: string) {
    this.#parts = parts;
    this.#url = url;
    const { http, knownAnswers, clock, target } = parts;
    // A list that has not changed does not count against GitHub's limit.
    // https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
    const conditional = knownAnswers?.around(http, target.registryId) ?? http;
    this.#http = withRateLimits(conditional, clock);
  }

  /** Whose packages to list where nobody says it: an organisation named as the user, else whoever holds the token. */
  async owners(signal: AbortSignal): Promise<readonly string[]> {
    const username = (await this.#credential(signal))?.username.toLowerCase();
    if (username === undefined) return [];
    if (await this.#isOrganisation(username, signal)) return [username];
    try {
      const question = { path: '/user', schema: SelfSchema, resource: 'catalog', signal } as const;
      return [(await this.#ask(question)).value.login.toLowerCase()];
    } catch (error) {
      // Tokens of apps and workflows belong to nobody.
      if (isRefused(error)) return [];
      throw error;
    }
  }

  async packages(owner: string, page: number, signal: AbortSignal): Promise<NumberedPage<string>> {
    const kind = await this.#kindOf(owner, signal);
    const query = `package_type=container&per_page=${perPage}&page=${page}`;
    const path = `/${kind}/${owner}/packages?${query}`;
    try {
      const answer = await this.#ask({ path, schema: PackagesSchema, resource: 'catalog', signal });
      const items = answer.value.map(({ name }) => `${owner}/${name.toLowerCase()}`);
      return { items, isLast: this.#isLast(path, answer, items.length) };
    } catch (error) {
      // So answered to tokens of apps, which may read each package and list none.
      if (statusOf(error) === 400) throw restricted(owner);
      throw error;
    }
  }

  async versions(
    repository: string,
    page: number,
    signal: AbortSignal,
  ): Promise<NumberedPage<Version>> {
    const [owner = '', ...rest] = repository.split('/');
    const kind = await this.#kindOf(owner, signal);
    const name = encodeURIComponent(rest.join('/'));
    const query = `state=active&per_page=${perPage}&page=${page}`;
    const path = `/${kind}/${owner}/packages/container/${name}/versions?${query}`;
    const question = {
      path,
      schema: VersionsSchema,
      resource: 'tags',
      repository,
      signal,
    } as const;
    const answer = await this.#ask(question);
    return { items: answer.value, isLast: this.#isLast(path, answer, answer.value.length) };
  }

  async #kindOf(owner: string, signal: AbortSignal): Promise<OwnerKind> {
    const known = this.#kinds.get(owner);
    if (known !== undefined) return known;
    const path = `/users/${owner}`;
    const answer = await this.#ask({ path, schema: OwnerSchema, resource: 'catalog', signal });
    const kind = answer.value.type === 'Organization' ? 'orgs' : 'users';
    this.#kinds.set(owner, kind);
    return kind;
  }

  /** Any text does as the user name of a token; one that names a person says nothing about the token. */
  async #isOrganisation(name: string, signal: AbortSignal): Promise<boolean> {
    if (!/^[a-z0-9](?:[a-z0-9-]{0,37}[a-z0-9])?$/.test(name) || name === 'x-access-token')
      return false;
    try {
      return (await this.#kindOf(name, signal)) === 'orgs';
    } catch (error) {
      if (isRefused(error)) return false;
      throw error;
    }
  }

  async #ask<const Schema extends TSchema>({
    path,
    ...question
  }: GithubQuestion<Schema>): Promise<VendorAnswer<Static<Schema>>> {
    const credential = await this.#credential(question.signal);
    const url = `${this.#url}${path}`;
    // Packages are shown to nobody without a token, and strangers have few questions a day.
    if (credential === undefined) throw new HarborError('REGISTRY_UNAUTHENTICATED');
    const access = { http: this.#http, clock: this.#parts.clock };
    const authorization = `Bearer ${credential.password}`;
    return await askVendor(access, { ...question, url, authorization, headers: githubHeaders });
  }

  async #credential(signal: AbortSignal): Promise<PasswordCredential | undefined> {
    const { credentials, target } = this.#parts;
    const { credential } = await credentials.resolve(target, { signal });
    return credential.kind === 'password' ? credential : undefined;
  }

  /** A link is only believed that it is there: GitHub's own lead to other spellings of the same list. */
  #isLast(path: string, { headers }: VendorAnswer<unknown>, length: number): boolean {
    const link = nextPage(`${this.#url}${path}`, headerLines(headers, 'link'));
    return link.kind === 'end' && length < perPage;
  }
}

export function statusOf(error: unknown): number | undefined {
  const status = isHarborError(error) ? error.details['status'] : undefined;
  return typeof status === 'number' ? status : undefined;
}

function isRefused(error: unknown): boolean {
  return [401, 403, 404].includes(statusOf(error) ?? 0);
}

function restricted(owner: string): HarborError {
  const reason = 'this token may not list packages: name them in the filters';
  return new HarborError('CATALOG_RESTRICTED', { details: { owner, reason } });
}

/** GitHub says "too many" with 403 too; nothing but headers tells that from "not allowed". */
function withRateLimits(http: RegistryHttp, clock: Clock): RegistryHttp {
  return {
    stream: (request, options) => http.stream(request, options),
    close: () => http.close(),
    async send(request, options) {
      const response = await http.send(request, options);
      const waitSeconds = response.status === 403 ? rateLimitSeconds(response, clock) : undefined;
      if (waitSeconds === undefined) return response;
      const headers = { ...response.headers, 'retry-after': String(waitSeconds) };
      return { ...response, status: 429, headers };
    },
  };
}

function rateLimitSeconds({ headers }: RegistryResponse, clock: Clock): number | undefined {
  const asked = headerLine(headers, 'retry-after') ?? '';
  if (/^[0-9]{1,9}$/.test(asked)) return Number(asked);
  const limit = readRateLimit(headers, clock.now());
  if (limit?.remaining !== 0) return undefined;
  return Math.ceil((limit.resetMs ?? 0) / 1000);
}
