// The sensor's configuration, from environment variables, once and purely. Two are needed; the rest has defaults.
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import {
  type ListenAddress,
  listenAddress,
} from '@harborguard/shared/configuration/listen-address.ts';
import {
  type PrintedVariable,
  printedVariables,
} from '@harborguard/shared/configuration/print-variables.ts';
import {
  type Environment,
  type Problem,
  type Reading,
  readVariables,
} from '@harborguard/shared/configuration/read-variables.ts';
import {
  flag,
  integer,
  list,
  oneOf,
  text,
  webAddress,
} from '@harborguard/shared/configuration/variable-readers.ts';
import { withLowerCaseProxies } from '@harborguard/shared/configuration/with-lower-case-proxies.ts';
import { type LogLevel, logLevels } from '@harborguard/shared/log-over-logger.ts';
import { isWellFormedEnrolment } from '@harborguard/shared/protocol/api-key-text.ts';
import {
  type ExternalScannerName,
  externalScanners,
} from '@harborguard/shared/protocol/external-report.ts';
import {
  type ProxySettings,
  parseNoProxy,
  parseProxyAddress,
} from '@harborguard/shared/registry/proxy-for.ts';
import type { ExternalScannerConfig } from './external/create-external-scans.ts';

const mebibyte = 1024 * 1024;

function proxyAddress(value: string): Reading<URL> {
  const proxy = parseProxyAddress(value);
  if (proxy !== undefined) return { kind: 'value', value: proxy };
  return { kind: 'problem', rule: 'must be the http:// or https:// address of a proxy' };
}

function scannerNames(value: string): Reading<readonly ExternalScannerName[]> {
  const reading = list(value);
  const names = reading.kind === 'value' ? reading.value : [];
  const known = externalScanners.filter((name) => names.includes(name));
  if (known.length === new Set(names).size) return { kind: 'value', value: known };
  return { kind: 'problem', rule: `must be of ${externalScanners.join(', ')}` };
}

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
} as const;

export interface SensorConfig {
  readonly link: {
    readonly url: string;
    /** Exactly one of the two is there. */
    readonly apiKey: string | undefined;
    readonly enrolmentToken: string | undefined;
    /** Where the key was read from, and is read anew before each try: it may be rotated. */
    readonly apiKeyFile: string | undefined;
    readonly name: string;
    readonly caFile: string | undefined;
    readonly allowPlainHttp: boolean;
  };
  readonly local: LocalConfig;
}

/** What `probe`, `scan` and `doctor` use too, without a control plane. */
export interface LocalConfig {
  readonly stateFolder: string;
  readonly registriesFile: string | undefined;
  readonly dockerConfigFolder: string;
  readonly pullSecretsFolder: string | undefined;
  /** For the credential helpers that docker's configuration names: without what is the sensor's own. */
  readonly helperEnvironment: Environment;
  readonly allowedTokenHosts: readonly string[];
  readonly advisoriesToken: string | undefined;
  readonly cacheFolder: string;
  readonly caFolder: string | undefined;
  readonly certsFolder: string | undefined;
  readonly proxies: ProxySettings;
  readonly parallelScans: number;
  readonly parallelLayers: number;
  readonly layerCacheBytes: number;
  readonly outboxBytes: number;
  readonly external: ExternalScannerConfig;
  readonly metricsListen: ListenAddress | undefined;
  /** Where each variable comes from; secrets only as set or unset. */
  readonly variables: readonly PrintedVariable[];
  readonly logLevel: LogLevel;
}

export interface ConfigReading {
  readonly local: LocalConfig;
  /** Absent when the two variables of the link are missing or wrong. */
  readonly sensor: SensorConfig | undefined;
  /** All that is wrong, at once. Those of the link alone do not matter to commands without one. */
  readonly problems: readonly Problem[];
  readonly localProblems: readonly Problem[];
  readonly warnings: readonly string[];
}

const linkNames = new Set(
  ['HARBORGUARD_URL', 'HARBORGUARD_API_KEY', 'HARBORGUARD_ENROLMENT_TOKEN'].flatMap((name) => [
    name,
    `${name}_FILE`,
  ]),
);

