// Test Connection: a probe by the sensor that would serve the registry. A stored credential is only ever tried on
// exactly what it was stored for; any other address, CA or transport is tested with what the request itself brings.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Random } from '@harborguard/shared/ports.ts';
import type { ProbeResult } from '@harborguard/shared/protocol/jobs.ts';
import type {
  ClientCertificate,
  Provider,
  RegistryCredential,
} from '@harborguard/shared/protocol/registry-target.ts';
import type { CredentialVault } from '../credentials/credential-vault.ts';
import type { JobService, ProbeOutcome, RegistryForJob } from '../jobs/job-service.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { caCertificates } from './ca-certificates.ts';
import type { CheckedCertificate } from './client-certificate.ts';
import { existingRegistry } from './existing-registry.ts';
import { type RegistryAddress, registryAddress } from './registry-address.ts';
import { credentialHolder, type RegistryDirectory } from './registry-directory.ts';
import { credentialOf } from './registry-input.ts';
import type { Registry, ScanMethod } from './registry-store.ts';
import { clientCertificateOf, refuseUselessTrust } from './registry-trust.ts';

export interface ConnectionQuestion {
  readonly url?: string;
  readonly provider?: Provider;
  readonly scanMethod?: ScanMethod;
  readonly username?: string;
  readonly password?: string;
  readonly sessionToken?: string;
  readonly allowPlainHttp?: boolean;
  readonly caPem?: string;
  readonly skipTlsVerify?: boolean;
  readonly clientCertificate?: ClientCertificate;
}

export interface ConnectionTests {
  /** Of a configuration nobody has stored. Throws what a wrong configuration throws. */
  ofConfiguration(
    orgId: string,
    question: ConnectionQuestion & { readonly url: string },
    signal?: AbortSignal,
  ): Promise<ProbeResult>;
  /** Of a stored registry, with what the question changes. Throws SENSOR_NOT_CONNECTED_YET. */
  ofRegistry(
    orgId: string,
    registryId: string,
    options: { readonly question: ConnectionQuestion; readonly signal?: AbortSignal },
  ): Promise<ProbeResult>;
}

export interface ConnectionTestDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly random: Random;
  readonly vault: Pick<CredentialVault, 'hold'>;
  readonly jobs: Pick<JobService, 'requestProbe'>;
  readonly directory: RegistryDirectory;
  readonly allowedAddresses: readonly string[];
}

/** As long as a person looks at a button; the probe itself has its own limits on the sensor. */
const waitMs = 25_000;

interface Configuration extends RegistryAddress {
  readonly scanMethod: ScanMethod;
  readonly caPem: string | undefined;
  readonly skipTlsVerify: boolean;
  readonly client: CheckedCertificate | undefined;
  readonly credential: RegistryCredential | undefined;
}

export function createConnectionTests(dependencies: ConnectionTestDependencies): ConnectionTests {
  return {
    ofConfiguration: (orgId, question, signal) => {
      const scanMethod = question.scanMethod ?? 'cloud';
      const allowPlainHttp = question.allowPlainHttp ?? false;
      const address = registryAddress(
        { ...question, scanMethod, allowPlainHttp },
        dependencies.allowedAddresses,
      );
      refuseUselessTrust(question, { url: address.url, scanMethod });
      const configuration: Configuration = {
        ...address,
        scanMethod,
        skipTlsVerify: question.skipTlsVerify ?? false,
        client: clientCertificateOf(question),
        caPem: question.caPem === undefined ? undefined : caCertificates(question.caPem),
        credential: credentialOf(question, scanMethod),
      };
      return probeConfiguration(dependencies, orgId, { configuration, signal });
    },
    ofRegistry: (orgId, registryId, options) =>
      probeRegistry(dependencies, { orgId, registryId }, options),
  };
}

