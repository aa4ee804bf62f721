// The control plane's configuration, from environment variables, once and purely. None is needed to try it out.
import { resolve } from 'node:path';
import {
  type Environment,
  type Problem,
  readVariables,
} from '@harborguard/shared/configuration/read-variables.ts';
import { withLowerCaseProxies } from '@harborguard/shared/configuration/with-lower-case-proxies.ts';
import type { LogLevel } from '@harborguard/shared/log-over-logger.ts';
import type { ProxySettings } from '@harborguard/shared/registry/proxy-for.ts';
import {
  heededProblems,
  type TracingConfig,
  tracingOf,
} from '@harborguard/shared/tracing/tracing-variables.ts';
import { controlPlaneVariables } from './control-plane-variables.ts';
import { type DatabaseConfig, databaseOf } from './database-variables.ts';
import { type OidcConfig, oidcOf, oidcProblems } from './oidc-variables.ts';
import { managedSensorVariables } from './outbound/managed-sensor.ts';

/** Where `npm run console:build` leaves it. */
const builtConsoleFolder = resolve(import.meta.dirname, '../console/dist');

export interface AdvisorySettings {
  readonly source: string | undefined;
  readonly ecosystems: readonly string[] | undefined;
  readonly updateMinutes: number;
  readonly caFile: string | undefined;
  readonly token: string | undefined;
  readonly epssSource: string | undefined;
  readonly kevSource: string | undefined;
}

export interface OperationsConfig {
  readonly metricsListen: { readonly host: string; readonly port: number } | undefined;
  /** Per minute; 0 is none. */
  readonly callerRateLimit: number;
  readonly addressRateLimit: number;
  readonly historyDays: number;
}

export interface ControlPlaneConfig {
  readonly operations: OperationsConfig;
  readonly dataFolder: string;
  /** Undefined: the embedded one, in the data folder. */
  readonly database: DatabaseConfig | undefined;
  readonly listen: { readonly host: string; readonly port: number };
  readonly publicUrl: string | undefined;
  readonly allowedAddresses: readonly string[];
  readonly trustedProxies: readonly string[];
  /** For notifications. */
  readonly proxies: ProxySettings;
  readonly logLevel: LogLevel;
  readonly sealKeyFile: string;
  /** 64 hexadecimal digits, or the ARN of a key of AWS KMS. */
  readonly keyEncryptionKey: string | undefined;
  readonly previousKeyEncryptionKey: string | undefined;
  readonly advisoriesFile: string;
  readonly consoleFolder: string;
  readonly advisories: AdvisorySettings;
  readonly managedSensor: boolean;
  readonly shrinkPercent: number;
  readonly exceptionDaysMax: number;
  readonly bootstrapKey: string | undefined;
  /** Undefined: no single sign-on. */
  readonly oidc: OidcConfig | undefined;
  readonly localAccounts: boolean;
  readonly systemSensorKey: string | undefined;
  /** Undefined: no traces. */
  readonly tracing: TracingConfig | undefined;
}

export interface ConfigReading {
  /** Usable only when there are no problems. */
  readonly config: ControlPlaneConfig;
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

export function parseConfig(
  environment: Environment,
  readFile: (path: string) => string | undefined,
): ConfigReading {
  const { values, problems, warnings } = readVariables(
    controlPlaneVariables,
    withLowerCaseProxies(environment),
    readFile,
  );
  const dataFolder = resolve(values.dataFolder ?? './data');
  const config: ControlPlaneConfig = {
    operations: {
      metricsListen: values.metricsListen,
      callerRateLimit: values.callerRateLimit ?? 1200,
      addressRateLimit: values.addressRateLimit ?? 300,
      historyDays: values.historyDays ?? 30,
    },
    dataFolder,
    database: databaseOf(values),
    listen: values.listen ?? { host: '127.0.0.1', port: 8080 },
    publicUrl: values.publicUrl,
    allowedAddresses: values.allowedAddresses ?? [],
    trustedProxies: values.trustedProxies ?? [],
    proxies: {
      httpProxy: values.httpProxy,
      httpsProxy: values.httpsProxy,
      noProxy: values.noProxy ?? [],
    },
    logLevel: values.logLevel ?? 'info',
    keyEncryptionKey: values.keyEncryptionKey,
    previousKeyEncryptionKey: values.previousKeyEncryptionKey,
    sealKeyFile: resolve(values.sealKeyFile ?? `${dataFolder}/seal.key`),
    advisoriesFile: resolve(values.advisoriesFile ?? `${dataFolder}/advisories.sqlite`),
    consoleFolder: resolve(values.consoleFolder ?? builtConsoleFolder),
    advisories: {
      source: values.advisoriesSource,
      ecosystems: values.advisoriesEcosystems,
      updateMinutes: values.advisoriesUpdateMinutes ?? 60,
      caFile: values.advisoriesCaFile,
      token: values.advisoriesToken,
      epssSource: values.epssSource,
      kevSource: values.kevSource,
    },
    managedSensor: values.managedSensor ?? true,
    shrinkPercent: values.shrinkPercent ?? 50,
    exceptionDaysMax: values.exceptionDaysMax ?? 365,
    bootstrapKey: values.bootstrapKey,
    oidc: oidcOf(values),
    localAccounts: values.localAccounts ?? true,
    systemSensorKey: values.systemSensorKey,
    tracing: tracingOf(values),
  };
  return {
    config: Object.freeze(config),
    problems: [
      ...heededProblems(problems, environment),
      ...contradictions(values),
      ...oidcProblems(values, values.publicUrl),
    ],
    warnings: warnings.filter(isAboutUs),
  };
}

function contradictions({
  keyEncryptionKey,
  sealKeyFile,
}: {
  readonly keyEncryptionKey?: string | undefined;
  readonly sealKeyFile?: string | undefined;
}): readonly Problem[] {
  if (keyEncryptionKey === undefined || sealKeyFile === undefined) return [];
  const rule = 'set it or HARBORGUARD_SEAL_KEY_FILE, not both';
  return [{ variable: 'HARBORGUARD_KEY_ENCRYPTION_KEY', rule }];
}

/** Those of the managed sensor are known, only not to us. */
function isAboutUs(warning: string): boolean {
  return !managedSensorVariables.has(warning.split(' ')[0] ?? '');
}
