// Azure as a pod or a machine sees it: metadata service, Entra and the registry with its exchange of tokens.
import { startAzureAcr } from '@harborguard/shared/testing/vendors/azure-acr.ts';
import { type EntraOptions, startEntra } from '@harborguard/shared/testing/vendors/entra.ts';
import { type CloudDoubles, type DoublesConfig, startRegistryWithImage } from './cloud-doubles.ts';

export async function startAzureDoubles(config: DoublesConfig): Promise<CloudDoubles> {
  const { trust, clientId = 'system' } = config;
  const { url: registryUrl } = await startRegistryWithImage('shop/web');
  const identity: EntraOptions = {
    identities: [clientId],
    ...(trust === undefined ? {} : { trust: { ...trust, clientId } }),
  };
  const entra = await startEntra(identity);
  let hasRole = true;
  const acr = await startAzureAcr({
    registryUrl,
    hasRole: (token) => hasRole && entra.given.includes(token),
  });
  return {
    names: { 'team.azurecr.io': acr.host, 'login.microsoftonline.com': entra.host },
    machine: entra.host,
    set({ bound, granted }) {
      identity.identities = bound ? [clientId] : [];
      hasRole = granted;
    },
  };
}
