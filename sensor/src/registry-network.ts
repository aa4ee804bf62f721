// What this sensor's own configuration says about the way to registries: proxies, trusted authorities, and one budget
// for each host, shared by everything the process does.
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import { proxyFor } from '@harborguard/shared/registry/proxy-for.ts';
import type { LocalRegistryTarget } from '@harborguard/shared/registry/registry-tls.ts';
import type { LocalConfig } from './config.ts';
import { withRegistriesFile } from './identity/registries-file.ts';
import type { OnAnswer } from './registry/http/host-budget.ts';
import { HostBudgets } from './registry/http/host-budgets.ts';
import type { NetworkSettings } from './registry/http/host-network.ts';
import { withCertsFolder } from './registry/http/trust/certs-folder.ts';
import { readCaFolder } from './registry/http/trust/read-ca-folder.ts';

export interface RegistryNetwork {
  /** For every registry alike. */
  readonly settings: Required<Omit<NetworkSettings, 'lookup'>> & { readonly budgets: HostBudgets };
  /** A target with what files beside this sensor add to it; read anew, so that a changed file takes effect. */
  complete(target: LocalRegistryTarget): Promise<LocalRegistryTarget>;
}

/** Throws FILE_UNREADABLE when the folder of authorities is not there. */
export function createRegistryNetwork(
  config: LocalConfig,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  onAnswer?: OnAnswer,
): RegistryNetwork {
  const { registriesFile, certsFolder, proxies } = config;
  return {
    settings: {
      caPems: trustedAuthorities(config, log),
      proxyChoice: (url) => proxyFor(url, proxies),
      budgets: new HostBudgets(clock, onAnswer),
    },
    async complete(target) {
      const asked = withoutForeignTrust(target);
      const written =
        registriesFile === undefined ? asked : await withRegistriesFile(asked, registriesFile);
      return certsFolder === undefined ? written : await withCertsFolder(written, certsFolder, log);
    },
  };
}

/** A credential that lies here is sent to whom this sensor trusts; nobody else can say that checking is not needed. */
function withoutForeignTrust(target: LocalRegistryTarget): LocalRegistryTarget {
  if (target.credentialHolder !== 'sensor') return target;
  const { skipTlsVerify: _asked, ...rest } = target;
  return rest;
}

/** Of the folder, for registries and the control plane alike. */
export function trustedAuthorities({ caFolder }: LocalConfig, log: Log): readonly string[] {
  if (caFolder === undefined) return [];
  const { pems, skipped } = readCaFolder(caFolder);
  for (const file of skipped) log.warn('file of the CA folder skipped', { ...file });
  return pems;
}
