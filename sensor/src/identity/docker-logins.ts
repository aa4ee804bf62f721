// The logins in docker's own form, `{"<address>": {"auth" | "username", "password" | "identitytoken"}}`: which of them is for a
// registry, in all the spellings of an address that tools have written. Which file they stand in is not its business.
import {
  canonicalRegistryUrl,
  type RegistryUrl,
} from '@harborguard/shared/registry/canonical-registry-url.ts';
import type { TokenCredential } from '@harborguard/shared/registry/token-exchange.ts';
import { type Static, Type } from 'typebox';

const text = Type.Optional(Type.String({ maxLength: 65_536 }));

export const DockerLoginSchema = Type.Object({
  auth: text,
  username: text,
  password: text,
  identitytoken: text,
});
export type DockerLogin = Static<typeof DockerLoginSchema>;

export interface MatchingKey {
  readonly key: string;
  /** Higher is more specific: a longer path, and with the same path the host itself before a pattern of hosts. */
  readonly rank: number;
}

/** The keys that the target lies at or below, the most specific first: keys may name a part of a registry. */
export function matchingKeys(
  keys: readonly string[],
  targetUrl: string,
  { hostPatterns = false }: { readonly hostPatterns?: boolean } = {},
): readonly MatchingKey[] {
  const target = placeOf(targetUrl);
  if (target === undefined) return [];
  return keys
    .filter((key) => !desktopKey.test(key) && fitsScheme(key, targetUrl))
    .flatMap((key) => {
      const at = placeOf(key);
      if (at === undefined || !isBelow(target.pathPrefix, at.pathPrefix)) return [];
      const isSameHost = at.host === target.host;
      if (!isSameHost && !(hostPatterns && isHostOf(at.host, target.host))) return [];
      return [{ key, rank: 2 * at.pathPrefix.length + (isSameHost ? 1 : 0) }];
    })
    .sort((a, b) => b.rank - a.rank);
}

export type DockerLoginReading =
  | { readonly kind: 'credential'; readonly credential: TokenCredential }
  | { readonly kind: 'empty' }
  | { readonly kind: 'invalid'; readonly field: string; readonly rule: string };

export function readDockerLogin(login: DockerLogin): DockerLoginReading {
  const { identitytoken, username, password, auth } = login;
  if (identitytoken) return found({ kind: 'identity-token', token: identitytoken });
  if (username && password) return found({ kind: 'password', username, password });
  if (!auth) return { kind: 'empty' };
  const pair = Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '');
  const colon = pair.indexOf(':');
  if (colon < 1) return { kind: 'invalid', field: 'auth', rule: 'is not base64 of user:password' };
  return found({
    kind: 'password',
    username: pair.slice(0, colon),
    password: pair.slice(colon + 1),
  });
}

function found(credential: TokenCredential): DockerLoginReading {
  return { kind: 'credential', credential };
}

/**
 * A login made for https is not given out over http, whatever the control plane asks. Docker writes plain registries
 * without a scheme but with their port, so such a key fits both.
 */
function fitsScheme(key: string, targetUrl: string): boolean {
  if (!targetUrl.startsWith('http:')) return !key.startsWith('http://');
  return key.startsWith('http://') || /^[^/]+:\d+(?:\/|$)/.test(key);
}

/** Docker Desktop keeps tokens of its own beside the entry for Docker Hub. */
const desktopKey = /\/(?:access|refresh)-token$/;

/** Host and path; the scheme is often left out of these keys. All of Docker Hub's names are one. */
function placeOf(address: string): Pick<RegistryUrl, 'host' | 'pathPrefix'> | undefined {
  const canonical = canonicalRegistryUrl(address);
  return canonical.kind === 'invalid' ? undefined : canonical;
}

function isBelow(path: string, above: string): boolean {
  return path === above || path.startsWith(`${above}/`);
}

/** As Kubernetes reads `*` in the host of a pull secret: within one label, the port as it stands. */
function isHostOf(pattern: string, host: string): boolean {
  const [names = '', port] = pattern.split(':');
  const [hostNames = '', hostPort] = host.split(':');
  const labels = hostNames.split('.');
  const wanted = names.split('.');
  if (port !== hostPort || labels.length !== wanted.length) return false;
  return wanted.every((label, index) => isLabelOf(label, labels[index] ?? ''));
}

function isLabelOf(pattern: string, label: string): boolean {
  // One star in a label is what people write; more would make the search long.
  if (pattern.split('*').length > 2) return false;
  const [before = '', after] = pattern.split('*');
  if (after === undefined) return before === label;
  const isLongEnough = label.length >= before.length + after.length;
  return isLongEnough && label.startsWith(before) && label.endsWith(after);
}
