// The environment variables of the control plane: the only list of them. What reads, prints and documents them begins here.
import { isIP } from 'node:net';
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
import { parseNoProxy } from '@harborguard/shared/registry/proxy-for.ts';
import { tracingVariables } from '@harborguard/shared/tracing/tracing-variables.ts';
import { isAllowedAddress } from './allowed-address.ts';
import { databaseVariables } from './database-variables.ts';
import { oidcVariables } from './oidc-variables.ts';
import { isAwsKmsArn } from './outbound/aws-kms-key.ts';

/** As many as a job's target may carry to the sensor. */
const allowedAddressesMax = 100;

export const controlPlaneVariables = {
  dataFolder: {
    name: 'HARBORGUARD_DATA_DIR',
    purpose: 'Where the database, the advisories, the seal key and the managed sensor live.',
    fallback: './data',
    read: text,
  },
  listen: {
    name: 'HARBORGUARD_LISTEN',
    purpose: 'Address and port the API and the sensor link listen on.',
    fallback: '127.0.0.1:8080',
    read: listenAddress,
  },
  publicUrl: {
    name: 'HARBORGUARD_PUBLIC_URL',
    purpose: 'Address under which people and sensors reach the control plane, when it differs.',
    optional: true,
    read: webAddress,
  },
  allowedAddresses: {
    name: 'HARBORGUARD_ALLOWED_ADDRESSES',
    purpose:
      'What cloud mode and notifications may reach although it is private: host:port, address:port or CIDR blocks, comma separated.',
    fallback: '',
    optional: true,
    read: allowedAddresses,
  },
  trustedProxies: {
    name: 'HARBORGUARD_TRUSTED_PROXIES',
    purpose:
      'Proxies before the control plane whose X-Forwarded-For is believed: addresses or CIDR blocks, comma separated.',
    fallback: '',
    optional: true,
    read: trustedProxies,
  },
  httpsProxy: {
    name: 'HTTPS_PROXY',
    purpose: 'Proxy for https:// receivers of notifications. May hold a user and a password.',
    secret: true,
    optional: true,
    read: proxyAddress,
  },
  httpProxy: {
    name: 'HTTP_PROXY',
    purpose: 'Proxy for http:// receivers of notifications.',
    secret: true,
    optional: true,
    read: proxyAddress,
  },
  noProxy: {
    name: 'NO_PROXY',
    purpose:
      'Receivers of notifications reached without a proxy, comma separated: names, addresses, CIDR blocks or *.',
    fallback: '',
    optional: true,
    read: (value: string) => ({ kind: 'value', value: parseNoProxy(value) }) as const,
  },
  logLevel: {
    name: 'HARBORGUARD_LOG_LEVEL',
    purpose: `One of ${logLevels.join(', ')}.`,
    fallback: 'info',
    read: oneOf<LogLevel>(logLevels),
  },
  ...databaseVariables,
  sealKeyFile: {
    name: 'HARBORGUARD_SEAL_KEY_FILE',
    purpose:
      'File with the key that seals stored credentials; seal.key in the data folder when unset, made at first start.',
    optional: true,
    read: text,
  },
  keyEncryptionKey: {
    name: 'HARBORGUARD_KEY_ENCRYPTION_KEY',
    purpose:
      'The key that wraps the keys stored secrets are sealed with, in place of HARBORGUARD_SEAL_KEY_FILE: 32 bytes as 64 hexadecimal digits, or the ARN of a key of AWS KMS.',
    optional: true,
    secret: true,
    read: keyBytes,
  },
  previousKeyEncryptionKey: {
    name: 'HARBORGUARD_KEY_ENCRYPTION_KEY_PREVIOUS',
    purpose:
      'The key before it, from the start with a new key until rewrap-keys has finished. The file may be an old seal key file.',
    optional: true,
    secret: true,
    read: keyBytes,
  },
  advisoriesFile: {
    name: 'HARBORGUARD_ADVISORIES_FILE',
    purpose: 'The imported advisories; advisories.sqlite in the data folder when unset.',
    optional: true,
    read: text,
  },
  consoleFolder: {
    name: 'HARBORGUARD_CONSOLE_DIR',
    purpose: 'The built web console; the one built beside the program when unset.',
    optional: true,
    read: text,
  },
  advisoriesSource: {
    name: 'HARBORGUARD_ADVISORIES_SOURCE',
    purpose:
      'Where advisories come from: the URL of an OSV bucket, of a mirror, of an exported file or of another control plane, or a folder. Without it nothing is updated by itself.',
    optional: true,
    read: text,
  },
  advisoriesEcosystems: {
    name: 'HARBORGUARD_ADVISORIES_ECOSYSTEMS',
    purpose: 'The ecosystems of a bucket to take, comma separated (Debian,npm); all when unset.',
    optional: true,
    read: list,
  },
  advisoriesUpdateMinutes: {
    name: 'HARBORGUARD_ADVISORIES_UPDATE_MINUTES',
    purpose: 'How often the source is asked for news, give or take a tenth.',
    fallback: '60',
    read: integer(5, 10_080),
  },
  advisoriesCaFile: {
    name: 'HARBORGUARD_ADVISORIES_CA_FILE',
    purpose: 'PEM file with CAs to trust besides the system’s, for the source and the feeds.',
    optional: true,
    read: text,
  },
  advisoriesToken: {
    name: 'HARBORGUARD_ADVISORIES_TOKEN',
    purpose: 'A key of the other control plane, when that is the source; sent to its origin only.',
    optional: true,
    secret: true,
    read: text,
  },
  epssSource: {
    name: 'HARBORGUARD_EPSS_SOURCE',
    purpose: 'EPSS scores (CSV, also .gz): a URL, a file, or a folder of them. Off when unset.',
    optional: true,
    read: text,
  },
  kevSource: {
    name: 'HARBORGUARD_KEV_SOURCE',
    purpose:
      'The catalog of known exploited vulnerabilities (JSON): a URL, a file, or a folder that holds it. Off when unset.',
    optional: true,
    read: text,
  },
  managedSensor: {
    name: 'HARBORGUARD_MANAGED_SENSOR',
    purpose:
      'Whether serve runs a sensor of its own for cloud mode; --no-managed-sensor turns it off.',
    fallback: 'true',
    read: flag,
  },
  shrinkPercent: {
    name: 'HARBORGUARD_SHRINK_PERCENT',
    purpose:
      'A sync that would remove more than this share of the tags of a registry removes them only when the next one confirms it.',
    fallback: '50',
    read: integer(1, 100),
  },
  exceptionDaysMax: {
    name: 'HARBORGUARD_EXCEPTION_DAYS_MAX',
    purpose: 'For how many days an exception of a policy may be given at most.',
    fallback: '365',
    read: integer(1, 3650),
  },
  metricsListen: {
    name: 'HARBORGUARD_METRICS_LISTEN',
    purpose:
      'Address and port for Prometheus metrics, for example 127.0.0.1:9464; off when unset. There is no key: keep it inside.',
    optional: true,
    read: listenAddress,
  },
  callerRateLimit: {
    name: 'HARBORGUARD_RATE_LIMIT_PER_MINUTE',
    purpose: 'Requests a key or a session may make in a minute; 0 for no limit.',
    fallback: '1200',
    read: integer(0, 1_000_000),
  },
  addressRateLimit: {
    name: 'HARBORGUARD_ADDRESS_RATE_LIMIT_PER_MINUTE',
    purpose:
      'Requests without a valid key or session that one address may make in a minute; 0 for no limit.',
    fallback: '300',
    read: integer(0, 1_000_000),
  },
  historyDays: {
    name: 'HARBORGUARD_HISTORY_DAYS',
    purpose:
      'How long finished jobs, sync runs, receipts of push events and sent notifications are kept.',
    fallback: '30',
    read: integer(1, 3650),
  },
  ...oidcVariables,
  bootstrapKey: {
    name: 'HARBORGUARD_BOOTSTRAP_KEY',
    purpose:
      'A well-formed key that is an owner from the first start on, for automated installations.',
    optional: true,
    secret: true,
    read: text,
  },
  systemSensorKey: {
    name: 'HARBORGUARD_SYSTEM_SENSOR_KEY',
    purpose:
      'A well-formed key for a sensor that does cloud mode in place of the managed one; another key here replaces it.',
    optional: true,
    secret: true,
    read: text,
  },
  ...tracingVariables,
} as const;

