// The credential that the control plane holds for a registry: asked for when needed, kept in memory only.
import type { RegistryCredential } from '@harborguard/shared/protocol/registry-target.ts';
import type { CredentialSource, CredentialTarget } from './credential-source.ts';

/** Asks the control plane by job and attempt; undefined when it holds none for this registry. */
export type RequestCredential = (
  target: CredentialTarget,
  options: { readonly signal: AbortSignal },
) => Promise<RegistryCredential | undefined>;

export function createControlPlaneSource(requestCredential: RequestCredential): CredentialSource {
  return {
    name: 'control-plane',
    holder: 'control-plane',
    async find(target, options) {
      const held = await requestCredential(target, options);
      if (held === undefined) return { kind: 'absent', reason: 'none stored for this registry' };
      return { kind: 'found', credential: { kind: 'password', ...held } };
    },
  };
}
