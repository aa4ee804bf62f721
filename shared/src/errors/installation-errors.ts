// What an installation is made of: configuration, files, keys, disks and backups.
import type { ErrorRow } from './error-row.ts';

export const installationErrors = {
  DISK_FULL: {
    meaning: 'The disk that holds the data folder is full.',
    retryable: true,
    httpStatus: 507,
    firstCheck: 'Free disk space or enlarge the volume.',
  },
  CONFIGURATION_INVALID: {
    meaning: 'The configuration has errors.',
    retryable: false,
    httpStatus: 500,
    firstCheck: 'Correct the variables named.',
  },
  FILE_UNREADABLE: {
    meaning: 'A file that was named cannot be read.',
    retryable: false,
    httpStatus: 400,
    firstCheck: 'Check the path and its permissions.',
  },
  SEAL_KEY_WRONG: {
    meaning: 'Stored secrets cannot be opened with the key that is configured.',
    retryable: false,
    httpStatus: 500,
    firstCheck:
      'Restore the key that belongs to this database: HARBORGUARD_KEY_ENCRYPTION_KEY or the seal key file; while keys are re-wrapped, also the key before it as HARBORGUARD_KEY_ENCRYPTION_KEY_PREVIOUS.',
  },
  KEY_SERVICE_REFUSED: {
    meaning: 'The key management service refuses to use the key for this process.',
    retryable: false,
    httpStatus: 500,
    firstCheck:
      'Give the identity of the control plane kms:Encrypt and kms:Decrypt on the key, and check that its credentials are valid.',
  },
  KEY_SERVICE_KEY_UNUSABLE: {
    meaning: 'The key of the key management service is disabled, being deleted, or not there.',
    retryable: false,
    httpStatus: 500,
    firstCheck:
      'Enable the key, or cancel its deletion; check the account and region in HARBORGUARD_KEY_ENCRYPTION_KEY.',
  },
  KEY_SERVICE_UNREACHABLE: {
    meaning: 'The key management service does not answer.',
    retryable: true,
    httpStatus: 503,
    firstCheck:
      'Check the way from the control plane to the service, such as its VPC endpoint, and its status.',
  },
  BACKUP_INVALID: {
    meaning: 'A backup is damaged, incomplete, or no backup.',
    retryable: false,
    httpStatus: 400,
    firstCheck: 'Take another backup; the file and its .manifest.json belong together, unchanged.',
  },
  FILE_UNWRITABLE: {
    meaning: 'A file could not be written.',
    retryable: false,
    httpStatus: 500,
    firstCheck: 'Check the folder, its permissions and the space on the disk.',
  },
} as const satisfies Record<string, ErrorRow>;
