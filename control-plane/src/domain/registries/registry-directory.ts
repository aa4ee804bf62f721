// What the job rules ask about a registry: where it is, what to keep of it, who scans it. Never its credential.
import type {
  RegistryFilters,
  RegistryTarget,
} from '@harborguard/shared/protocol/registry-target.ts';
import type { Schedule } from '@harborguard/shared/registry/next-due-at.ts';
import { pullBudgetOf } from '@harborguard/shared/registry/pull-budget.ts';
import type { Stores } from '../unit-of-work.ts';
import type { Registry, ScanMethod } from './registry-store.ts';

export interface DirectoryEntry {
  readonly target: RegistryTarget;
  readonly filters: RegistryFilters;
  readonly schedule: Schedule;
  readonly scanMethod: ScanMethod;
  /** Nobody chose a provider and none was found: it may be asked what it is. */
  readonly isUnidentified: boolean;
}

export interface RegistryDirectory {
  /** Undefined when the registry does not exist or is deleted. */
  target(stores: Stores, registryId: string): Promise<DirectoryEntry | undefined>;
}

/** `allowedAddresses`: what the operator lets cloud mode reach in spite of the guard. */
export function createRegistryDirectory(allowedAddresses: readonly string[]): RegistryDirectory {
  return {
    target: async (stores, registryId) => {
      const registry = await stores.registries.find(registryId);
      return registry === undefined
        ? undefined
        : entryOf(registry, stores.registries.orgId, allowedAddresses);
    },
  };
}

function entryOf(
  registry: Registry,
  orgId: string,
  allowedAddresses: readonly string[],
): DirectoryEntry {
  const isCloud = registry.scanMethod === 'cloud';
  return {
    target: {
      registryId: registry.id,
      url: registry.url,
      provider: registry.provider,
      allowPlainHttp: registry.allowPlainHttp,
      ...(registry.caPem === undefined ? {} : { caPem: registry.caPem }),
      ...(registry.skipTlsVerify ? { skipTlsVerify: true } : {}),
      ...(registry.clientCertificateId === undefined
        ? {}
        : { clientCertificateId: registry.clientCertificateId }),
      pullBudget: pullBudgetOf(registry),
      credentialHolder: credentialHolder(registry.scanMethod, registry.hasCredential),
      guardAddresses: isCloud,
      allowedAddresses: isCloud ? [...allowedAddresses] : [],
      // Only a managed sensor serves more than one organisation.
      ...(isCloud ? { cacheScope: orgId } : {}),
    },
    filters: registry.filters,
    schedule: registry.schedule,
    scanMethod: registry.scanMethod,
    isUnidentified: registry.provider === 'CUSTOM' && !registry.isProviderChosen,
  };
}

export function credentialHolder(
  scanMethod: ScanMethod,
  hasCredential: boolean,
): RegistryTarget['credentialHolder'] {
  if (scanMethod === 'sensor') return 'sensor';
  return hasCredential ? 'control-plane' : 'none';
}