function keyBytes(value: string): Reading<string> {
  const isKey = /^[0-9a-f]{64}$/i.test(value);
  if (isKey) return { kind: 'value', value: value.toLowerCase() };
  if (isAwsKmsArn(value)) return { kind: 'value', value };
  return {
    kind: 'problem',
    rule: 'must be 64 hexadecimal digits (openssl rand -hex 32), or arn:aws:kms:REGION:ACCOUNT:key/ID',
  };
}

function trustedProxies(value: string) {
  const reading = list(value);
  if (reading.kind === 'problem') return reading;
  const isBlock = (item: string): boolean => {
    const [address = '', bits, ...rest] = item.split('/');
    const version = isIP(address);
    if (version === 0 || rest.length > 0) return false;
    return (
      bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
    );
  };
  if (reading.value.length <= allowedAddressesMax && reading.value.every(isBlock)) return reading;
  const rule = `must be at most ${allowedAddressesMax} addresses or CIDR blocks, comma separated`;
  return { kind: 'problem' as const, rule };
}

function allowedAddresses(value: string) {
  const reading = list(value);
  if (reading.kind === 'problem') return reading;
  const isValid = reading.value.every(isAllowedAddress);
  if (isValid && reading.value.length <= allowedAddressesMax) return reading;
  const rule = `must be at most ${allowedAddressesMax} of host:port, address:port or CIDR blocks`;
  return { kind: 'problem' as const, rule };
}
