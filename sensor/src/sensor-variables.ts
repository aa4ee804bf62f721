// The environment variables of the sensor: the only list of them. What reads, prints and documents them begins here.
import { listenAddress } from '@harborguard/shared/configuration/listen-address.ts';
import type { Reading } from '@harborguard/shared/configuration/read-variables.ts';
import {
  flag,
  integer,
  list,
  oneOf,
  proxyAddress,
  text,
  webAddress,
} from '@harborguard/shared/configuration/variable-readers.ts';
import { type LogLevel, logLevels } from '@harborguard/shared/log-over-logger.ts';
import {
  type ExternalScannerName,
  externalScanners,
} from '@harborguard/shared/protocol/external-report.ts';
import { parseNoProxy } from '@harborguard/shared/registry/proxy-for.ts';
import { tracingVariables } from '@harborguard/shared/tracing/tracing-variables.ts';

export const sensorVariables = {
  url: {
    name: 'HARBORGUARD_URL',
    purpose: 'Address of the control plane, for example https://harborguard.example.com.',
    read: webAddress,
  },
  apiKey: {
    name: 'HARBORGUARD_API_KEY',
    purpose:
      'The sensor key, shown once when the registry was connected. Needed unless there is an enrolment token.',
    secret: true,
    optional: true,
    read: text,
  },
  enrolmentToken: {
    name: 'HARBORGUARD_ENROLMENT_TOKEN',
    purpose:
      'An enrolment token (hg_et_…) in place of the key: the sensor makes a key of its own, keeps it in its state folder and replaces it by itself.',
    secret: true,
    optional: true,
    read: text,
  },
  name: {
    name: 'HARBORGUARD_SENSOR_NAME',
    purpose: 'How the console calls this sensor; the host name when unset.',
    optional: true,
    read: text,
  },
  stateFolder: {
    name: 'HARBORGUARD_STATE_DIR',
    purpose: 'Where the sensor keeps its identity, its outbox and its layer cache.',
    fallback: '/var/lib/harborguard',
    read: text,
  },
  caFile: {
    name: 'HARBORGUARD_CA_FILE',
    purpose: 'PEM file of a CA to trust for the control plane besides the system’s.',
    optional: true,
    read: text,
  },
  caFolder: {
    name: 'HARBORGUARD_CA_DIR',
    purpose:
      'Folder of PEM files with CAs to trust besides the system’s, for registries and the control plane; read at start.',
    optional: true,
    read: text,
  },
  certsFolder: {
    name: 'HARBORGUARD_CERTS_DIR',
    purpose:
      'Folder with trust for single registries, a folder for each host as docker (certs.d) and containerd (hosts.toml) have it.',
    optional: true,
    read: text,
  },
  httpsProxy: {
    name: 'HTTPS_PROXY',
    purpose:
      'Proxy for https:// registries and an https:// control plane; https_proxy when unset. May hold a user and a password.',
    secret: true,
    optional: true,
    read: proxyAddress,
  },
  httpProxy: {
    name: 'HTTP_PROXY',
    purpose: 'Proxy for http:// registries and an http:// control plane; http_proxy when unset.',
    secret: true,
    optional: true,
    read: proxyAddress,
  },
  noProxy: {
    name: 'NO_PROXY',
    purpose:
      'Hosts reached without a proxy, comma separated: name (and all below it), .name (only below it), address, CIDR block, each but the block also with :port, or *; no_proxy when unset.',
    fallback: '',
    optional: true,
    read: (value: string) => ({ kind: 'value', value: parseNoProxy(value) }) as const,
  },
  allowPlainHttp: {
    name: 'HARBORGUARD_ALLOW_PLAIN_HTTP',
    purpose: 'Allow an http:// control plane that is not on this machine.',
    fallback: 'false',
    read: flag,
  },
  registriesFile: {
    name: 'HARBORGUARD_REGISTRIES_FILE',
    purpose:
      'JSON file with credentials, CA files, client certificates and opt-ins (allowPlainHttp, skipTlsVerify) for registries.',
    optional: true,
    read: text,
  },
  dockerConfigFolder: {
    name: 'HARBORGUARD_DOCKER_CONFIG',
    purpose:
      'Folder with a docker config.json whose logins and credential helpers are used; DOCKER_CONFIG or ~/.docker when unset.',
    optional: true,
    read: text,
  },
  pullSecretsFolder: {
    name: 'HARBORGUARD_PULL_SECRETS_DIR',
    purpose:
      'Folder with mounted Kubernetes pull secrets, each in a folder of its own or one directly: .dockerconfigjson, config.json or .dockercfg.',
    optional: true,
    read: text,
  },
  advisoriesToken: {
    name: 'HARBORGUARD_ADVISORIES_TOKEN',
    purpose:
      'API key of the control plane that `sensor scan --advisories URL` asks; viewer is enough.',
    secret: true,
    optional: true,
    read: text,
  },
  cacheFolder: {
    name: 'HARBORGUARD_CACHE_DIR',
    purpose:
      'Where `sensor scan` keeps advisories that came from a URL or an exported file; harborguard in XDG_CACHE_HOME or ~/.cache when unset.',
    optional: true,
    read: text,
  },
  allowedRealms: {
    name: 'HARBORGUARD_ALLOWED_TOKEN_HOSTS',
    purpose:
      'Token service hosts, comma separated, that may be sent credentials though on another domain than the registry.',
    fallback: '',
    optional: true,
    read: list,
  },
  parallelScans: {
    name: 'HARBORGUARD_PARALLEL_SCANS',
    purpose: 'Images scanned at once.',
    fallback: '2',
    read: integer(1, 32),
  },
  parallelLayers: {
    name: 'HARBORGUARD_PARALLEL_LAYERS',
    purpose: 'Layers read at once, over all images.',
    fallback: '2',
    read: integer(1, 32),
  },
  layerCacheMebibytes: {
    name: 'HARBORGUARD_LAYER_CACHE_MIB',
    purpose: 'Size of the cache of layers and inventories on disk, in MiB.',
    fallback: '512',
    read: integer(16, 1024 * 1024),
  },
  outboxMebibytes: {
    name: 'HARBORGUARD_OUTBOX_MIB',
    purpose:
      'Size of the outbox on disk, in MiB; results beyond it are given up, oldest first, and counted.',
    fallback: '2048',
    read: integer(16, 1024 * 1024),
  },
  externalScanners: {
    name: 'HARBORGUARD_EXTERNAL_SCANNERS',
    purpose: `Scanners besides our own, comma separated: ${externalScanners.join(', ')}. Off when unset.`,
    fallback: '',
    optional: true,
    read: scannerNames,
  },
  trivyPath: {
    name: 'HARBORGUARD_TRIVY_PATH',
    purpose: 'The program of Trivy, where it is not in PATH.',
    fallback: 'trivy',
    read: text,
  },
  grypePath: {
    name: 'HARBORGUARD_GRYPE_PATH',
    purpose: 'The program of Grype, where it is not in PATH.',
    fallback: 'grype',
    read: text,
  },
  externalCacheFolder: {
    name: 'HARBORGUARD_EXTERNAL_SCANNER_CACHE_DIR',
    purpose:
      'Where external scanners keep their databases, in a folder each; external-cache in the state folder when unset.',
    optional: true,
    read: text,
  },
  externalTimeoutSeconds: {
    name: 'HARBORGUARD_EXTERNAL_SCANNER_TIMEOUT_SECONDS',
    purpose: 'How long an external scanner may take for one image.',
    fallback: '600',
    read: integer(10, 7200),
  },
  externalDiskMebibytes: {
    name: 'HARBORGUARD_EXTERNAL_SCANNER_DISK_MIB',
    purpose:
      'The largest image, compressed, that is written to disk for external scanners, in MiB.',
    fallback: '4096',
    read: integer(16, 1024 * 1024),
  },
  metricsListen: {
    name: 'HARBORGUARD_METRICS_LISTEN',
    purpose:
      'Address and port for Prometheus metrics, for example 127.0.0.1:9464; off when unset. There is no key: keep it inside.',
    optional: true,
    read: listenAddress,
  },
  logLevel: {
    name: 'HARBORGUARD_LOG_LEVEL',
    purpose: `One of ${logLevels.join(', ')}.`,
    fallback: 'info',
    read: oneOf<LogLevel>(logLevels),
  },
  ...tracingVariables,
} as const;

function scannerNames(value: string): Reading<readonly ExternalScannerName[]> {
  const reading = list(value);
  const names = reading.kind === 'value' ? reading.value : [];
  const known = externalScanners.filter((name) => names.includes(name));
  if (known.length === new Set(names).size) return { kind: 'value', value: known };
  return { kind: 'problem', rule: `must be of ${externalScanners.join(', ')}` };
}
