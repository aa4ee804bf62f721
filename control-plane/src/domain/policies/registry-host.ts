// The host by which people and policies name a registry.
import { dockerHubHost } from '@harborguard/shared/oci/parse-reference.ts';
import {
  canonicalRegistryUrl,
  dockerHubUrl,
} from '@harborguard/shared/registry/canonical-registry-url.ts';

export function registryHost(url: string): string {
  if (url === dockerHubUrl) return dockerHubHost;
  const parsed = canonicalRegistryUrl(url);
  return parsed.kind === 'invalid' ? url : parsed.host;
}
