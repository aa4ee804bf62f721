// The sources of credentials in order; the first that answers wins, and what was tried is kept for the operator.
import type { TokenCredential } from '@harborguard/shared/registry/token-exchange.ts';
import type { CredentialSource, CredentialTarget } from './credential-source.ts';

export interface ResolvedCredential {
  readonly credential: TokenCredential;
  /** The name of the source, or `anonymous`. */
  readonly source: string;
  /** One line for each source asked: `docker-config: no entry for registry.example.com`. */
  readonly trace: readonly string[];
}

export interface CredentialChain {
  resolve(
    target: CredentialTarget,
    options: { readonly signal: AbortSignal },
  ): Promise<ResolvedCredential>;
}

export function createCredentialChain(sources: readonly CredentialSource[]): CredentialChain {
  return {
    async resolve(target, options) {
      const trace: string[] = [];
      for (const source of sources) {
        if (source.holder !== target.credentialHolder) continue;
        if (source.appliesTo?.(target) === false) continue;
        const finding = await source.find(target, options);
        if (finding.kind === 'found') {
          trace.push(`${source.name}: found`);
          return { credential: finding.credential, source: source.name, trace };
        }
        trace.push(`${source.name}: ${finding.reason}`);
      }
      return { credential: { kind: 'anonymous' }, source: 'anonymous', trace };
    },
  };
}
