// Jobs, sensors, and the link between them and the control plane.
import type { ErrorRow } from './error-row.ts';

export const linkErrors = {
  SENSOR_NOT_CONNECTED_YET: {
    meaning: 'No sensor that serves this registry has connected yet.',
    retryable: true,
    httpStatus: 409,
    firstCheck: 'Start the sensor with the key of this registry and wait for its first heartbeat.',
  },
  SENSOR_OFFLINE: {
    meaning: 'The sensor that serves this registry has not been heard from for two minutes.',
    retryable: true,
    httpStatus: 409,
    firstCheck: 'Check that the sensor runs and reaches the control plane.',
  },
  SENSOR_CLONED: {
    meaning: 'Two running sensors use the same identity; neither gets work.',
    retryable: false,
    httpStatus: 409,
    firstCheck: 'Give each sensor a state volume of its own.',
  },
  SENSOR_LIMIT: {
    meaning: 'The key already serves as many sensors as it may.',
    retryable: false,
    httpStatus: 403,
    firstCheck: 'Stop a sensor that uses this key, or make another key.',
  },
  LEASE_EXPIRED: {
    meaning: 'The sensor stopped renewing the lease of the job.',
    retryable: true,
    httpStatus: 409,
    firstCheck: 'Nothing to do: the job is queued again. Check the sensor if it happens often.',
  },
  ATTEMPTS_EXHAUSTED: {
    meaning: 'The job failed as often as it may be tried.',
    retryable: false,
    httpStatus: 409,
    firstCheck: 'Look at the last error of the job, then redrive it.',
  },
  CANCELLED: {
    meaning: 'The job was cancelled.',
    retryable: false,
    httpStatus: 409,
    firstCheck: 'Nothing to do.',
  },
  POISON: {
    meaning: 'The sensor died again and again while it worked on this job alone.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Look at the image: it exhausts the sensor. Redrive the job after an upgrade.',
  },
  SENSOR_BUSY: {
    meaning: 'The sensor has as many jobs as it can run, or is draining.',
    retryable: true,
    httpStatus: 503,
    firstCheck: 'Nothing to do: the job waits for its turn.',
  },
  OUTBOX_FULL: {
    meaning: 'The sensor had to give up results because its outbox was full.',
    retryable: true,
    httpStatus: 507,
    firstCheck: 'Check why the sensor cannot reach the control plane, and its outbox limits.',
  },
  LINK_UNREACHABLE: {
    meaning: 'The control plane could not be reached.',
    retryable: true,
    httpStatus: 503,
    firstCheck: 'Check HARBORGUARD_URL, the proxy and the firewall of the sensor.',
  },
  PROTOCOL_UNSUPPORTED: {
    meaning: 'Sensor and control plane have no version of the link protocol in common.',
    retryable: false,
    httpStatus: 426,
    firstCheck: 'Upgrade the older of the two.',
  },
  FRAME_TOO_LARGE: {
    meaning: 'A frame on the link is larger than 1 MiB.',
    retryable: false,
    httpStatus: 413,
    firstCheck: 'Report this: a well-behaved peer sends such content in chunks.',
  },
  FRAME_INVALID: {
    meaning: 'A frame on the link does not follow its schema.',
    retryable: false,
    httpStatus: 400,
    firstCheck: 'Compare the versions of the sensor and the control plane.',
  },
  INVENTORY_NEWER: {
    meaning:
      'A newer sensor reported something of a kind that this control plane does not know; it was left out.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Upgrade the control plane, then scan the image again.',
  },
  FRAME_UNKNOWN: {
    meaning: 'A frame on the link is of a kind this side does not know.',
    retryable: false,
    httpStatus: 400,
    firstCheck: 'Upgrade the older of sensor and control plane.',
  },
  FRAME_OUT_OF_ORDER: {
    meaning: 'A frame arrived where the protocol does not allow it.',
    retryable: false,
    httpStatus: 400,
    firstCheck: 'Compare the versions of the sensor and the control plane.',
  },
  LINK_SUPERSEDED: {
    meaning: 'The same sensor opened a newer link.',
    retryable: true,
    httpStatus: 409,
    firstCheck: 'Nothing to do after a network change; otherwise check for a second sensor.',
  },
} as const satisfies Record<string, ErrorRow>;
