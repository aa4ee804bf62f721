// Listing what a registry holds, and why a sync waits or asks to be confirmed.
import type { ErrorRow } from './error-row.ts';

export const enumerationErrors = {
  CATALOG_RESTRICTED: {
    meaning:
      'The registry does not list its repositories for these credentials; images stay scannable by name.',
    retryable: false,
    httpStatus: 502,
    firstCheck: 'Give the account the right to list the catalog, or scan images by name.',
  },
  CATALOG_TRUNCATED: {
    meaning: 'A list of the registry ended before its end.',
    retryable: true,
    httpStatus: 502,
    firstCheck: 'Check whether a proxy in front of the registry drops the Link header.',
  },
  TAG_AGE_UNKNOWN: {
    meaning: 'The registry does not say when some tags were pushed, so the maximum age keeps them.',
    retryable: false,
    httpStatus: 502,
    firstCheck:
      'Use the newest tags or patterns of names here instead, or an account that may use the API of the product.',
  },
  VENDOR_API_REFUSED: {
    meaning:
      'The API of the registry product refuses these credentials; the plain registry API is used instead.',
    retryable: false,
    httpStatus: 502,
    firstCheck: 'Give the account the rights listed for the provider: syncs become faster.',
  },
  REGISTRY_PAUSED: {
    meaning: 'Somebody has paused the registry: nothing starts by itself until it is resumed.',
    retryable: false,
    httpStatus: 409,
    firstCheck: 'Resume the registry; what a person asks for runs meanwhile.',
  },
  BLACKOUT_OPEN: {
    meaning: 'A blackout of the registry is open: what starts by itself waits for its end.',
    retryable: true,
    httpStatus: 409,
    firstCheck: 'Wait for the end of the window, or change `blackouts` of the registry.',
  },
  SHRINK_UNCONFIRMED: {
    meaning:
      'The registry suddenly lists far fewer images; nothing is removed until the next sync confirms it.',
    retryable: true,
    httpStatus: 409,
    firstCheck:
      'Check whether the account lost rights, or run another sync to confirm the removal.',
  },
} as const satisfies Record<string, ErrorRow>;
