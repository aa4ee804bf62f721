// Quay's REST API at the registry's address: who may use it, whose namespaces to list, and one page of each list.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { TokenCredential } from '@harborguard/shared/registry/token-exchange.ts';
import type { TSchema } from 'typebox';
import { askVendor } from '../ask-vendor.ts';
import type { GenericProviderParts } from '../generic-provider.ts';
import { QuayRepositoriesSchema, QuayTagsSchema, QuayUserSchema } from './quay-schema.ts';

/** The user name under which an OAuth token stands; every other credential is for `/v2/` alone. */
const oauthUser = '$oauthtoken';
/** The most Quay gives. */
const tagsPerPage = 100;

export class QuayApi {
  readonly #parts: GenericProviderParts;
  readonly #url: string;

  constructor(parts: GenericProviderParts, url: string) {
    this.#parts = parts;
    this.#url = url;
  }

  /** The owner of the token and his organisations. */
  async namespaces(signal: AbortSignal): Promise<readonly string[]> {
    const { value } = await this.#ask('/user/', { schema: QuayUserSchema, signal });
    return [value.username, ...(value.organizations ?? []).map(({ name }) => name)];
  }

  async repositories(namespace: string, nextPage: string | undefined, signal: AbortSignal) {
    const query = new URLSearchParams({
      namespace,
      public: 'true',
      ...(nextPage === undefined ? {} : { next_page: nextPage }),
    });
    const schema = QuayRepositoriesSchema;
    return (await this.#ask(`/repository?${query}`, { schema, signal })).value;
  }

  async tags(repository: string, page: number, signal: AbortSignal) {
    const query = `onlyActiveTags=true&limit=${tagsPerPage}&page=${page}`;
    const path = `/repository/${repository}/tag/?${query}`;
    return (await this.#ask(path, { schema: QuayTagsSchema, repository, signal })).value;
  }

  async #ask<const Schema extends TSchema>(
    path: string,
    question: {
      readonly schema: Schema;
      readonly repository?: string;
      readonly signal: AbortSignal;
    },
  ) {
    const { credentials, target } = this.#parts;
    const { credential } = await credentials.resolve(target, { signal: question.signal });
    return await askVendor<Schema>(this.#parts, {
      ...question,
      resource: question.repository === undefined ? 'catalog' : 'tags',
      url: `${this.#url}${path}`,
      ...authorizationOf(credential),
    });
  }
}

/** Robots and passwords are refused by this API, so they are not shown to it. */
function authorizationOf(credential: TokenCredential): { readonly authorization?: string } {
  if (credential.kind === 'anonymous') return {};
  if (credential.kind === 'password' && credential.username === oauthUser) {
    return { authorization: `Bearer ${credential.password}` };
  }
  throw new HarborError('REGISTRY_FORBIDDEN', {
    details: { reason: `the API takes OAuth tokens only, under the user name ${oauthUser}` },
  });
}
