// The identity that AWS gives this machine, pod or container (environment, IRSA, EKS Pod Identity, ECS, instance role),
// by the default chain of Amazon's own client; where the registries file names a role, that role taken on with it.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import { type EcrHost, parseEcrHost } from '@harborguard/shared/registry/ecr-host.ts';
import { createAwsRequestHandler } from './aws-request-handler.ts';
import type { CloudSend } from './cloud-send.ts';
import type { CredentialFinding, CredentialSource, CredentialTarget } from './credential-source.ts';
import { ExpiringCache, type Fetched, refusalMs } from './expiring-cache.ts';
import { registrySettings } from './registries-file.ts';

export interface AwsIdentityOptions {
  readonly clock: Clock;
  readonly registriesFile?: string;
  /** To the role service; the metadata services are reached by Amazon's client itself, never through a proxy. */
  readonly send?: CloudSend;
  /** For tests: the double of a registry has no certificate. */
  readonly allowPlainHttp?: boolean;
}

interface Role {
  readonly region: string;
  readonly roleArn?: string;
  readonly externalId?: string;
}

interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Static keys of the environment or a profile are looked at anew this often. */
const staticKeysMs = 15 * 60_000;
/** Of the role service, for a role taken on: the least that AWS allows everybody. */
const roleSeconds = 3600;
/** Where there is no such service packets vanish; one that is there answers within milliseconds. */
const metadataTimeoutMs = 1000;
const metadataRetriesMax = 1;
const sessionName = 'harborguard-sensor';
/** The public registry is served from here alone. */
const publicRegion = 'us-east-1';

export function createAwsIdentitySource(options: AwsIdentityOptions): CredentialSource {
  const cache = new ExpiringCache<CredentialFinding>(options.clock);
  return {
    name: 'aws-identity',
    holder: 'sensor',
    appliesTo: (target) => hostOf(target, options) !== undefined,
    async find(target, { signal }) {
      const host = hostOf(target, options);
      if (host === undefined) return { kind: 'absent', reason: 'not a registry of Amazon' };
      const role = await roleFor(host, target, options.registriesFile);
      return await cache.get(JSON.stringify(role), () => fetchKeys(role, options), { signal });
    },
  };
}

/** The names of Amazon's own registries only, and never in clear: others must not collect these credentials. */
function hostOf(target: CredentialTarget, options: AwsIdentityOptions): EcrHost | undefined {
  if (target.provider !== 'AWS_ECR') return undefined;
  const url = new URL(target.url);
  const guarded = url.protocol === 'https:' || options.allowPlainHttp === true;
  return guarded ? parseEcrHost(url.host) : undefined;
}

async function roleFor(
  host: EcrHost,
  target: CredentialTarget,
  registriesFile: string | undefined,
): Promise<Role> {
  const entry =
    registriesFile === undefined ? undefined : await registrySettings(registriesFile, target.url);
  return { region: host.kind === 'private' ? host.region : publicRegion, ...entry?.aws };
}

async function fetchKeys(
  role: Role,
  { clock, send }: AwsIdentityOptions,
): Promise<Fetched<CredentialFinding>> {
  try {
    const keys = await askAmazon(role, send);
    const expiresAtMs = keys.expiration?.getTime() ?? clock.now() + staticKeysMs;
    return { value: { kind: 'found', credential: asCredential(keys) }, expiresAtMs };
  } catch (error) {
    if (!isNothingThere(error)) throw translated(error, role);
    // Amazon's client does not tell a service that refuses from one that is not there.
    const reason =
      'no keys in the environment or a profile, and none given by the pod, container or machine';
    return { value: { kind: 'absent', reason }, expiresAtMs: clock.now() + refusalMs };
  }
}

async function askAmazon(role: Role, send: CloudSend | undefined): Promise<AwsKeys> {
  const { fromNodeProviderChain, fromTemporaryCredentials } = await import(
    '@aws-sdk/credential-providers'
  );
  const { signal } = new AbortController();
  const requestHandler = send && createAwsRequestHandler(send, signal);
  const clientConfig = {
    region: role.region,
    logger: silent,
    ...(requestHandler === undefined ? {} : { requestHandler }),
  };
  const machine = fromNodeProviderChain({
    clientConfig,
    logger: silent,
    timeout: metadataTimeoutMs,
    maxRetries: metadataRetriesMax,
  });
  if (role.roleArn === undefined) return await machine();
  const takeOn = fromTemporaryCredentials({
    masterCredentials: machine,
    params: {
      RoleArn: role.roleArn,
      RoleSessionName: sessionName,
      DurationSeconds: roleSeconds,
      ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
    },
    clientConfig,
    logger: silent,
  });
  return await takeOn();
}

function asCredential({ accessKeyId, secretAccessKey, sessionToken }: AwsKeys) {
  return {
    kind: 'password',
    username: accessKeyId,
    password: secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
  } as const;
}

/** Amazon's client would write to the console. */
const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Every link of the chain had nothing to offer. A link that was there and failed has an error of another name. */
function isNothingThere(error: unknown): boolean {
  return error instanceof Error && error.name === 'CredentialsProviderError';
}

/** By its name only: the role service quotes what was signed. */
function translated(error: unknown, role: Role): HarborError {
  if (error instanceof HarborError) return error;
  return new HarborError('IDENTITY_REFUSED', {
    details: {
      source: 'aws-identity',
      reason: reasonOf(error),
      region: role.region,
      role: role.roleArn,
    },
  });
}

/** The names of plain errors say nothing; the codes of the system (`ENOENT` for a token file) do. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return error.name === 'Error' ? code : error.name;
}
