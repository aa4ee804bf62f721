// The vendors' doubles, each before the same real registry: one row a provider.
import type { Provider } from '@harborguard/shared/protocol/registry-target.ts';
import { startAwsEcr } from '@harborguard/shared/testing/vendors/aws-ecr.ts';
import { startAzureAcr } from '@harborguard/shared/testing/vendors/azure-acr.ts';
import { startDistribution } from '@harborguard/shared/testing/vendors/distribution.ts';
import { startDockerHub } from '@harborguard/shared/testing/vendors/docker-hub.ts';
import { startGhcr } from '@harborguard/shared/testing/vendors/ghcr.ts';
import { startGitea } from '@harborguard/shared/testing/vendors/gitea.ts';
import { startGitlab } from '@harborguard/shared/testing/vendors/gitlab.ts';
import { startGoogleGar } from '@harborguard/shared/testing/vendors/google-gar.ts';
import { startHarbor } from '@harborguard/shared/testing/vendors/harbor.ts';
import { startJfrog } from '@harborguard/shared/testing/vendors/jfrog.ts';
import { startNexus } from '@harborguard/shared/testing/vendors/nexus.ts';
import { startQuay } from '@harborguard/shared/testing/vendors/quay.ts';
import { startZot } from '@harborguard/shared/testing/vendors/zot.ts';
import { createAwsEcrProvider } from '../../sensor/src/registry/providers/aws-ecr/create-aws-ecr-provider.ts';
import { createDockerHubProvider } from '../../sensor/src/registry/providers/docker-hub/create-docker-hub-provider.ts';
import type { GenericProviderParts } from '../../sensor/src/registry/providers/generic-provider.ts';
import { createGhcrProvider } from '../../sensor/src/registry/providers/ghcr/create-ghcr-provider.ts';
import { createGoogleGarProvider } from '../../sensor/src/registry/providers/google-gar/create-google-gar-provider.ts';
import type { RegistryProvider } from '../../sensor/src/registry/registry-provider.ts';

export const account = { username: 'harborguard', password: 'canary-secret' };
const awsKeys = { accessKeyId: 'AKIA0123456789ABCDEF', secretAccessKey: 'canary-secret' };

export interface Double {
  readonly url: string;
  /** Where the double stands in for hosts that are known by their names. */
  readonly create?: (parts: GenericProviderParts) => RegistryProvider;
  close(): Promise<void>;
}

export interface VendorRow {
  readonly provider: Provider;
  readonly start: (registryUrl: string) => Promise<Double>;
  readonly username?: string;
  readonly password?: string;
  /** Where the names of the vendor have more parts than others: a namespace for all of them. */
  readonly below?: string;
}

const front = ({ origin, close }: { origin: string; close(): Promise<void> }): Double => ({
  url: origin,
  close,
});

export const vendors: readonly VendorRow[] = [
  {
    provider: 'CUSTOM',
    start: async (registryUrl) =>
      front(await startDistribution({ registryUrl, account, tagsMax: 2 })),
  },
  {
    provider: 'ZOT',
    start: async (registryUrl) => front(await startZot({ registryUrl, account })),
  },
  {
    provider: 'NEXUS',
    start: async (registryUrl) =>
      front(await startNexus({ registryUrl, account, repositories: [{ name: 'shop' }] })),
  },
  {
    provider: 'JFROG',
    start: async (registryUrl) =>
      front(await startJfrog({ registryUrl, account, repositories: [{ key: 'shop' }] })),
  },
  {
    provider: 'GITEA',
    start: async (registryUrl) => front(await startGitea({ registryUrl, account })),
  },
  {
    provider: 'HARBOR',
    start: async (registryUrl) =>
      front(await startHarbor(registryUrl, { accounts: [{ ...account, projects: 'all' }] })),
  },
  {
    provider: 'QUAY',
    username: '$oauthtoken',
    start: async (registryUrl) =>
      front(
        await startQuay(registryUrl, {
          accounts: [
            {
              ...{ username: '$oauthtoken', password: account.password, kind: 'oauth' },
              scopes: ['repo:read', 'user:read'],
              reads: 'all',
              organizations: ['shop'],
            },
          ],
        }),
      ),
  },
  {
    provider: 'GITLAB',
    start: async (registryUrl) => {
      const scopes = ['read_registry', 'read_api'] as const;
      const accounts = [{ ...account, kind: 'user', scopes, projects: 'all' }] as const;
      const double = await startGitlab(registryUrl, { accounts });
      return { url: double.registry.origin, close: () => double.close() };
    },
  },
  {
    provider: 'AZURE_ACR',
    start: async (registryUrl) => front(await startAzureAcr({ registryUrl, account })),
  },
  {
    provider: 'AWS_ECR',
    username: awsKeys.accessKeyId,
    password: awsKeys.secretAccessKey,
    start: async (registryUrl) => {
      const double = await startAwsEcr({ registryUrl, keys: [awsKeys] });
      const endpoints = { private: double.api.origin };
      const host = `123456789012.dkr.ecr.eu-west-1.amazonaws.com:${double.registry.port}`;
      return {
        url: `http://${host}`,
        create: (parts) => createAwsEcrProvider(parts, { endpoints }),
        close: () => double.close(),
      };
    },
  },
  {
    provider: 'GOOGLE_GAR',
    username: 'oauth2accesstoken',
    below: 'acme',
    start: async (registryUrl) => {
      const host = 'europe-west1-docker.pkg.dev';
      const accessTokens = [account.password];
      const double = await startGoogleGar({ registryUrl, host, accessTokens, seesProjects: true });
      const endpoints = { api: double.api.origin, tokens: double.tokens.origin };
      return {
        url: `http://${host}:${double.registry.port}/acme`,
        create: (parts) => createGoogleGarProvider(parts, { endpoints }),
        close: () => double.close(),
      };
    },
  },
  {
    provider: 'DOCKER_HUB',
    username: 'shop',
    start: async (registryUrl) => {
      const double = await startDockerHub({
        registryUrl,
        account: { ...account, username: 'shop' },
      });
      return {
        url: double.registry.origin,
        create: (parts) => createDockerHubProvider(parts, { api: double.api.origin }),
        close: () => double.close(),
      };
    },
  },
  {
    provider: 'GHCR',
    username: 'shop',
    start: async (registryUrl) => {
      const tokens = { [account.password]: 'octocat' };
      const double = await startGhcr({ registryUrl, tokens, organisations: ['shop'] });
      return {
        url: double.registry.origin,
        create: (parts) => createGhcrProvider(parts, { api: double.api.origin }),
        close: () => double.close(),
      };
    },
  },
];
