// What the configuration says of single sign-on, as the services of people want it.
import type { Clock } from '@harborguard/shared/ports.ts';
import { proxyFor } from '@harborguard/shared/registry/proxy-for.ts';
import type { ControlPlaneConfig } from './config.ts';
import type { ExternalSignInSettings } from './domain/people/external-sign-in.ts';
import { createOpenIdProvider } from './outbound/openid-provider.ts';

/** Where the provider sends the browser back to. */
const callbackPath = '/api/oidc/callback';

export function singleSignOn(
  { oidc, publicUrl, proxies }: ControlPlaneConfig,
  clock: Clock,
): { readonly externalSignIn?: ExternalSignInSettings } {
  if (oidc === undefined || publicUrl === undefined) return {};
  const provider = createOpenIdProvider(clock, {
    ...oidc,
    redirectUri: `${publicUrl}${callbackPath}`,
    proxyFor: (url) => proxyFor(url, proxies),
  });
  return { externalSignIn: { provider, roleMap: oidc.roleMap } };
}
