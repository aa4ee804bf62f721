// A chain of credentials whose answers are traded first: a registry's own login takes what the vendor's identity
// service, or its app, stands for. Where nothing is to be traded the credential goes through as it is.
import type { Clock } from '@harborguard/shared/ports.ts';
import type { TokenCredential } from '@harborguard/shared/registry/token-exchange.ts';
import type { CredentialChain } from '../../identity/create-credential-chain.ts';
import { ExpiringCache, type Fetched } from '../../identity/expiring-cache.ts';

export type PasswordCredential = Extract<TokenCredential, { kind: 'password' }>;

export interface CredentialExchange {
  readonly clock: Clock;
  /** What the trace says was done: `exchanged at the registry`. */
  readonly trace: string;
  readonly applies: (credential: PasswordCredential) => boolean;
  /** Serves everyone who waits, so it is not ended by the one who asked first. */
  readonly trade: (credential: PasswordCredential) => Promise<Fetched<TokenCredential>>;
}

export function exchangedCredentials(
  chain: CredentialChain,
  exchange: CredentialExchange,
): CredentialChain {
  const traded = new ExpiringCache<TokenCredential>(exchange.clock);
  return {
    async resolve(target, options) {
      const found = await chain.resolve(target, options);
      const { credential } = found;
      if (credential.kind !== 'password' || !exchange.applies(credential)) return found;
      const key = JSON.stringify([credential.username, credential.password]);
      const value = await traded.get(key, () => exchange.trade(credential), options);
      const trace = [...found.trace, `${found.source}: ${exchange.trace}`];
      return { ...found, credential: value, trace };
    },
  };
}
