// Telling people: channels and deliveries.
import type { ErrorRow } from './error-row.ts';

export const notificationErrors = {
  NOTIFICATION_UNREACHABLE: {
    meaning: 'The receiver of a notification cannot be reached.',
    retryable: true,
    httpStatus: 502,
    firstCheck: 'Check the host and port of the channel, and that the control plane may reach it.',
  },
  NOTIFICATION_TIMEOUT: {
    meaning: 'The receiver of a notification did not answer in time.',
    retryable: true,
    httpStatus: 504,
    firstCheck: 'Check firewalls and proxies between the control plane and the receiver.',
  },
  NOTIFICATION_TLS_FAILED: {
    meaning: 'No trusted TLS connection to the receiver of a notification could be made.',
    retryable: true,
    httpStatus: 502,
    firstCheck:
      'Check the name and the authority of the receiver’s certificate, the port and the kind of TLS; give the channel a private CA.',
  },
  NOTIFICATION_LOGIN_REFUSED: {
    meaning: 'The receiver of a notification refused the login, key or address of the channel.',
    retryable: true,
    httpStatus: 502,
    firstCheck: 'Enter the password, key or address of the channel again and send a test.',
  },
  NOTIFICATION_DEFERRED: {
    meaning: 'The receiver of a notification asked to come back later.',
    retryable: true,
    httpStatus: 502,
    firstCheck: 'Wait: it is tried again by itself, over three days.',
  },
  NOTIFICATION_REFUSED: {
    meaning: 'The receiver refused a notification for good.',
    retryable: false,
    httpStatus: 502,
    firstCheck:
      'Check that the channel’s address, mailbox or integration still exists, send a test, then redeliver.',
  },
} as const satisfies Record<string, ErrorRow>;
