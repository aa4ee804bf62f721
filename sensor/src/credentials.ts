// The credential chain of this sensor, in the order of precedence: what the operator wrote for a registry, then
// the docker logins and mounted pull secrets, the identity that a cloud gives this machine, and for registries whose credential the control plane
// holds, the control plane.
import { join } from 'node:path';
import type { Clock } from '@harborguard/shared/ports.ts';
import { createCloudSend } from './cloud-send.ts';
import type { LocalConfig } from './config.ts';
import { createAwsIdentitySource } from './identity/aws-identity.ts';
import { createAzureIdentitySource } from './identity/azure-identity.ts';
import {
  createControlPlaneSource,
  type RequestCredential,
} from './identity/control-plane-source.ts';
import { type CredentialChain, createCredentialChain } from './identity/create-credential-chain.ts';
import { createCredentialHelpers } from './identity/credential-helper.ts';
import type { CredentialSource } from './identity/credential-source.ts';
import { createDockerConfigSource } from './identity/docker-config.ts';
import { createGithubAppSource } from './identity/github-app.ts';
import { createGoogleIdentitySource } from './identity/google-identity.ts';
import { createPullSecretsSource } from './identity/pull-secrets.ts';
import { createRegistriesFileSource } from './identity/registries-file.ts';
import { whenNamed } from './identity/when-named.ts';
import type { HttpDependencies } from './registry/http/registry-http.ts';

export interface CredentialsExtra {
  readonly first?: CredentialSource;
  readonly requestCredential?: RequestCredential;
  /** How the services of clouds are reached; absent: their identities are not asked, and no helper is run. */
  readonly cloud?: HttpDependencies;
}

export type CredentialsConfig = Pick<LocalConfig, 'registriesFile' | 'dockerConfigFolder'> &
  Partial<Pick<LocalConfig, 'pullSecretsFolder' | 'helperEnvironment'>>;

export function createCredentials(
  config: CredentialsConfig,
  extra: CredentialsExtra = {},
): CredentialChain {
  const { registriesFile } = config;
  const identities = extra.cloud === undefined ? [] : cloudSources(extra.cloud, registriesFile);
  return createCredentialChain([
    ...(extra.first === undefined ? [] : [extra.first]),
    ...(registriesFile === undefined
      ? []
      : [
          createRegistriesFileSource(registriesFile),
          createGithubAppSource(registriesFile),
          ...identities.map((source) => whenNamed(source, registriesFile)),
        ]),
    ...fileSources(config, extra.cloud?.clock),
    ...identities,
    ...(extra.requestCredential === undefined
      ? []
      : [createControlPlaneSource(extra.requestCredential)]),
  ]);
}

/** The logins that lie around for whoever runs containers here. */
function fileSources(
  { dockerConfigFolder, pullSecretsFolder, helperEnvironment: environment }: CredentialsConfig,
  clock: Clock | undefined,
): readonly CredentialSource[] {
  const helpers =
    environment === undefined || clock === undefined
      ? undefined
      : createCredentialHelpers({ clock, environment });
  return [
    createDockerConfigSource(join(dockerConfigFolder, 'config.json'), helpers),
    ...(pullSecretsFolder === undefined ? [] : [createPullSecretsSource(pullSecretsFolder)]),
  ];
}

/** Each applies to the registries of its own cloud only. */
function cloudSources(
  cloud: HttpDependencies,
  registriesFile: string | undefined,
): readonly CredentialSource[] {
  const options = {
    clock: cloud.clock,
    send: createCloudSend(cloud),
    ...(registriesFile === undefined ? {} : { registriesFile }),
  };
  return [
    createAwsIdentitySource(options),
    createGoogleIdentitySource(options),
    createAzureIdentitySource(options),
  ];
}
