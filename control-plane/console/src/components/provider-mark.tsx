// Two or three letters that stand for a provider; its name for whoever points at it.
import type { RowOf } from '@harborguard/client/operation-types.ts';

export type Provider = RowOf<'GET /api/registries'>['provider'];

const providers: Readonly<Record<Provider, readonly [mark: string, name: string]>> = {
  DOCKER_HUB: ['DH', 'Docker Hub'],
  AWS_ECR: ['ECR', 'Amazon ECR'],
  GOOGLE_GAR: ['GAR', 'Google Artifact Registry'],
  AZURE_ACR: ['ACR', 'Azure Container Registry'],
  GHCR: ['GH', 'GitHub Container Registry'],
  GITLAB: ['GL', 'GitLab'],
  HARBOR: ['H', 'Harbor'],
  JFROG: ['JF', 'JFrog Artifactory'],
  NEXUS: ['NX', 'Sonatype Nexus'],
  QUAY: ['Q', 'Quay'],
  ZOT: ['ZOT', 'Zot'],
  GITEA: ['GT', 'Gitea or Forgejo'],
  CUSTOM: ['OCI', 'a registry of the OCI API'],
};

export const providerChoices = Object.keys(providers) as readonly Provider[];

export function providerName(provider: string): string {
  return factsOf(provider)?.[1] ?? provider;
}

export function ProviderMark({ provider }: { readonly provider: string }) {
  return (
    <span
      className="mark"
      role="img"
      aria-label={providerName(provider)}
      title={providerName(provider)}
    >
      {factsOf(provider)?.[0] ?? provider.slice(0, 3)}
    </span>
  );
}

/** A sensor of another version may know one that is not here. */
function factsOf(provider: string) {
  return Object.hasOwn(providers, provider) ? providers[provider as Provider] : undefined;
}
