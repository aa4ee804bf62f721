// How connections are opened: with the trust of this registry, and to checked addresses only.
import { X509Certificate } from 'node:crypto';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { buildConnector } from 'undici';
import { type AddressGuard, guardedLookup, portOf } from './guarded-lookup.ts';

export interface ConnectorOptions {
  readonly guard: AddressGuard;
  /** Trusted besides the system's authorities. */
  readonly caPem?: string;
  readonly connectTimeoutMs: number;
}

export function createConnector(options: ConnectorOptions): buildConnector.connector {
  // Made when first needed, then kept: reading a few hundred certificates takes tens of milliseconds.
  let secureContext: SecureContext | undefined;
  return (target, callback) => {
    try {
      const secure = target.protocol === 'https:';
      if (secure) secureContext ??= trust(options.caPem);
      open(options, secure ? secureContext : undefined)(target, callback);
    } catch (error) {
      callback(error as Error, null);
    }
  };
}

function open(
  options: ConnectorOptions,
  secureContext: SecureContext | undefined,
): buildConnector.connector {
  return (target, callback) => {
    const connect = buildConnector({
      timeout: options.connectTimeoutMs,
      // A resumed session skips the check of the name.
      maxCachedSessions: 0,
      allowH2: false,
      lookup: guardedLookup(options.guard, portOf(target)),
      ...(secureContext === undefined ? {} : { secureContext }),
    });
    connect(target, callback);
  };
}

/** Also those the system and NODE_EXTRA_CA_CERTS name: a company's own authority is often installed there. */
function trust(caPem: string | undefined): SecureContext {
  const authorities = new Set([...getCACertificates('default'), ...getCACertificates('system')]);
  if (caPem !== undefined) assertPem(caPem);
  return createSecureContext({ ca: [...authorities, ...(caPem === undefined ? [] : [caPem])] });
}

/** TLS silently skips what it cannot read; the error that follows would then blame the registry. */
function assertPem(caPem: string): void {
  const blocks = caPem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  try {
    for (const block of blocks) new X509Certificate(block);
  } catch (cause) {
    throw new HarborError('CONFIGURATION_INVALID', { details: { field: 'caPem' }, cause });
  }
  if (blocks.length === 0) {
    throw new HarborError('CONFIGURATION_INVALID', { details: { field: 'caPem' } });
  }
}
