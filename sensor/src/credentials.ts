// The credential chain of this sensor, in the order of precedence: what the operator wrote for a registry, then
// the docker logins, and for registries whose credential the control plane holds, the control plane.
import { join } from 'node:path';
import type { LocalConfig } from './config.ts';
import {
  createControlPlaneSource,
  type RequestCredential,
} from './identity/control-plane-source.ts';
import { type CredentialChain, createCredentialChain } from './identity/create-credential-chain.ts';
import type { CredentialSource } from './identity/credential-source.ts';
import { createDockerConfigSource } from './identity/docker-config.ts';
import { createRegistriesFileSource } from './identity/registries-file.ts';

export function createCredentials(
  config: Pick<LocalConfig, 'registriesFile' | 'dockerConfigFolder'>,
  extra: { readonly first?: CredentialSource; readonly requestCredential?: RequestCredential } = {},
): CredentialChain {
  const { registriesFile, dockerConfigFolder } = config;
  return createCredentialChain([
    ...(extra.first === undefined ? [] : [extra.first]),
    ...(registriesFile === undefined ? [] : [createRegistriesFileSource(registriesFile)]),
    createDockerConfigSource(join(dockerConfigFolder, 'config.json')),
    ...(extra.requestCredential === undefined
      ? []
      : [createControlPlaneSource(extra.requestCredential)]),
  ]);
}
