// How a source of credentials reaches the public services of a cloud (token and role services): as the sensor reaches
// registries, by its proxy and its authorities, but with no registry's trust. Metadata services are not reached this way.
import type {
  RegistryRequest,
  RegistryResponse,
} from '@harborguard/shared/registry/registry-exchange.ts';

export type CloudSend = (
  request: RegistryRequest,
  options: { readonly signal: AbortSignal },
) => Promise<RegistryResponse>;
