// From a job's target to the provider that serves it. A vendor with better ways of its own is a row in the table.
import {
  type Provider,
  providers,
  type RegistryTarget,
} from '@harborguard/shared/protocol/registry-target.ts';
import type { CredentialChain } from '../../identity/create-credential-chain.ts';
import { createRegistryHttp, type HttpDependencies } from '../http/registry-http.ts';
import type { RegistryProvider } from '../registry-provider.ts';
import { GenericProvider, type GenericProviderParts } from './generic-provider.ts';

export interface ProviderDependencies extends HttpDependencies {
  readonly credentials: CredentialChain;
  /** Token services the operator of the sensor allows besides those that belong to the registry: `host` or `host:port`. */
  readonly trustedRealmHosts?: readonly string[];
}

type CreateProvider = (parts: GenericProviderParts) => RegistryProvider;

/** Providers that are absent here are served by the distribution API alone. */
const table: Readonly<Partial<Record<Provider, CreateProvider>>> = {};

export function createProvider(
  target: RegistryTarget,
  dependencies: ProviderDependencies,
): RegistryProvider {
  const provider = providers.find((known) => known === target.provider) ?? 'CUSTOM';
  const { clock, credentials, trustedRealmHosts } = dependencies;
  const log = dependencies.log.child({ registryId: target.registryId });
  const create: CreateProvider = table[provider] ?? ((parts) => new GenericProvider(parts));
  return create({
    provider,
    target,
    http: createRegistryHttp(target, { ...dependencies, log }),
    clock,
    credentials,
    ...(trustedRealmHosts === undefined ? {} : { trustedRealmHosts }),
  });
}
