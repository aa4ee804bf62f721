// The sensor's configuration, from environment variables, once and purely. Two are needed; the rest has defaults.
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import type { ListenAddress } from '@harborguard/shared/configuration/listen-address.ts';
import {
  type PrintedVariable,
  printedVariables,
} from '@harborguard/shared/configuration/print-variables.ts';
import {
  type Environment,
  type Problem,
  readVariables,
} from '@harborguard/shared/configuration/read-variables.ts';
import { withLowerCaseProxies } from '@harborguard/shared/configuration/with-lower-case-proxies.ts';
import type { LogLevel } from '@harborguard/shared/log-over-logger.ts';
import { isWellFormedEnrolment } from '@harborguard/shared/protocol/api-key-text.ts';
import type { ProxySettings } from '@harborguard/shared/registry/proxy-for.ts';
import {
  heededProblems,
  isAboutTracing,
  type TracingConfig,
  tracingOf,
  tracingVariables,
} from '@harborguard/shared/tracing/tracing-variables.ts';
import type { ExternalScannerConfig } from './external/create-external-scans.ts';
import { sensorVariables } from './sensor-variables.ts';

const mebibyte = 1024 * 1024;

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
  /** Undefined: no traces. */
  readonly tracing: TracingConfig | undefined;
  /** Where each variable comes from; secrets only as set or unset. */
  readonly variables: readonly PrintedVariable[];
  readonly logLevel: LogLevel;
}

export interface ConfigReading {
  readonly local: LocalConfig;
  /** Absent when the two variables of the link are missing or wrong. */
  readonly sensor: SensorConfig | undefined;
  /** All that is wrong, at once. Those of the link and of traces do not matter to commands without a link. */
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
  const known = heededProblems(reading.problems, environment);
  const problems = [...known, ...keyProblems(values, known)];
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
    tracing: tracingOf(values),
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
    localProblems: problems.filter(
      (problem) => !linkNames.has(problem.variable) && !isAboutTracing(problem),
    ),
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

/** The sensor's key is nobody else's business, nor is that of its collector. */
function withoutOwn(environment: Environment): Environment {
  const { name: collectorKey } = tracingVariables.otlpHeaders;
  const names = Object.keys(environment).filter(
    (name) => !name.startsWith('HARBORGUARD_') && name !== collectorKey,
  );
  return Object.fromEntries(names.map((name) => [name, environment[name]]));
}
