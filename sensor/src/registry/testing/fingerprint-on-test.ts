// For tests only: what a double says of itself to a stranger, asked without any credential.
import type { Provider } from '@harborguard/shared/protocol/registry-target.ts';
import type { RegistryResponse } from '@harborguard/shared/registry/registry-exchange.ts';
import { fingerprintProbes } from '@harborguard/shared/registry/vendor-fingerprint.ts';
import { sendHttp } from '@harborguard/shared/testing/send-http.ts';

export async function answerOf(url: string): Promise<RegistryResponse> {
  const { status, headers, body } = await sendHttp(url);
  return { status, headers, body, url };
}

/** The first probe that accepts, as when `/v2/` did not tell. */
export async function providerByPaths(origin: string): Promise<Provider | undefined> {
  for (const probe of fingerprintProbes) {
    if (probe.accepts(await answerOf(`${origin}${probe.path}`))) return probe.provider;
  }
  return undefined;
}
