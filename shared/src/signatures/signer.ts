// Whose signatures count, and for which repositories.
import { keepsRepository } from '../registry/tag-filter.ts';
import { matchesIdentity } from './match-identity.ts';
import { type PublicKey, parsePublicKey } from './public-key.ts';

export type SignerTrust =
  | { readonly kind: 'key'; readonly publicKey: string }
  /** `identity` may hold `*` for any run of characters; `issuer` is exact. */
  | { readonly kind: 'identity'; readonly identity: string; readonly issuer: string };

export interface Signer {
  readonly id: string;
  readonly name: string;
  /** Globs; empty: every repository. */
  readonly repositories: readonly string[];
  readonly trust: SignerTrust;
}

export interface KeySigner {
  readonly id: string;
  readonly name: string;
  readonly key: PublicKey;
}

export interface IdentitySigner {
  readonly id: string;
  readonly name: string;
  vouchesFor(identity: string, issuer: string): boolean;
}

export interface SignersOfRepository {
  readonly keys: readonly KeySigner[];
  readonly identities: readonly IdentitySigner[];
}

export function signersOf(signers: readonly Signer[], repository: string): SignersOfRepository {
  const keys: KeySigner[] = [];
  const identities: IdentitySigner[] = [];
  for (const { id, name, repositories, trust } of signers) {
    const filter = { include: [...repositories], exclude: [] };
    const everything = { include: [], exclude: [] };
    if (!keepsRepository({ repositories: filter, tags: everything }, repository)) continue;
    if (trust.kind === 'identity') {
      const vouchesFor = (identity: string, issuer: string) =>
        issuer === trust.issuer && matchesIdentity(trust.identity, identity);
      identities.push({ id, name, vouchesFor });
      continue;
    }
    const parsed = parsePublicKey(trust.publicKey);
    // Keys are checked when they are taken; one that is no longer good enough vouches for nothing.
    if (parsed.kind === 'key') keys.push({ id, name, key: parsed.key });
  }
  return { keys, identities };
}
