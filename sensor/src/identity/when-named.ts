// An identity of the machine for the registries that the registries file names it for: what the operator wrote comes
// before every login that lies around.
import type { CredentialSource } from './credential-source.ts';
import { registrySettings } from './registries-file.ts';

export function whenNamed(source: CredentialSource, registriesFile: string): CredentialSource {
  return {
    ...source,
    async find(target, options) {
      const entry = await registrySettings(registriesFile, target.url);
      const named = entry?.aws ?? entry?.google ?? entry?.azure;
      return named === undefined
        ? { kind: 'absent', reason: `not named in ${registriesFile}` }
        : await source.find(target, options);
    },
  };
}
