// For vendors that answer an account without rights with an empty list instead of a refusal: an empty catalog is
// handed on with the condition CATALOG_RESTRICTED, so that it is never taken for an empty registry.
import type { ListOptions, RegistryProvider, RepositoryPage } from '../registry-provider.ts';

export function doubtEmptyCatalog(provider: RegistryProvider): RegistryProvider {
  return {
    provider: provider.provider,
    probe: (options) => provider.probe(options),
    repositories: (options) => repositories(provider, options),
    tags: (repository, options) => provider.tags(repository, options),
    resolve: (repository, reference, options) => provider.resolve(repository, reference, options),
    manifest: (repository, reference, options) => provider.manifest(repository, reference, options),
    blob: (repository, digest, options) => provider.blob(repository, digest, options),
    close: () => provider.close(),
  };
}

async function* repositories(
  provider: RegistryProvider,
  options: ListOptions,
): AsyncIterable<RepositoryPage> {
  // A walk that goes on behind a page has seen something already.
  let doubt = options.cursor === undefined;
  for await (const page of provider.repositories(options)) {
    doubt &&= page.repositories.length === 0;
    const isLast = page.cursor === undefined;
    yield doubt && isLast ? withDoubt(page) : page;
  }
}

export function withDoubt(page: RepositoryPage): RepositoryPage {
  return { ...page, conditions: [...(page.conditions ?? []), 'CATALOG_RESTRICTED'] };
}
