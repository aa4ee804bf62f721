// What the network says when a request fails, as codes of the error table. Statuses are no failures here.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { errors } from 'undici';

const codes: Readonly<Record<string, ErrorCode>> = {
  ENOTFOUND: 'REGISTRY_NAME_UNRESOLVED',
  EAI_AGAIN: 'REGISTRY_NAME_UNRESOLVED',
  ENODATA: 'REGISTRY_NAME_UNRESOLVED',
  ETIMEDOUT: 'REGISTRY_TIMEOUT',
  UND_ERR_CONNECT_TIMEOUT: 'REGISTRY_TIMEOUT',
  UND_ERR_HEADERS_TIMEOUT: 'REGISTRY_TIMEOUT',
  UND_ERR_BODY_TIMEOUT: 'REGISTRY_TIMEOUT',
  UND_ERR_HEADERS_OVERFLOW: 'RESPONSE_TOO_LARGE',
  CERT_HAS_EXPIRED: 'TLS_EXPIRED',
  CERT_NOT_YET_VALID: 'TLS_EXPIRED',
  ERR_TLS_CERT_ALTNAME_INVALID: 'TLS_NAME_MISMATCH',
  HOSTNAME_MISMATCH: 'TLS_NAME_MISMATCH',
  SELF_SIGNED_CERT_IN_CHAIN: 'TLS_UNTRUSTED',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'TLS_UNTRUSTED',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'TLS_UNTRUSTED',
  UNABLE_TO_GET_ISSUER_CERT: 'TLS_UNTRUSTED',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'TLS_UNTRUSTED',
  CERT_SIGNATURE_FAILURE: 'TLS_UNTRUSTED',
  CERT_CHAIN_TOO_LONG: 'TLS_UNTRUSTED',
  PATH_LENGTH_EXCEEDED: 'TLS_UNTRUSTED',
  INVALID_CA: 'TLS_UNTRUSTED',
  INVALID_PURPOSE: 'TLS_UNTRUSTED',
  CERT_UNTRUSTED: 'TLS_UNTRUSTED',
  CERT_REJECTED: 'TLS_UNTRUSTED',
  CERT_REVOKED: 'TLS_UNTRUSTED',
  EPROTO: 'TLS_FAILED',
};

/**
 * What the other side says of a certificate is said of ours, or of the one it misses: https://www.rfc-editor.org/rfc/rfc8446#section-6.2
 */
const certificateAlert =
  /^ERR_SSL_.*_ALERT_(?:(?:BAD|NO|UNSUPPORTED)_CERTIFICATE|CERTIFICATE_(?:EXPIRED|REQUIRED|REVOKED|UNKNOWN)|UNKNOWN_CA)$/;

/** `host` with its port. The cause keeps what the network said; it holds no header and no address. */
export function translateError(error: unknown, host: string): HarborError {
  if (isHarborError(error)) return error;
  const cause = error instanceof Error ? error.cause : undefined;
  if (isHarborError(cause)) return cause;
  const reason = errorReason(error);
  return new HarborError(codeOf(reason), { details: { host, reason }, cause: error });
}

/** The code the system or the library gave, for people. */
export function errorReason(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return systemCode(error) ?? systemCode(cause) ?? parserName(error) ?? 'unknown';
}

function codeOf(reason: string): ErrorCode {
  const known = Object.hasOwn(codes, reason) ? codes[reason] : undefined;
  if (known !== undefined) return known;
  if (certificateAlert.test(reason)) return 'TLS_CLIENT_CERTIFICATE_REFUSED';
  if (reason.startsWith('ERR_SSL_') || reason.startsWith('ERR_TLS_')) return 'TLS_FAILED';
  // The parser's own errors, with or without a code: what answers does not speak HTTP.
  if (reason.startsWith('HPE_') || reason === 'HTTPParserError') return 'REGISTRY_RESPONSE_INVALID';
  return 'REGISTRY_UNREACHABLE';
}

function systemCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

function parserName(error: unknown): string | undefined {
  return error instanceof errors.HTTPParserError ? error.name : undefined;
}
