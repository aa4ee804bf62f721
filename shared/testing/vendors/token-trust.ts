// Service account tokens of a cluster and what a cloud makes of them: signed by the cluster, judged by signature, issuer,
// audience, subject and time. For doubles that are to refuse what the real services refuse.
import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { jwtClaims } from '../../src/registry/jwt-claims.ts';

/** What was agreed on with a cloud: tokens of this issuer, for this audience, of this service account. */
export interface TokenTrust {
  readonly issuer: string;
  readonly audience: string;
  readonly subject: string;
  /** PEM, of the issuer. */
  readonly publicKey: string;
}

export type TokenVerdict =
  | 'trusted'
  | 'not-signed'
  | 'wrong-issuer'
  | 'expired'
  | 'wrong-audience'
  | 'wrong-subject';

export interface TokenIssuer {
  readonly issuer: string;
  readonly publicKey: string;
  /** As the kubelet projects it: one audience, and an end. */
  issue(claims: {
    readonly subject: string;
    readonly audience: string;
    readonly expiresAtMs: number;
  }): string;
}

export function createTokenIssuer(issuer: string): TokenIssuer {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return {
    issuer,
    publicKey: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    issue({ subject, audience, expiresAtMs }) {
      const exp = Math.floor(expiresAtMs / 1000);
      const claims = { iss: issuer, sub: subject, aud: [audience], iat: exp - 3600, exp };
      const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
      const signature = sign('RSA-SHA256', Buffer.from(text), pair.privateKey);
      return `${text}.${signature.toString('base64url')}`;
    },
  };
}

export function judgeToken(token: string, trust: TokenTrust, nowMs: number): TokenVerdict {
  const end = token.lastIndexOf('.');
  const signed = Buffer.from(token.slice(0, end));
  const signature = Buffer.from(token.slice(end + 1), 'base64url');
  const claims = jwtClaims(token);
  if (claims === undefined) return 'not-signed';
  if (!verify('RSA-SHA256', signed, createPublicKey(trust.publicKey), signature)) {
    return 'not-signed';
  }
  if (claims['iss'] !== trust.issuer) return 'wrong-issuer';
  if (Number(claims['exp']) * 1000 <= nowMs) return 'expired';
  if (![claims['aud']].flat().includes(trust.audience)) return 'wrong-audience';
  return claims['sub'] === trust.subject ? 'trusted' : 'wrong-subject';
}
