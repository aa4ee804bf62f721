// What a scan or a report is asked for: references, archives, platforms.
import type { ErrorRow } from './error-row.ts';

export const scanRequestErrors = {
  REFERENCE_INVALID: {
    meaning: 'The image reference or registry address is not well formed.',
    retryable: false,
    httpStatus: 400,
    firstCheck: 'Write it as host[:port]/repository[:tag][@digest].',
  },
  PLATFORM_AMBIGUOUS: {
    meaning: 'The reference holds images of several platforms, and this output holds one.',
    retryable: false,
    httpStatus: 400,
    firstCheck: 'Name one of them with --platform.',
  },
  ARCHIVE_INVALID: {
    meaning: 'The file or folder is no image archive, or contradicts itself.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Save the image again with docker save, skopeo copy or buildx, and do not edit it.',
  },
  ARCHIVE_COMPRESSED: {
    meaning:
      'The archive is compressed as a whole, so nothing in it can be found without unpacking it.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Decompress the file first, as with gunzip; its layers may stay compressed.',
  },
  IMAGE_NOT_KNOWN: {
    meaning: 'No connected registry is known to hold this image.',
    retryable: false,
    httpStatus: 404,
    firstCheck:
      'Check the reference, that its registry is connected, and that its filters keep it; or ask for a scan.',
  },
  IMAGE_NOT_INDEXED: {
    meaning: 'The packages of this image are not known, so there is nothing to write down.',
    retryable: true,
    httpStatus: 409,
    firstCheck: 'Wait for its scan, or start one; of an index, ask for one of its members.',
  },
} as const satisfies Record<string, ErrorRow>;
