// Which product stands behind an address with no telling name, found by asking it as a stranger. It sends no credential,
// tries nothing twice, and stops at the first product that is recognised.
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Provider } from '@harborguard/shared/protocol/registry-target.ts';
import type { RegistryResponse } from '@harborguard/shared/registry/registry-exchange.ts';
import {
  fingerprintBodyBytesMax,
  fingerprintPing,
  fingerprintProbes,
} from '@harborguard/shared/registry/vendor-fingerprint.ts';
import type { RegistryHttp } from './http/registry-http.ts';
import type { WaitOptions } from './registry-provider.ts';

/** Undefined when it may be any registry, or none. `registryUrl` is canonical. */
export async function identifyProvider(
  http: RegistryHttp,
  registryUrl: string,
  options: WaitOptions,
): Promise<Provider | undefined> {
  const ping = await ask(http, `${registryUrl}/v2/`, options);
  // A registry that does not answer at all would only make each further question wait.
  if (ping === undefined) return undefined;
  const known = fingerprintPing(ping);
  if (known !== undefined) return known;
  const { origin } = new URL(registryUrl);
  for (const probe of fingerprintProbes) {
    const response = await ask(http, `${origin}${probe.path}`, options);
    if (response !== undefined && probe.accepts(response)) return probe.provider;
  }
  return undefined;
}

/** Undefined for no answer, one that is too long, and one of another host. */
async function ask(
  http: RegistryHttp,
  url: string,
  { signal }: WaitOptions,
): Promise<RegistryResponse | undefined> {
  try {
    const response = await http.send(
      { method: 'GET', url },
      { signal, attemptsMax: 1, bodyBytesMax: fingerprintBodyBytesMax },
    );
    return new URL(response.url).origin === new URL(url).origin ? response : undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (!isHarborError(error)) throw error;
    return undefined;
  }
}
