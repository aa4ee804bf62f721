// The contract of a place where a credential may be found. Where it is sent, and over what, is not its business.
import type { RegistryTarget } from '@harborguard/shared/protocol/registry-target.ts';
import type { TokenCredential } from '@harborguard/shared/registry/token-exchange.ts';

export type CredentialTarget = Pick<
  RegistryTarget,
  'registryId' | 'url' | 'provider' | 'credentialHolder'
>;

export type CredentialFinding =
  | { readonly kind: 'found'; readonly credential: TokenCredential }
  /** `reason` is for the operator: which file was looked at, what was missing. Never a value. */
  | { readonly kind: 'absent'; readonly reason: string };

export interface CredentialSource {
  /** As shown to people: `registries-file`, `docker-config` … */
  readonly name: string;
  /** Whose credentials it holds; it is asked for targets of that holder only. */
  readonly holder: 'sensor' | 'control-plane';
  /** Absent: to every target. One that does not apply is not asked and leaves no line in the trace. */
  appliesTo?(target: CredentialTarget): boolean;
  /**
   * Reads anew each time, so that a rotated secret is found without a restart. A source that is there but broken
   * throws a coded error: going on silently would turn a typing error into "authentication failed".
   */
  find(
    target: CredentialTarget,
    options: { readonly signal: AbortSignal },
  ): Promise<CredentialFinding>;
}
