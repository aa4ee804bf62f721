// The HTTP API: who asks, what is asked, and how it is limited.
import type { ErrorRow } from './error-row.ts';

export const apiErrors = {
  VALIDATION_FAILED: {
    meaning: 'The request does not follow its schema.',
    retryable: false,
    httpStatus: 400,
    firstCheck: 'Correct the fields listed in issues.',
  },
  UNAUTHORIZED: {
    meaning: 'The request carries no valid key or session.',
    retryable: false,
    httpStatus: 401,
    firstCheck:
      'Check that the key is complete, and neither expired nor revoked; or sign in again.',
  },
  SIGN_IN_REFUSED: {
    meaning: 'E-mail and password do not open an account here.',
    retryable: false,
    httpStatus: 401,
    firstCheck: 'Check both; an admin can hand out a link to choose a new password.',
  },
  SIGN_IN_INSECURE: {
    meaning: 'Sign-in over plain HTTP is possible on the machine itself only.',
    retryable: false,
    httpStatus: 400,
    firstCheck: 'Serve the control plane by HTTPS and set HARBORGUARD_PUBLIC_URL to that address.',
  },
  LOCAL_ACCOUNTS_OFF: {
    meaning: 'Passwords are not used here; people come in by single sign-on.',
    retryable: false,
    httpStatus: 403,
    firstCheck: 'Use the button for single sign-on, or set HARBORGUARD_LOCAL_ACCOUNTS to true.',
  },
  OIDC_UNAVAILABLE: {
    meaning: 'The identity provider did not answer, or not as OpenID Connect wants it.',
    retryable: true,
    httpStatus: 502,
    firstCheck:
      'Open HARBORGUARD_OIDC_ISSUER with /.well-known/openid-configuration behind it from the control plane; the issuer in there has to be the same, to the slash.',
  },
  OIDC_REFUSED: {
    meaning: 'The sign-in at the identity provider did not lead back here in good order.',
    retryable: false,
    httpStatus: 401,
    firstCheck:
      'Start again from the sign-in page; then check client id, secret and the redirect address /api/oidc/callback at the provider.',
  },
  OIDC_TOKEN_REFUSED: {
    meaning:
      'The identity provider answered with a token for another sign-in, client or time, or in another name.',
    retryable: false,
    httpStatus: 401,
    firstCheck:
      'Compare the clocks of the provider and the control plane, and HARBORGUARD_OIDC_CLIENT_ID with the client there; the reason stands in the audit log.',
  },
  OIDC_NO_ROLE: {
    meaning: 'None of the groups of this person leads to a role here.',
    retryable: false,
    httpStatus: 403,
    firstCheck:
      'Compare the groups the provider sends in HARBORGUARD_OIDC_GROUPS_CLAIM with HARBORGUARD_OIDC_ROLE_MAP.',
  },
  OIDC_EMAIL_MISSING: {
    meaning: 'The identity provider tells no e-mail address of this person.',
    retryable: false,
    httpStatus: 403,
    firstCheck: 'Give the client the scope email at the provider, and the person an address there.',
  },
  OIDC_EMAIL_TAKEN: {
    meaning: 'The e-mail address belongs to another account here.',
    retryable: false,
    httpStatus: 409,
    firstCheck:
      'The provider has to say email_verified for it to open an account that is there; else an admin removes that member.',
  },
  LINK_INVALID: {
    meaning: 'The link was used, has expired, or was never given out.',
    retryable: false,
    httpStatus: 410,
    firstCheck: 'Ask for a new one; control-plane first-owner prints the one for the first owner.',
  },
  AUDIT_BROKEN: {
    meaning: 'The audit log has been changed, or events of it are missing.',
    retryable: false,
    httpStatus: 500,
    firstCheck: 'Compare the event named with a backup or an export made before.',
  },
  CROSS_SITE_REFUSED: {
    meaning: 'A request that changes something came with a session from another site.',
    retryable: false,
    httpStatus: 403,
    firstCheck:
      'Send X-HarborGuard-Request: 1 from the same origin; behind a proxy set HARBORGUARD_PUBLIC_URL.',
  },
  FORBIDDEN: {
    meaning: 'The key may not do this.',
    retryable: false,
    httpStatus: 403,
    firstCheck: 'Use a key with a higher role or the right registry scope.',
  },
  NOT_FOUND: {
    meaning: 'There is no such thing here.',
    retryable: false,
    httpStatus: 404,
    firstCheck: 'Check the address and the id.',
  },
  CONFLICT: {
    meaning: 'The request contradicts the present state.',
    retryable: false,
    httpStatus: 409,
    firstCheck: 'Read the thing again and repeat the change.',
  },
  PRECONDITION_FAILED: {
    meaning: 'The thing was changed since the version If-Match names.',
    retryable: false,
    httpStatus: 412,
    firstCheck: 'Read it again, repeat the change, and send the new ETag.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    meaning: 'This Idempotency-Key came with another request before.',
    retryable: false,
    httpStatus: 409,
    firstCheck: 'Use a new key for each request, and the old one only to send the same again.',
  },
  IDEMPOTENCY_IN_PROGRESS: {
    meaning: 'The first request with this Idempotency-Key is still at work.',
    retryable: true,
    httpStatus: 409,
    firstCheck: 'Wait as long as Retry-After says and send the same again.',
  },
  IDEMPOTENCY_ANSWER_LOST: {
    meaning:
      'The first request with this Idempotency-Key took effect, and its answer was lost with the process.',
    retryable: false,
    httpStatus: 409,
    firstCheck: 'Look up what it made. A new key does the same thing a second time.',
  },
  PAYLOAD_TOO_LARGE: {
    meaning: 'The request body is larger than the limit.',
    retryable: false,
    httpStatus: 413,
    firstCheck: 'Send less at once.',
  },
  RATE_LIMITED: {
    meaning: 'Too many requests.',
    retryable: true,
    httpStatus: 429,
    firstCheck: 'Wait as long as Retry-After says.',
  },
  DATABASE_UNWRITABLE: {
    meaning: 'The database cannot be written at the moment.',
    retryable: true,
    httpStatus: 503,
    firstCheck:
      'Check the space on the disk of the data folder and its permissions, or that PostgreSQL answers and takes writes.',
  },
  SHUTTING_DOWN: {
    meaning: 'The control plane is stopping or starting.',
    retryable: true,
    httpStatus: 503,
    firstCheck: 'Try again in a few seconds.',
  },
  INTERNAL_ERROR: {
    meaning: 'Something failed that should not have.',
    retryable: true,
    httpStatus: 500,
    firstCheck: 'Look up the error id in the log of the control plane.',
  },
} as const satisfies Record<string, ErrorRow>;
