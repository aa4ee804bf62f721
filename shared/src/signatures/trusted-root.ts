// The authorities keyless signatures are judged by, from a file: no network, no update behind anybody's back.
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { type TrustMaterial, toTrustMaterial, Verifier } from '@sigstore/verify';

export type ParsedTrustedRoot =
  | { readonly kind: 'root'; readonly verifier: Verifier }
  | { readonly kind: 'invalid' };

/** That of the public good instance takes 8 KiB; private ones carry a few more authorities. */
export const trustedRootTextMax = 512 * 1024;

export function parseTrustedRoot(text: string): ParsedTrustedRoot {
  if (text.length > trustedRootTextMax) return { kind: 'invalid' };
  let root: TrustedRoot;
  let material: TrustMaterial;
  try {
    root = TrustedRoot.fromJSON(JSON.parse(text));
    material = toTrustMaterial(root);
  } catch {
    return { kind: 'invalid' };
  }
  if (material.certificateAuthorities.length === 0) return { kind: 'invalid' };
  // What the root names is demanded; a private instance without logs proves the time by its timestamp authority.
  const verifier = new Verifier(material, {
    ctlogThreshold: Math.min(1, material.ctlogs.length),
    tlogThreshold: Math.min(1, material.tlogs.length),
    timestampThreshold: 1,
  });
  return { kind: 'root', verifier };
}
