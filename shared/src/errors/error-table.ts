// The closed table of error codes that the API, logs, docs and the console share. Behaviour (retry, HTTP status,
// what an operator checks first) is looked up here and never decided again at a call site.
// A retired code is never used again with another meaning.

export interface ErrorRow {
  /** What happened, one sentence, no jargon. */
  readonly meaning: string;
  /** Whether the same request may succeed later without anybody changing anything. */
  readonly retryable: boolean;
  /** The status of the API's answer when this code leaves through HTTP. */
  readonly httpStatus: number;
  /** The first thing an operator should look at. */
  readonly firstCheck: string;
}

export const errorTable = {
  // Reaching a registry
  REGISTRY_AUTHENTICATION_FAILED: {
    meaning: 'The registry refused the credentials.',
    retryable: false,
    httpStatus: 502,
    firstCheck:
      'Check the user name and the password or token, and that the token has not expired.',
  },
  REGISTRY_UNAUTHENTICATED: {
    meaning: 'The registry answers, but wants credentials and none are configured.',
    retryable: false,
    httpStatus: 502,
    firstCheck: 'Give this registry credentials, or an identity the sensor can use.',
  },
  IDENTITY_REFUSED: {
    meaning: 'The cloud gives the identity of this machine no credential.',
    retryable: false,
    httpStatus: 502,
    firstCheck:
      'Check the role or service account bound to the sensor, and what that role or account trusts.',
  },
  CREDENTIAL_HELPER_FAILED: {
    meaning: 'A docker credential helper gave no usable answer.',
    retryable: false,
    httpStatus: 502,
    firstCheck:
      'Run docker-credential-<helper> get on the machine of the sensor, as its user, and see what it says.',
  },
  REGISTRY_TIMEOUT: {
    meaning: 'The registry did not answer in time.',
    retryable: true,
    httpStatus: 504,
    firstCheck: 'Check firewalls and proxies between the sensor and the registry.',
  },
  REGISTRY_UNREACHABLE: {
    meaning: 'No connection to the registry could be made, or it broke.',
    retryable: true,
    httpStatus: 502,
    firstCheck: 'Check the host name, the port and that the registry is running.',
  },
  REGISTRY_NAME_UNRESOLVED: {
    meaning: 'The host name of the registry has no address.',
    retryable: true,
    httpStatus: 502,
    firstCheck: 'Check the spelling of the host name and the DNS server the sensor uses.',
  },
  TLS_UNTRUSTED: {
    meaning: 'The certificate of the registry is signed by an authority that is not trusted here.',
    retryable: false,
    httpStatus: 502,
    firstCheck: 'Add the CA certificate of the registry to this connection.',
  },
  TLS_EXPIRED: {
    meaning: 'The certificate of the registry has expired or is not valid yet.',
    retryable: false,
    httpStatus: 502,
    firstCheck: 'Renew the certificate of the registry, and check the clock of the sensor.',
  },
  TLS_NAME_MISMATCH: {
    meaning: 'The certificate of the registry belongs to another host name.',
    retryable: false,
    httpStatus: 502,
    firstCheck: 'Use the host name that stands in the certificate.',
  },
  TLS_CLIENT_CERTIFICATE_REFUSED: {
    meaning: 'The registry wants a client certificate, and was shown none that it takes.',
    retryable: false,
    httpStatus: 502,
    firstCheck:
      'Give this connection a client certificate that the registry trusts and that has not expired.',
  },
  TLS_FAILED: {
    meaning: 'A TLS session with the registry could not be set up.',
    retryable: false,
    httpStatus: 502,
    firstCheck: 'Check whether the port speaks TLS, or allow plain HTTP for this registry.',
  },
  PROXY_UNREACHABLE: {
    meaning: 'The proxy on the way to the registry does not answer.',
    retryable: true,
    httpStatus: 502,
    firstCheck: 'Check HTTPS_PROXY and HTTP_PROXY of the sensor, and that the proxy is running.',
  },
  PROXY_REFUSED: {
    meaning: 'The proxy on the way to the registry refused to connect to it.',
    retryable: false,
    httpStatus: 502,
    firstCheck:
      'Check the login and the rules of the proxy, or name the registry in NO_PROXY of the sensor.',
  },
  PLAIN_HTTP_NOT_ALLOWED: {
    meaning: 'The registry would be reached over plain HTTP, which nobody has allowed.',
    retryable: false,
    httpStatus: 400,
    firstCheck: 'Use an https:// address, or allow plain HTTP for this registry.',
  },
  ADDRESS_REFUSED: {
    meaning:
      'The address is private, loopback, link-local or a metadata service, and cloud mode may not reach it.',
    retryable: false,
    httpStatus: 400,
    firstCheck: 'Connect this registry through a sensor, or let the operator allow the address.',
  },
  NOT_A_REGISTRY: {
    meaning: 'The address answers, but not as a container registry.',
    retryable: false,
    httpStatus: 502,
    firstCheck: 'Check the address and its path prefix: /v2/ must answer below it.',
  },
  REGISTRY_FORBIDDEN: {
    meaning: 'The registry knows the credentials, but they may not do this.',
    retryable: false,
    httpStatus: 502,
    firstCheck: 'Compare the rights of the account with the least rights listed for the provider.',
  },
  REGISTRY_RATE_LIMITED: {
    meaning: 'The registry asks to slow down.',
    retryable: true,
    httpStatus: 503,
    firstCheck: 'Nothing to do: the sensor waits as told. Credentials usually raise the limit.',
  },
  PULL_BUDGET_SPENT: {
    meaning: 'The pulls that may be taken from this registry within an hour are taken.',
    retryable: true,
    httpStatus: 503,
    firstCheck:
      'Nothing to do: scans go on by themselves. Raise pullLimits of the registry if it allows more.',
  },
  REGISTRY_SERVER_ERROR: {
    meaning: 'The registry failed with an error of its own.',
    retryable: true,
    httpStatus: 502,
    firstCheck: 'Look at the logs of the registry.',
  },
  REGISTRY_RESPONSE_INVALID: {
    meaning: 'The registry answered with something that is not what its API promises.',
    retryable: false,
    httpStatus: 502,
    firstCheck: 'Check that no proxy or sign-in page answers in place of the registry.',
  },
  RESPONSE_TOO_LARGE: {
    meaning: 'An answer of the registry is larger than the limit for its kind.',
    retryable: false,
    httpStatus: 502,
    firstCheck: 'Check that the address is a container registry and not another service.',
  },
  REALM_REFUSED: {
    meaning: 'The registry asked to send credentials to an unrelated host.',
    retryable: false,
    httpStatus: 502,
    firstCheck:
      'Check the token service the registry names; it must be on the same domain or allowed by the operator.',
  },
  REDIRECT_REFUSED: {
    meaning: 'The registry redirected to a place that may not be followed.',
    retryable: false,
    httpStatus: 502,
    firstCheck: 'Check the storage redirect settings of the registry.',
  },
  REDIRECT_LIMIT: {
    meaning: 'The registry redirected too many times.',
    retryable: false,
    httpStatus: 502,
    firstCheck: 'Check the proxy in front of the registry for a redirect loop.',
  },

  // Enumerating
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

  // Pulling and indexing
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

  // Jobs, sensors and the link
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

  // Local state
  DATABASE_LOCKED: {
    meaning: 'Another process already uses this data folder.',
    retryable: false,
    httpStatus: 503,
    firstCheck: 'Stop the other process, or give this one a folder of its own.',
  },
  DATABASE_CORRUPT: {
    meaning: 'A database file is damaged and was set aside.',
    retryable: false,
    httpStatus: 503,
    firstCheck: 'Check the disk. The file set aside is named in the log.',
  },
  DATABASE_TOO_NEW: {
    meaning: 'The database was written by a newer version.',
    retryable: false,
    httpStatus: 503,
    firstCheck: 'Run the newer version again, or restore a backup.',
  },
  DATABASE_UNREACHABLE: {
    meaning: 'PostgreSQL does not answer, or the connection to it broke.',
    retryable: true,
    httpStatus: 503,
    firstCheck:
      'Check that it runs, the host and port of HARBORGUARD_DATABASE_URL, and that it has connections left.',
  },
  DATABASE_ACCESS_DENIED: {
    meaning: 'PostgreSQL refused the user, the password or the name of the database.',
    retryable: false,
    httpStatus: 503,
    firstCheck:
      'Check user, password and database in HARBORGUARD_DATABASE_URL, and the pg_hba.conf of the server.',
  },
  DATABASE_TLS_FAILED: {
    meaning: 'No trusted TLS connection to PostgreSQL could be made.',
    retryable: false,
    httpStatus: 503,
    firstCheck:
      'Name its CA with HARBORGUARD_DATABASE_CA_FILE and the host its certificate is for; a server without TLS on a network you trust needs ?sslmode=disable.',
  },
  DATABASE_VERSION_UNSUPPORTED: {
    meaning: 'This PostgreSQL is too old, or the database is not in UTF-8.',
    retryable: false,
    httpStatus: 503,
    firstCheck: 'Use PostgreSQL 14 or later, and a database with ENCODING UTF8.',
  },
  DATABASE_RIGHTS_MISSING: {
    meaning: 'The user of the database may not make or change its tables.',
    retryable: false,
    httpStatus: 503,
    firstCheck:
      'Make it the owner of the database, or grant it CREATE and USAGE on the schema and let it own the tables.',
  },
  DATABASE_NOT_EMBEDDED: {
    meaning: 'The command copies the embedded database, and this installation uses PostgreSQL.',
    retryable: false,
    httpStatus: 400,
    firstCheck: 'Use pg_dump and pg_restore; docs/postgresql.md has the commands.',
  },
  LEADERSHIP_LOST: {
    meaning: 'Another control plane has taken over on the same database.',
    retryable: true,
    httpStatus: 503,
    firstCheck:
      'Nothing to do when this process starts again as the one that waits; otherwise check its connection to PostgreSQL.',
  },
  STANDING_BY: {
    meaning: 'This control plane waits for the one that works on the same database to end.',
    retryable: true,
    httpStatus: 503,
    firstCheck: 'Ask the other one; send traffic only to the one whose /readyz answers 200.',
  },
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

  // Advisories
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
      'Check the URL (HARBORGUARD_ADVISORIES_SOURCE, or --advisories of a scan), the token, the proxy and the way to that host.',
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

  // Signatures
  SIGNATURE_TOO_LARGE: {
    meaning: 'A signed payload is larger than what is kept, so it is listed and not verified.',
    retryable: false,
    httpStatus: 422,
    firstCheck:
      'Sign a smaller statement; provenance and signatures of images are far below 1 MiB.',
  },
  SIGNATURE_MALFORMED: {
    meaning: 'A signature does not have the form of its media type.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Sign the image again with a current cosign.',
  },
  SIGNATURE_UNSUPPORTED: {
    meaning: 'The format of a signature is known by name only, so it is listed and not verified.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Sign the image with cosign as well.',
  },
  SIGNER_INVALID: {
    meaning: 'A verification key or trusted root is not usable.',
    retryable: false,
    httpStatus: 400,
    firstCheck:
      'Give a public key in PEM form (ECDSA, RSA of 2048 bits or more, Ed25519), or a sigstore trusted_root.json.',
  },

  // External scanners
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

  // The HTTP API
  // Telling people
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

export type ErrorCode = keyof typeof errorTable;

export const errorCodes: readonly ErrorCode[] = Object.keys(errorTable) as ErrorCode[];

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(errorTable, value);
}

export function errorRow(code: ErrorCode): ErrorRow {
  return errorTable[code];
}
