// A GitHub App as a credential: named by its id, its installation and its private key. The same three travel as user name
// and password where the control plane holds them. What GitHub gives for them is not decided here.
import { dirname, resolve } from 'node:path';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { CredentialSource } from './credential-source.ts';
import { readSecretFile } from './read-secret-file.ts';
import { registrySettings } from './registries-file.ts';

export interface GithubApp {
  /** Its number, or its client id. */
  readonly appId: string;
  readonly installationId: string;
}

const username = /^github-app:([A-Za-z0-9._-]{1,64}):([0-9]{1,20})$/;

/** Undefined for a user name of any other kind. */
export function githubAppOf(text: string): GithubApp | undefined {
  const [, appId, installationId] = username.exec(text) ?? [];
  return appId === undefined || installationId === undefined
    ? undefined
    : { appId, installationId };
}

export function createGithubAppSource(registriesFile: string): CredentialSource {
  return {
    name: 'github-app',
    holder: 'sensor',
    appliesTo: ({ provider }) => provider === 'GHCR',
    async find({ url }) {
      const settings = (await registrySettings(registriesFile, url))?.github;
      if (settings === undefined) {
        return { kind: 'absent', reason: `the entry in ${registriesFile} names no app` };
      }
      const { appId, installationId, privateKeyFile } = settings;
      const user = `github-app:${appId}:${installationId}`;
      if (githubAppOf(user) === undefined) throw invalid(registriesFile, 'github', 'are no ids');
      const file = resolve(dirname(registriesFile), privateKeyFile);
      const password = await readSecretFile(file);
      if (password === undefined) throw invalid(file, 'github/privateKeyFile', 'is not there');
      return { kind: 'found', credential: { kind: 'password', username: user, password } };
    },
  };
}

function invalid(file: string, field: string, rule: string): HarborError {
  return new HarborError('CONFIGURATION_INVALID', { details: { file, field, rule } });
}