export function parseConfig(
  environment: Environment,
  readFile: (path: string) => string | undefined,
): ConfigReading {
  const reading = readVariables(sensorVariables, withLowerCaseProxies(environment), readFile);
  const { values, warnings } = reading;
  const problems = [...reading.problems, ...keyProblems(values, reading.problems)];
  const stateFolder = values.stateFolder ?? '/var/lib/harborguard';
  const local: LocalConfig = {
    stateFolder,
    registriesFile: values.registriesFile,
    dockerConfigFolder:
      values.dockerConfigFolder ?? environment['DOCKER_CONFIG'] ?? join(homedir(), '.docker'),
    pullSecretsFolder: values.pullSecretsFolder,
    helperEnvironment: withoutOwn(environment),
    allowedTokenHosts: values.allowedRealms ?? [],
    advisoriesToken: values.advisoriesToken,
    cacheFolder:
      values.cacheFolder ??
      join(environment['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'harborguard'),
    caFolder: values.caFolder,
    certsFolder: values.certsFolder,
    proxies: {
      httpProxy: values.httpProxy,
      httpsProxy: values.httpsProxy,
      noProxy: values.noProxy ?? [],
    },
    parallelScans: values.parallelScans ?? 2,
    parallelLayers: values.parallelLayers ?? 2,
    layerCacheBytes: (values.layerCacheMebibytes ?? 512) * mebibyte,
    outboxBytes: (values.outboxMebibytes ?? 2048) * mebibyte,
    external: {
      names: values.externalScanners ?? [],
      programs: { trivy: values.trivyPath ?? 'trivy', grype: values.grypePath ?? 'grype' },
      cacheFolder: values.externalCacheFolder ?? join(stateFolder, 'external-cache'),
      timeoutMs: (values.externalTimeoutSeconds ?? 600) * 1000,
      diskBytesMax: (values.externalDiskMebibytes ?? 4096) * mebibyte,
      searchPath: environment['PATH'] ?? '',
    },
    metricsListen: values.metricsListen,
    variables: printedVariables(Object.values(sensorVariables), withLowerCaseProxies(environment)),
    logLevel: values.logLevel ?? 'info',
  };
  const { url, apiKey, enrolmentToken } = values;
  const link =
    url === undefined || (apiKey ?? enrolmentToken) === undefined
      ? undefined
      : {
          url,
          apiKey,
          enrolmentToken,
          apiKeyFile: environment['HARBORGUARD_API_KEY_FILE']?.trim() || undefined,
          name: values.name ?? hostname(),
          caFile: values.caFile,
          allowPlainHttp: values.allowPlainHttp ?? false,
        };
  return {
    local,
    sensor: link === undefined ? undefined : { link, local },
    problems,
    localProblems: problems.filter((problem) => !linkNames.has(problem.variable)),
    warnings,
  };
}

/** One way in, not two: it would be unclear which of them counts. */
function keyProblems(
  {
    apiKey,
    enrolmentToken,
  }: {
    readonly apiKey: string | undefined;
    readonly enrolmentToken: string | undefined;
  },
  known: readonly Problem[],
): readonly Problem[] {
  const variable = 'HARBORGUARD_API_KEY';
  if (apiKey !== undefined && enrolmentToken !== undefined) {
    return [{ variable, rule: 'must not be set together with HARBORGUARD_ENROLMENT_TOKEN' }];
  }
  if (apiKey !== undefined) return [];
  if (enrolmentToken !== undefined) {
    const rule = 'must be hg_et_ and 48 hexadecimal digits with their checksum';
    const isWhole = isWellFormedEnrolment(enrolmentToken);
    return isWhole ? [] : [{ variable: 'HARBORGUARD_ENROLMENT_TOKEN', rule }];
  }
  const isTold = known.some(
    (problem) => linkNames.has(problem.variable) && problem.variable !== 'HARBORGUARD_URL',
  );
  return isTold ? [] : [{ variable, rule: 'is required, or HARBORGUARD_ENROLMENT_TOKEN' }];
}

/** The sensor's key is nobody else's business. */
function withoutOwn(environment: Environment): Environment {
  const names = Object.keys(environment).filter((name) => !name.startsWith('HARBORGUARD_'));
  return Object.fromEntries(names.map((name) => [name, environment[name]]));
}
