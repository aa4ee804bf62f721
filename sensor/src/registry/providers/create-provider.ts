// From a job's target to the provider that serves it. A vendor with better ways of its own is a row in the table.
import { type Provider, providers } from '@harborguard/shared/protocol/registry-target.ts';
import type { LocalRegistryTarget } from '@harborguard/shared/registry/registry-tls.ts';
import type { CredentialChain } from '../../identity/create-credential-chain.ts';
import type { KnownAnswers } from '../http/known-answers.ts';
import { createRegistryHttp, type HttpDependencies } from '../http/registry-http.ts';
import type { RegistryProvider } from '../registry-provider.ts';
import { createAwsEcrProvider } from './aws-ecr/create-aws-ecr-provider.ts';
import { createAzureAcrProvider } from './azure-acr/create-azure-acr-provider.ts';
import { createDockerHubProvider } from './docker-hub/create-docker-hub-provider.ts';
import { GenericProvider, type GenericProviderParts } from './generic-provider.ts';
import { createGhcrProvider } from './ghcr/create-ghcr-provider.ts';
import { createGiteaProvider } from './gitea/create-gitea-provider.ts';
import { createGitlabProvider } from './gitlab/create-gitlab-provider.ts';
import { createGoogleGarProvider } from './google-gar/create-google-gar-provider.ts';
import { createHarborProvider } from './harbor/create-harbor-provider.ts';
import { createJfrogProvider } from './jfrog/create-jfrog-provider.ts';
import { createNexusProvider } from './nexus/create-nexus-provider.ts';
import { createQuayProvider } from './quay/create-quay-provider.ts';
import { createZotProvider } from './zot/create-zot-provider.ts';

export interface ProviderDependencies extends HttpDependencies {
  readonly credentials: CredentialChain;
  /** Token services the operator of the sensor allows besides those that belong to the registry: `host` or `host:port`. */
  readonly trustedRealmHosts?: readonly string[];
  readonly knownAnswers?: KnownAnswers;
}

type CreateProvider = (parts: GenericProviderParts) => RegistryProvider;

/** Providers that are absent here are served by the distribution API alone. */
const table: Readonly<Partial<Record<Provider, CreateProvider>>> = {
  AWS_ECR: createAwsEcrProvider,
  GOOGLE_GAR: createGoogleGarProvider,
  AZURE_ACR: createAzureAcrProvider,
  DOCKER_HUB: createDockerHubProvider,
  GHCR: createGhcrProvider,
  GITLAB: createGitlabProvider,
  HARBOR: createHarborProvider,
  QUAY: createQuayProvider,
  ZOT: createZotProvider,
  NEXUS: createNexusProvider,
  JFROG: createJfrogProvider,
  GITEA: createGiteaProvider,
};

export function createProvider(
  target: LocalRegistryTarget,
  dependencies: ProviderDependencies,
): RegistryProvider {
  const provider = providers.find((known) => known === target.provider) ?? 'CUSTOM';
  const { clock, credentials, trustedRealmHosts, knownAnswers } = dependencies;
  const log = dependencies.log.child({ registryId: target.registryId });
  const create: CreateProvider = table[provider] ?? ((parts) => new GenericProvider(parts));
  return create({
    provider,
    target,
    http: createRegistryHttp(target, { ...dependencies, log }),
    clock,
    credentials,
    ...(trustedRealmHosts === undefined ? {} : { trustedRealmHosts }),
    ...(knownAnswers === undefined ? {} : { knownAnswers }),
  });
}
