// For registries whose `/v2/` lies at the root of the host, but whose connection names a part of them by a path: a
// project, an alias, a team. Repositories are then named from there on, and what lies outside is not seen.
import type { LocalRegistryTarget } from '@harborguard/shared/registry/registry-tls.ts';
import type { CredentialChain } from '../../identity/create-credential-chain.ts';
import type { ListOptions, RegistryProvider, RepositoryPage } from '../registry-provider.ts';
import type { GenericProviderParts } from './generic-provider.ts';

/** `acme/tools` of `https://registry.example.com/acme/tools`; empty without a path. */
export function namePrefix(target: LocalRegistryTarget): string {
  return new URL(target.url).pathname.replace(/^\/|\/$/g, '');
}

/** The parts for the whole host; credentials are still those of the address that was connected. */
export function atRoot(parts: GenericProviderParts): GenericProviderParts {
  const { target } = parts;
  const credentials: CredentialChain = {
    resolve: (_root, options) => parts.credentials.resolve(target, options),
  };
  return { ...parts, credentials, target: { ...target, url: new URL(target.url).origin } };
}

export function belowNamePrefix(provider: RegistryProvider, prefix: string): RegistryProvider {
  if (prefix === '') return provider;
  const whole = (repository: string) => `${prefix}/${repository}`;
  return {
    provider: provider.provider,
    probe: (options) => provider.probe(options),
    repositories: (options) => repositories(provider, `${prefix}/`, options),
    tags: (repository, options) => provider.tags(whole(repository), options),
    resolve: (repository, reference, options) =>
      provider.resolve(whole(repository), reference, options),
    manifest: (repository, reference, options) =>
      provider.manifest(whole(repository), reference, options),
    blob: (repository, digest, options) => provider.blob(whole(repository), digest, options),
    close: () => provider.close(),
  };
}

async function* repositories(
  provider: RegistryProvider,
  start: string,
  { signal, cursor }: ListOptions,
): AsyncIterable<RepositoryPage> {
  const options = { signal, ...(cursor === undefined ? {} : { cursor }) };
  for await (const page of provider.repositories(options)) {
    const within = page.repositories.filter((name) => name.startsWith(start));
    yield { ...page, repositories: within.map((name) => name.slice(start.length)) };
  }
}
