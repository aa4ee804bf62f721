// Whom connections of one registry trust, and as whom they present themselves. A client certificate and the opt-out of
// checking are for the registry's own origin; every other host is checked like any other.
import { X509Certificate } from 'node:crypto';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { ClientCertificate } from '@harborguard/shared/protocol/registry-target.ts';

export interface TlsTrustOptions {
  /** Absent: no host is the registry's own. */
  readonly registryUrl?: string;
  /** Trusted besides the system's authorities, for all hosts; several certificates in each. */
  readonly caPems: readonly string[];
  readonly clientCertificate?: ClientCertificate;
  readonly skipTlsVerify?: boolean;
}

export interface TlsSettings {
  readonly secureContext: SecureContext;
  readonly rejectUnauthorized: boolean;
}

export class TlsTrust {
  readonly #options: TlsTrustOptions;
  // Made when first needed, then kept: reading a few hundred certificates takes tens of milliseconds.
  #own: TlsSettings | undefined;
  #others: TlsSettings | undefined;

  constructor(options: TlsTrustOptions) {
    this.#options = options;
  }

  /** `origin` with its scheme. Throws CONFIGURATION_INVALID, naming the field, for what is no certificate. */
  for(origin: string): TlsSettings {
    const { registryUrl, clientCertificate, skipTlsVerify } = this.#options;
    const isOwn = registryUrl !== undefined && new URL(registryUrl).origin === origin;
    if (!isOwn || (clientCertificate === undefined && skipTlsVerify !== true)) {
      this.#others ??= { secureContext: this.#context(), rejectUnauthorized: true };
      return this.#others;
    }
    this.#own ??= {
      secureContext: this.#context(clientCertificate),
      rejectUnauthorized: skipTlsVerify !== true,
    };
    return this.#own;
  }

  /** Also those the system and NODE_EXTRA_CA_CERTS name: a company's own authority is often installed there. */
  #context(client?: ClientCertificate): SecureContext {
    const { caPems } = this.#options;
    for (const pem of caPems) assertCertificates(pem);
    const authorities = new Set([...getCACertificates('default'), ...getCACertificates('system')]);
    const ca = [...authorities, ...caPems];
    if (client === undefined) return createSecureContext({ ca });
    try {
      return createSecureContext({ ca, cert: client.certPem, key: client.keyPem });
    } catch {
      // What OpenSSL says of a key is not kept: it says nothing an operator could use.
      throw invalid('clientCertificate');
    }
  }
}

const certificateBlock = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** TLS silently skips what it cannot read; the error that follows would then blame the registry. */
export function assertCertificates(pem: string): void {
  const blocks = pem.match(certificateBlock) ?? [];
  try {
    for (const block of blocks) new X509Certificate(block);
  } catch (cause) {
    throw invalid('caPem', cause);
  }
  if (blocks.length === 0) throw invalid('caPem');
}

function invalid(field: string, cause?: unknown): HarborError {
  return new HarborError('CONFIGURATION_INVALID', {
    details: { field },
    ...(cause === undefined ? {} : { cause }),
  });
}
