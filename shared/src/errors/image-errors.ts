// Pulling and indexing an image, and the limits on what may be in one.
import type { ErrorRow } from './error-row.ts';

export const imageErrors = {
  PULL_DENIED: {
    meaning: 'The account can list images but may not pull them.',
    retryable: false,
    httpStatus: 502,
    firstCheck:
      'Give the account the right to pull, for example BatchGetImage and GetDownloadUrlForLayer on ECR.',
  },
  POLICY_REFUSED: {
    meaning: 'A policy of the registry blocks the pull of this image.',
    retryable: false,
    httpStatus: 502,
    firstCheck:
      'Let the account of the sensor pass the registry\u2019s own vulnerability or signature block.',
  },
  MANIFEST_UNKNOWN: {
    meaning: 'The registry has no manifest for this tag or digest.',
    retryable: false,
    httpStatus: 404,
    firstCheck: 'Check the name and whether the tag was deleted since the last sync.',
  },
  REPOSITORY_UNKNOWN: {
    meaning: 'The registry has no such repository, or hides it from these credentials.',
    retryable: false,
    httpStatus: 404,
    firstCheck: 'Check the repository name and the rights of the account.',
  },
  BLOB_MISSING: {
    meaning: 'The manifest names a layer or configuration that the registry no longer holds.',
    retryable: false,
    httpStatus: 502,
    firstCheck: 'Push the image again: garbage collection has probably removed the blob.',
  },
  DIGEST_MISMATCH: {
    meaning: 'The content received does not have the digest it was asked for.',
    retryable: true,
    httpStatus: 502,
    firstCheck: 'Check the storage of the registry and any caching proxy before it.',
  },
  DIFF_ID_MISMATCH: {
    meaning: 'A layer, uncompressed, does not have the digest the image configuration names.',
    retryable: false,
    httpStatus: 502,
    firstCheck: 'Rebuild and push the image: its configuration and layers do not belong together.',
  },
  MANIFEST_UNSUPPORTED: {
    meaning: 'The manifest is of a type that is no longer supported, such as Docker schema 1.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Push the image again with a current tool.',
  },
  MANIFEST_INVALID: {
    meaning: 'The manifest or the image configuration does not follow its format.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Build and push the image again with a current tool.',
  },
  MANIFEST_TOO_LARGE: {
    meaning: 'The manifest is larger than the limit of 4 MiB.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Check how the image was made.',
  },
  LAYER_UNSUPPORTED: {
    meaning: 'A layer is of a type or compression that cannot be read.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Build the image with gzip, zstd or uncompressed layers.',
  },
  LAYER_INVALID: {
    meaning: 'A layer is not a readable archive.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Push the image again.',
  },
  FOREIGN_LAYER_SKIPPED: {
    meaning: 'A layer lives outside the registry and is not fetched.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Nothing to do, unless the layer holds packages you want indexed.',
  },
  COMPRESSED_BYTES_LIMIT: {
    meaning: 'A layer holds more compressed bytes than the limit.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Check the size of the image.',
  },
  UNCOMPRESSED_BYTES_LIMIT: {
    meaning: 'A layer unpacks to more bytes than the limit.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Check the layer for an archive made to exhaust its readers.',
  },
  COMPRESSION_RATIO_LIMIT: {
    meaning: 'A layer unpacks to far more than its compressed size can explain.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Check the layer for an archive made to exhaust its readers.',
  },
  ENTRY_LIMIT: {
    meaning: 'A layer holds more files than the limit.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Check the layer for generated files.',
  },
  PATH_LENGTH_LIMIT: {
    meaning: 'A path in a layer is longer than the limit.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Check how the layer was made.',
  },
  FILE_BYTES_LIMIT: {
    meaning: 'A file that describes packages is larger than the limit.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Check the file named in the details.',
  },
  NESTING_LIMIT: {
    meaning: 'Archives or indexes are nested deeper than the limit.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Check how the image was made.',
  },
  LAYER_COUNT_LIMIT: {
    meaning: 'The image has more layers, or the index more members, than the limit.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Check how the image was made.',
  },
  TIME_LIMIT: {
    meaning: 'The work took longer than its budget.',
    retryable: true,
    httpStatus: 504,
    firstCheck: 'Check the speed of the connection to the registry.',
  },
  PACKAGE_DATA_INVALID: {
    meaning: 'A file that describes packages could not be read.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Check the file named in the details.',
  },
} as const satisfies Record<string, ErrorRow>;
