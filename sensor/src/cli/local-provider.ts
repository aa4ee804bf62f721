// A provider for a registry named on the command line, with the credentials this sensor would use for it.
import { readFile } from 'node:fs/promises';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { RegistryTarget } from '@harborguard/shared/protocol/registry-target.ts';
import { canonicalRegistryUrl } from '@harborguard/shared/registry/canonical-registry-url.ts';
import { detectProvider } from '@harborguard/shared/registry/detect-provider.ts';
import type { LocalRegistryTarget } from '@harborguard/shared/registry/registry-tls.ts';
import type { LocalConfig } from '../config.ts';
import { createCredentials } from '../credentials.ts';
import type { CredentialSource } from '../identity/credential-source.ts';
import type { System } from '../lifecycle.ts';
import { createProvider } from '../registry/providers/create-provider.ts';
import type { RegistryProvider } from '../registry/registry-provider.ts';
import { createRegistryNetwork, type RegistryNetwork } from '../registry-network.ts';
import { sensorVersion } from '../sensor-version.ts';
import type { RegistryOptions } from './registry-options.ts';

/** Throws REFERENCE_INVALID, FILE_UNREADABLE or CONFIGURATION_INVALID. */
export async function localProvider(
  address: string,
  options: Omit<RegistryOptions, 'json'>,
  config: LocalConfig,
  system: System,
): Promise<{ readonly provider: RegistryProvider; readonly target: RegistryTarget }> {
  const network = createRegistryNetwork(config, system);
  const target = await localTarget(address, options, network, system);
  const source = await optionSource(options);
  const userAgent = `HarborGuard-Sensor/${sensorVersion}`;
  const credentials = createCredentials(config, {
    cloud: { ...system, ...network.settings, userAgent },
    ...(source === undefined ? {} : { first: source }),
  });
  const provider = createProvider(target, {
    ...system,
    ...network.settings,
    credentials,
    userAgent,
    trustedRealmHosts: config.allowedTokenHosts,
  });
  return { provider, target };
}

async function localTarget(
  address: string,
  options: Omit<RegistryOptions, 'json'>,
  network: RegistryNetwork,
  { random }: System,
): Promise<LocalRegistryTarget> {
  const isBare = !address.includes('://');
  const canonical = canonicalRegistryUrl(
    isBare && options.plainHttp ? `http://${address}` : address,
  );
  if (canonical.kind === 'invalid') {
    throw new HarborError('REFERENCE_INVALID', { details: { reason: canonical.reason } });
  }
  const target: RegistryTarget = {
    registryId: random.uuid(),
    url: canonical.url,
    provider: detectProvider(canonical.host),
    allowPlainHttp: options.plainHttp,
    credentialHolder: 'sensor',
    guardAddresses: false,
    allowedAddresses: [],
    ...(options.caFile === undefined ? {} : { caPem: await textOf(options.caFile) }),
  };
  return await network.complete(target);
}

async function optionSource(
  options: Pick<RegistryOptions, 'username' | 'passwordFile'>,
): Promise<CredentialSource | undefined> {
  const { username, passwordFile } = options;
  if (username === undefined || passwordFile === undefined) return undefined;
  const password = (await textOf(passwordFile)).replace(/\r?\n$/, '');
  return {
    name: 'command-line',
    holder: 'sensor',
    find: () =>
      Promise.resolve({ kind: 'found', credential: { kind: 'password', username, password } }),
  };
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new HarborError('FILE_UNREADABLE', { details: { path }, cause });
  }
}
