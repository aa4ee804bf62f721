// Two fronts before one registry, for vendors whose API has another address than their registry. How each answers is
// the vendor's own.
import {
  type FrontRequest,
  startVendorFront,
  type VendorFront,
  type VendorFrontOptions,
} from './start-vendor-front.ts';

export interface RegistryAndApi {
  readonly registry: VendorFront;
  readonly api: VendorFront;
  /** At either address. */
  readonly requests: () => readonly FrontRequest[];
  close(): Promise<void>;
}

type Handle = VendorFrontOptions['handle'];

export async function startRegistryAndApi(
  registryUrl: string,
  handles: { readonly registry: Handle; readonly api: Handle },
): Promise<RegistryAndApi> {
  const registry = await startVendorFront({ registryUrl, handle: handles.registry });
  const api = await startVendorFront({ registryUrl, handle: handles.api });
  return {
    registry,
    api,
    requests: () => [...registry.requests, ...api.requests],
    close: async () => {
      await registry.close();
      await api.close();
    },
  };
}
