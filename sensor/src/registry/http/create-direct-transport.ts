// Requests to the metadata service of the machine itself: never through a proxy, never with a registry's trust, never
// redirected. What identities are asked of is on this machine or one hop from it, and hands out its credentials.
import type { Clock } from '@harborguard/shared/ports.ts';
import type {
  RegistryRequest,
  RegistryResponse,
} from '@harborguard/shared/registry/registry-exchange.ts';
import { createHostNetwork } from './host-network.ts';
import { readBody } from './read-body.ts';
import { defaultTimeouts, type HttpTimeouts, transmit } from './transmit.ts';

export interface DirectTransport {
  /** One attempt; any status is an answer. */
  send(
    request: RegistryRequest,
    options: { readonly signal: AbortSignal },
  ): Promise<RegistryResponse>;
  close(): Promise<void>;
}

export interface DirectDependencies {
  readonly clock: Clock;
  readonly userAgent: string;
  readonly timeouts?: Partial<HttpTimeouts>;
}

/** Where there is no such service, packets vanish: whoever asks must hear so before somebody gives up waiting. */
const metadataTimeouts = { connectMs: 1000, headersMs: 5000, bodyIdleMs: 5000 };
/** A token with its certificate chain stays far below. */
const bodyBytesMax = 256 * 1024;

const anyHost = {
  url: 'http://metadata.invalid',
  allowPlainHttp: true,
  guardAddresses: false,
  allowedAddresses: [],
};

export function createDirectTransport(dependencies: DirectDependencies): DirectTransport {
  const timeouts = { ...defaultTimeouts, ...metadataTimeouts, ...dependencies.timeouts };
  const network = createHostNetwork(anyHost, {}, timeouts.connectMs);
  const { clock, userAgent } = dependencies;
  const wire = { ...network, timeouts, clock, userAgent };
  return {
    async send(request, { signal }) {
      const { status, headers, url, body } = await transmit(wire, request, signal);
      const limit = { limit: bodyBytesMax, code: 'RESPONSE_TOO_LARGE', url } as const;
      return { status, headers, url, body: await readBody(body, limit) };
    },
    close: () => network.dispatcher.destroy(),
  };
}
