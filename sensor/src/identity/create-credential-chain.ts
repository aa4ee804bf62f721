// The sources of credentials in order; the first that answers wins, and what was tried is kept for the operator.
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { TokenCredential } from '@harborguard/shared/registry/token-exchange.ts';
import type { CredentialFinding, CredentialSource, CredentialTarget } from './credential-source.ts';

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
        const finding = await ask(source, { target, trace }, options);
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

/** What breaks off the search says where it had got to: that is what the operator looks at next. */
async function ask(
  source: CredentialSource,
  { target, trace }: { readonly target: CredentialTarget; readonly trace: readonly string[] },
  options: { readonly signal: AbortSignal },
): Promise<CredentialFinding> {
  try {
    return await source.find(target, options);
  } catch (error) {
    if (!isHarborError(error)) throw error;
    const credentialTrace = [...trace, `${source.name}: ${error.code}`].join('; ');
    throw new HarborError(error.code, {
      details: { ...error.details, credentialTrace },
      cause: error,
    });
  }
}
