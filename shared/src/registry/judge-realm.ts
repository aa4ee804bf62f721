// Whether a token service that a registry names may receive credentials. A registry's word is untrusted input:
// without this rule a hostile or hijacked registry collects the password by naming a realm of its own.
import { getDomain } from 'tldts';
import type { Provider } from '../protocol/registry-target.ts';
import { detectProvider } from './detect-provider.ts';

export type RealmVerdict =
  | { readonly kind: 'trusted'; readonly realm: string }
  | { readonly kind: 'refused'; readonly realmHost: string; readonly reason: string };

/** Token services that stand on another domain than the registry they serve. */
const knownTokenHosts: Readonly<Partial<Record<Provider, readonly string[]>>> = {
  DOCKER_HUB: ['auth.docker.io'],
  GITLAB: ['gitlab.com'],
};

/** Domains whose subdomains belong to different customers, which the public suffix list does not name. */
const sharedDomains = [
  'azurecr.io',
  'azurecr.us',
  'azurecr.cn',
  'jfrog.io',
  'pkg.dev',
  'docker.com',
];

export interface RealmQuestion {
  /** The canonical address of the registry. */
  readonly registryUrl: string;
  readonly realm: string;
  /** Host names the operator of the sensor has allowed besides. */
  readonly trustedHosts?: readonly string[];
}

export function judgeRealm({ registryUrl, realm, trustedHosts = [] }: RealmQuestion): RealmVerdict {
  const registry = new URL(registryUrl);
  const named = URL.parse(realm);
  if (named === null) return refused('', 'the realm is no address');
  if (named.username !== '' || named.password !== '') {
    return refused(named.host, 'the realm holds a user name');
  }
  const trusted: RealmVerdict = { kind: 'trusted', realm: named.href };
  if (named.origin === registry.origin) return trusted;
  if (named.protocol === 'http:') {
    const alike = registry.protocol === 'http:' && named.hostname === registry.hostname;
    return alike ? trusted : refused(named.host, 'the realm is plain http');
  }
  if (named.protocol !== 'https:') return refused(named.host, 'the realm is not http or https');
  const known = knownTokenHosts[detectProvider(registry.host)] ?? [];
  const related =
    sameSite(registry.hostname, named.hostname) ||
    named.host === azureLoginServer(registry.hostname) ||
    known.includes(named.host) ||
    trustedHosts.includes(named.host);
  return related ? trusted : refused(named.host, 'the realm is on an unrelated host');
}

/** The same host on any port, or the same domain as one can register it. */
function sameSite(registry: string, realm: string): boolean {
  if (registry === realm) return true;
  const domain = getDomain(registry, { allowPrivateDomains: true });
  if (domain === null || sharedDomains.includes(domain)) return false;
  return domain === getDomain(realm, { allowPrivateDomains: true });
}

/** `name.region.geo.azurecr.io` is an endpoint of the registry `name.azurecr.io`, which has the one token service. */
function azureLoginServer(registry: string): string | undefined {
  return registry
    .match(/^([a-z0-9-]+)\.[a-z0-9-]+\.geo(\.azurecr\.(?:io|us|cn))$/)
    ?.slice(1)
    .join('');
}

function refused(realmHost: string, reason: string): RealmVerdict {
  return { kind: 'refused', realmHost, reason };
}
