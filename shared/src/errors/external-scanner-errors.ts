// Scanners of others that a sensor runs.
import type { ErrorRow } from './error-row.ts';

export const externalScannerErrors = {
  EXTERNAL_SCANNER_NOT_INSTALLED: {
    meaning: 'A configured external scanner is not on this machine; everything else goes on.',
    retryable: false,
    httpStatus: 409,
    firstCheck: 'Put the program into the PATH of the sensor, or name its place.',
  },
  EXTERNAL_SCANNER_DISK_LIMIT: {
    meaning: 'The image is larger than external scanners may take on disk.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Raise HARBORGUARD_EXTERNAL_SCANNER_DISK_MIB if the disk has room.',
  },
  EXTERNAL_SCANNER_TIMEOUT: {
    meaning: 'An external scanner did not end in time and was stopped.',
    retryable: true,
    httpStatus: 504,
    firstCheck:
      'Check that its database is in its cache folder; raise HARBORGUARD_EXTERNAL_SCANNER_TIMEOUT_SECONDS for large images.',
  },
  EXTERNAL_SCANNER_FAILED: {
    meaning: 'An external scanner ended with an error.',
    retryable: true,
    httpStatus: 502,
    firstCheck:
      'Run it as the user of the sensor on the same image; most often its database is missing or cannot be fetched.',
  },
  EXTERNAL_SCANNER_OUTPUT_INVALID: {
    meaning: 'The report of an external scanner is not of the form its program writes.',
    retryable: false,
    httpStatus: 502,
    firstCheck: 'Check the version of the program against the documentation.',
  },
} as const satisfies Record<string, ErrorRow>;
