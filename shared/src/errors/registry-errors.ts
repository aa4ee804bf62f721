// Reaching a registry: its address, TLS, proxies, credentials, and how it answers.
import type { ErrorRow } from './error-row.ts';

export const registryErrors = {
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
    firstCheck:
      'Add the CA certificate of the registry to this connection; on the machine of a sensor by caFile in the registries file, HARBORGUARD_CA_DIR or --ca-file.',
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
    meaning: 'The proxy on the way to the registry or receiver does not answer.',
    retryable: true,
    httpStatus: 502,
    firstCheck:
      'Check HTTPS_PROXY and HTTP_PROXY of the sensor, for notifications of the control plane, and that the proxy is running.',
  },
  PROXY_REFUSED: {
    meaning: 'The proxy on the way to the registry or receiver refused to connect to it.',
    retryable: false,
    httpStatus: 502,
    firstCheck:
      'Check the login and the rules of the proxy, or name the host in NO_PROXY of the sensor, for notifications of the control plane.',
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
    firstCheck:
      'Connect this registry through a sensor, or let the operator allow the address by HARBORGUARD_ALLOWED_ADDRESSES.',
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
} as const satisfies Record<string, ErrorRow>;
