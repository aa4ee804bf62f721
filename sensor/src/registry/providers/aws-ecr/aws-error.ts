// What a failure of Amazon's client amounts to. The names are Amazon's; its messages stay behind, since some of them
// quote what was signed.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { type ErrorDetails, HarborError } from '@harborguard/shared/errors/harbor-error.ts';

const codes: Readonly<Record<string, ErrorCode>> = {
  UnrecognizedClientException: 'REGISTRY_AUTHENTICATION_FAILED',
  InvalidClientTokenId: 'REGISTRY_AUTHENTICATION_FAILED',
  InvalidSignatureException: 'REGISTRY_AUTHENTICATION_FAILED',
  SignatureDoesNotMatch: 'REGISTRY_AUTHENTICATION_FAILED',
  IncompleteSignatureException: 'REGISTRY_AUTHENTICATION_FAILED',
  MissingAuthenticationTokenException: 'REGISTRY_AUTHENTICATION_FAILED',
  ExpiredTokenException: 'REGISTRY_AUTHENTICATION_FAILED',
  ExpiredToken: 'REGISTRY_AUTHENTICATION_FAILED',
  AccessDeniedException: 'REGISTRY_FORBIDDEN',
  AccessDenied: 'REGISTRY_FORBIDDEN',
  RepositoryNotFoundException: 'REPOSITORY_UNKNOWN',
  RegistryNotFoundException: 'REGISTRY_FORBIDDEN',
  UnsupportedCommandException: 'REGISTRY_FORBIDDEN',
  ServerException: 'REGISTRY_SERVER_ERROR',
};

/** Amazon throttles with status 400, which the transport does not take for a reason to wait. */
const throttles: readonly string[] = [
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'SlowDown',
];

export function isThrottle(error: unknown): boolean {
  return error instanceof Error && throttles.includes(error.name);
}

export function awsError(error: unknown, details: ErrorDetails): HarborError {
  if (error instanceof HarborError) return error;
  const reason = error instanceof Error ? error.name : 'unknown';
  return new HarborError(codeOf(error, reason), { details: { ...details, reason } });
}

function codeOf(error: unknown, name: string): ErrorCode {
  if (isThrottle(error)) return 'REGISTRY_RATE_LIMITED';
  const known = Object.hasOwn(codes, name) ? codes[name] : undefined;
  if (known !== undefined) return known;
  const status = statusOf(error);
  if (status === 401) return 'REGISTRY_AUTHENTICATION_FAILED';
  if (status === 403) return 'REGISTRY_FORBIDDEN';
  if (status === 429) return 'REGISTRY_RATE_LIMITED';
  return status >= 500 ? 'REGISTRY_SERVER_ERROR' : 'REGISTRY_RESPONSE_INVALID';
}

function statusOf(error: unknown): number {
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return $metadata?.httpStatusCode ?? 0;
}
