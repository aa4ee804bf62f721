// Advisories and their feeds, and the files of rules that are applied to findings.
import type { ErrorRow } from './error-row.ts';

export const advisoryErrors = {
  ADVISORIES_MISSING: {
    meaning: 'No advisories have been imported yet, so nothing can be matched.',
    retryable: true,
    httpStatus: 409,
    firstCheck: 'Import advisories: control-plane advisories import <folder|zip|url>.',
  },
  ADVISORIES_STALE: {
    meaning: 'The advisories are older than 72 hours.',
    retryable: true,
    httpStatus: 409,
    firstCheck: 'Import current advisories.',
  },
  ADVISORIES_INVALID: {
    meaning: 'The source holds no advisories that can be read; the old ones stay in use.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Check that the source has the OSV bucket layout.',
  },
  ADVISORIES_UNREACHABLE: {
    meaning: 'The source of advisories did not answer, or refused; the old ones stay in use.',
    retryable: true,
    httpStatus: 502,
    firstCheck:
      'Check the URL (HARBORGUARD_ADVISORIES_SOURCE, or --advisories of a scan), the token (HARBORGUARD_ADVISORIES_TOKEN), the proxy and the way to that host.',
  },
  ADVISORIES_SHRUNK: {
    meaning:
      'The source holds far fewer advisories than those in use, which is more often a broken source than good news.',
    retryable: false,
    httpStatus: 409,
    firstCheck: 'Look at the source; if it is right, import it with --force.',
  },
  ADVISORIES_NO_SOURCE: {
    meaning: 'Nothing says where advisories come from.',
    retryable: false,
    httpStatus: 409,
    firstCheck: 'Set HARBORGUARD_ADVISORIES_SOURCE to a URL or a folder.',
  },
  ADVISORY_FEED_INVALID: {
    meaning: 'An EPSS or KEV feed could not be read; what it said before stays.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Check that the source is the published file: EPSS as CSV (.gz), KEV as JSON.',
  },
  ADVISORY_FILE_DAMAGED: {
    meaning: 'An exported advisory file is cut short or was altered; it is not used.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Copy the file again, or export it again.',
  },
  ADVISORY_FILE_NEWER: {
    meaning: 'An exported advisory file was written by a later version, in a format unknown here.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Upgrade this program, or export with the version that runs here.',
  },
  ADVISORIES_NOT_BUILT: {
    meaning:
      'A scan on the command line takes a prebuilt advisory file, not the records it is made from.',
    retryable: false,
    httpStatus: 400,
    firstCheck:
      'Build one: control-plane advisories import <folder|zip|url>; it is advisories.sqlite in the data folder.',
  },
  POLICY_FILE_INVALID: {
    meaning: 'The policy file is not one.',
    retryable: false,
    httpStatus: 400,
    firstCheck: 'Look at the place named; GET /api/policies/export shows the form.',
  },
  IGNORE_FILE_INVALID: {
    meaning: 'A line of the ignore file is not understood.',
    retryable: false,
    httpStatus: 400,
    firstCheck:
      'Write one id, or an id and a package, on a line; # begins a comment, until:YYYY-MM-DD an end.',
  },
} as const satisfies Record<string, ErrorRow>;
