// Any registry that speaks the OCI distribution API, by nothing but that API.
import { isRepositoryName, isTagName } from '@harborguard/shared/oci/parse-reference.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import type { Provider } from '@harborguard/shared/protocol/registry-target.ts';
import { detectProvider } from '@harborguard/shared/registry/detect-provider.ts';
import { catalogScope, pullScope } from '@harborguard/shared/registry/pull-scope.ts';
import type { LocalRegistryTarget } from '@harborguard/shared/registry/registry-tls.ts';
import type { CredentialChain } from '../../identity/create-credential-chain.ts';
import { AuthSession } from '../distribution/auth-session.ts';
import { DistributionClient } from '../distribution/distribution-client.ts';
import { listPages } from '../distribution/list-pages.ts';
import { listReferrers } from '../distribution/list-referrers.ts';
import { type ProbeParts, probe } from '../distribution/probe.ts';
import { readBlob } from '../distribution/read-blob.ts';
import { readManifest, resolveManifest } from '../distribution/read-manifest.ts';
import type { KnownAnswers } from '../http/known-answers.ts';
import type { RegistryHttp } from '../http/registry-http.ts';
import { identifyProvider } from '../identify-provider.ts';
import type {
  ListedTag,
  ManifestContent,
  ManifestDescriptor,
  ProbeVerdict,
  RegistryProvider,
  RepositoryPage,
  WaitOptions,
} from '../registry-provider.ts';
import { assertNames } from './assert-names.ts';

export interface GenericProviderParts {
  readonly provider: Provider;
  readonly target: LocalRegistryTarget;
  readonly http: RegistryHttp;
  readonly clock: Clock;
  readonly credentials: CredentialChain;
  readonly trustedRealmHosts?: readonly string[];
  /** Of the process; absent: every list is asked for as if for the first time. */
  readonly knownAnswers?: KnownAnswers;
  /** Where this vendor's lists differ from what registries usually do. */
  readonly lists?: ListHabits;
}

export interface ListHabits {
  /**
   * The catalog poses no challenge: it shows everyone what they may see, and strangers nothing. So a login comes before
   * it, a mere one, since the token service refuses the scope of a catalog.
   */
  readonly catalogByLogin?: boolean;
  /** A page without a link is the last one, so nothing is asked for behind it. */
  readonly linksToEveryPage?: boolean;
}

export class GenericProvider implements RegistryProvider {
  readonly provider: Provider;
  /** For vendors whose own lists stand behind the registry's login. */
  readonly client: DistributionClient;
  readonly #probeParts: ProbeParts;
  readonly #lists: ListHabits;
  #hasReferrers = true;

  constructor(parts: GenericProviderParts) {
    const { target, http, clock, credentials, trustedRealmHosts } = parts;
    const resolveCredential = (signal: AbortSignal) => credentials.resolve(target, { signal });
    const session = new AuthSession({
      registryUrl: target.url,
      http,
      clock,
      credential: async (signal) => (await resolveCredential(signal)).credential,
      ...(trustedRealmHosts === undefined ? {} : { trustedRealmHosts }),
    });
    this.provider = parts.provider;
    this.#lists = parts.lists ?? {};
    this.client = new DistributionClient({ registryUrl: target.url, session, clock });
    const { provider } = parts;
    this.#probeParts = { client: this.client, http, clock, provider, resolveCredential };
  }

  probe({ signal }: WaitOptions): Promise<ProbeVerdict> {
    return probe(this.#probeParts, signal);
  }

  async identify({ signal }: WaitOptions): Promise<Provider | undefined> {
    const { registryUrl } = this.client;
    const isKnown =
      this.provider !== 'CUSTOM' || detectProvider(new URL(registryUrl).host) !== 'CUSTOM';
    return isKnown
      ? undefined
      : await identifyProvider(this.#probeParts.http, registryUrl, { signal });
  }

  async *repositories({
    signal,
    cursor,
  }: WaitOptions & { readonly cursor?: string }): AsyncIterable<RepositoryPage> {
    if (this.#lists.catalogByLogin === true) await this.#login(signal);
    const pages = listPages({
      client: this.client,
      path: '/v2/_catalog',
      ...(this.#lists.catalogByLogin === true ? {} : { scope: catalogScope }),
      ...this.#linkHabit(),
      subject: { resource: 'catalog' },
      field: 'repositories',
      isName: isRepositoryName,
      signal,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for await (const { items, ...rest } of pages) yield { repositories: items, ...rest };
  }

  async *tags(repository: string, { signal }: WaitOptions): AsyncIterable<readonly ListedTag[]> {
    assertNames(repository);
    const pages = listPages({
      client: this.client,
      path: `/v2/${repository}/tags/list`,
      scope: pullScope(repository),
      ...this.#linkHabit(),
      subject: { resource: 'tags', repository },
      field: 'tags',
      isName: isTagName,
      signal,
    });
    for await (const { items } of pages) yield items.map((name) => ({ name }));
  }

  async resolve(
    repository: string,
    reference: string,
    { signal }: WaitOptions,
  ): Promise<ManifestDescriptor> {
    assertNames(repository, reference);
    return await resolveManifest({ client: this.client, repository, reference, signal });
  }

  async manifest(
    repository: string,
    reference: string,
    { signal }: WaitOptions,
  ): Promise<ManifestContent> {
    assertNames(repository, reference);
    return await readManifest({ client: this.client, repository, reference, signal });
  }

  blob(repository: string, digest: string, { signal }: WaitOptions): AsyncIterable<Uint8Array> {
    assertNames(repository, digest);
    const { clock } = this.#probeParts;
    return readBlob({ client: this.client, clock, repository, digest, signal });
  }

  async referrers(
    repository: string,
    digest: string,
    { signal }: WaitOptions,
  ): Promise<readonly string[] | undefined> {
    assertNames(repository, digest);
    if (!this.#hasReferrers) return undefined;
    const found = await listReferrers({ client: this.client, repository, digest, signal });
    // A registry without the API is asked once in a provider's life.
    this.#hasReferrers = found !== undefined;
    return found;
  }

  /** Whatever comes of it, the list itself is asked for next; a refused credential throws here already. */
  async #login(signal: AbortSignal): Promise<void> {
    if (await this.client.session.isAnonymous(signal)) return;
    await this.client.send('GET', '/v2/', { signal });
  }

  #linkHabit() {
    return { endsWithoutLink: this.#lists.linksToEveryPage === true };
  }

  async close(): Promise<void> {
    this.client.session.close();
    await this.#probeParts.http.close();
  }
}