async function probeRegistry(
  dependencies: ConnectionTestDependencies,
  { orgId, registryId }: { readonly orgId: string; readonly registryId: string },
  { question, signal }: { readonly question: ConnectionQuestion; readonly signal?: AbortSignal },
): Promise<ProbeResult> {
  const { unitOfWork, directory, jobs, allowedAddresses } = dependencies;
  const stored = await unitOfWork.read(orgId, async (stores) => ({
    registry: await existingRegistry(stores, registryId),
    entry: await directory.target(stores, registryId),
  }));
  const { registry, entry } = stored;
  const configuration = changedConfiguration(registry, question, allowedAddresses);
  if (configuration === undefined && entry !== undefined) {
    const target: RegistryForJob = { ...entry.target, scanMethod: entry.scanMethod };
    const wait = { waitMs, ...(signal === undefined ? {} : { signal }) };
    return resultOf(await jobs.requestProbe(orgId, target, wait), registry.provider);
  }
  if (configuration === undefined || registry.scanMethod === 'sensor') {
    throw new HarborError('CONFLICT', {
      details: { rule: 'a sensor tests what is stored: save the change first' },
    });
  }
  return await probeConfiguration(dependencies, orgId, { configuration, signal });
}

/** Undefined when the question changes nothing, and the stored credential may be used. */
function changedConfiguration(
  registry: Registry,
  question: ConnectionQuestion,
  allowedAddresses: readonly string[],
): Configuration | undefined {
  const provider =
    question.provider ?? (question.url === undefined ? registry.provider : undefined);
  const address = registryAddress(
    {
      url: question.url ?? registry.url,
      ...(provider === undefined ? {} : { provider }),
      allowPlainHttp: question.allowPlainHttp ?? registry.allowPlainHttp,
      scanMethod: registry.scanMethod,
    },
    allowedAddresses,
  );
  const credential = credentialOf(question, registry.scanMethod);
  const caPem = question.caPem === undefined ? registry.caPem : caCertificates(question.caPem);
  refuseUselessTrust(question, { url: address.url, scanMethod: registry.scanMethod });
  const client = clientCertificateOf(question);
  const skipTlsVerify = question.skipTlsVerify ?? registry.skipTlsVerify;
  const isSame =
    credential === undefined &&
    client === undefined &&
    skipTlsVerify === registry.skipTlsVerify &&
    address.url === registry.url &&
    (question.provider ?? registry.provider) === registry.provider &&
    caPem === registry.caPem;
  if (isSame) return undefined;
  const { scanMethod } = registry;
  return { ...address, scanMethod, caPem, skipTlsVerify, client, credential };
}

async function probeConfiguration(
  { random, vault, jobs, allowedAddresses }: ConnectionTestDependencies,
  orgId: string,
  {
    configuration,
    signal,
  }: { readonly configuration: Configuration; readonly signal: AbortSignal | undefined },
): Promise<ProbeResult> {
  const { credential, client, caPem, skipTlsVerify, scanMethod, ...address } = configuration;
  const isCloud = scanMethod === 'cloud';
  const target: RegistryForJob = {
    registryId: random.uuid(),
    ...address,
    ...(caPem === undefined ? {} : { caPem }),
    ...(skipTlsVerify ? { skipTlsVerify } : {}),
    ...(client === undefined ? {} : { clientCertificateId: client.id }),
    credentialHolder: credentialHolder(scanMethod, credential !== undefined),
    guardAddresses: isCloud,
    allowedAddresses: isCloud ? [...allowedAddresses] : [],
    scanMethod,
  };
  const jobId = random.uuid();
  // Held also when there is nothing to hold, so that nobody looks for a row of this registry.
  const held = vault.hold(jobId, {
    credential: credential ?? null,
    ...(client === undefined ? {} : { clientCertificate: client.certificate }),
  });
  try {
    const wait = { waitMs, jobId, ...(signal === undefined ? {} : { signal }) };
    return resultOf(await jobs.requestProbe(orgId, target, wait), address.provider);
  } finally {
    held.release();
  }
}

function resultOf(outcome: ProbeOutcome, provider: Provider): ProbeResult {
  switch (outcome.kind) {
    case 'result':
      return outcome.result;
    case 'no-sensor':
      throw new HarborError('SENSOR_NOT_CONNECTED_YET');
    case 'timed-out':
      return {
        kind: 'probe',
        reachable: false,
        authenticated: false,
        latencyMs: waitMs,
        provider,
        credentialSource: '',
        code: 'TIME_LIMIT',
        details: {},
      };
  }
}
