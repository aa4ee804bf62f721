// The client certificate a person pastes for a registry: a certificate and the key that belongs to it, checked before
// they are sealed, so that a wrong pair is refused here and not by a registry later.
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { ClientCertificate } from '@harborguard/shared/protocol/registry-target.ts';
import { caCertificates } from './ca-certificates.ts';

export interface CheckedCertificate {
  /** SHA-256 of the certificates, hex: names them without showing anything of the key. */
  readonly id: string;
  readonly certificate: ClientCertificate;
}

/** Throws VALIDATION_FAILED, naming the field and never the value. */
export function checkedClientCertificate({
  certPem,
  keyPem,
}: ClientCertificate): CheckedCertificate {
  const chain = caCertificates(certPem, 'clientCertificate/certPem');
  const key = privateKey(keyPem);
  // The first is the client's own; those after it lead to its authority.
  if (!new X509Certificate(chain).checkPrivateKey(key)) {
    throw invalid('clientCertificate/keyPem', 'the key of this certificate');
  }
  const keyText = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  return {
    id: createHash('sha256').update(chain).digest('hex'),
    certificate: { certPem: chain, keyPem: keyText },
  };
}

function privateKey(pem: string) {
  try {
    return createPrivateKey(pem);
  } catch {
    // What OpenSSL says of a key is not kept: an encrypted one cannot be opened here either.
    throw invalid('clientCertificate/keyPem', 'a PEM private key without a passphrase');
  }
}

function invalid(field: string, rule: string): HarborError {
  return new HarborError('VALIDATION_FAILED', { details: { field, rule } });
}
