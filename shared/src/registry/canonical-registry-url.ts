// One spelling for each registry address, whatever a person pasted. It resolves no name and contacts nothing.

/** Longer addresses are mistakes; the column and the frames hold this much. */
const urlLengthMax = 2048;

export interface RegistryUrl {
  readonly kind: 'registry-url';
  /** Scheme, host, port when not the default, path prefix without trailing slash. */
  readonly url: string;
  readonly scheme: 'https' | 'http';
  /** With its port, when that is not the default. */
  readonly host: string;
  /** Empty, or begins with a slash: registries may live below a path. */
  readonly pathPrefix: string;
}

export type CanonicalRegistryUrl =
  | RegistryUrl
  | { readonly kind: 'invalid'; readonly reason: string };

/** Where Docker Hub's API answers; its other names lead to a web site or an index of old. */
export const dockerHubUrl = 'https://registry-1.docker.io';

const dockerHubNames: readonly string[] = [
  'docker.io',
  'www.docker.io',
  'index.docker.io',
  'registry-1.docker.io',
  'registry.hub.docker.com',
  'hub.docker.com',
];

export function canonicalRegistryUrl(input: string): CanonicalRegistryUrl {
  const text = input.trim();
  if (text === '') return invalid('the address is empty');
  if (text.length > urlLengthMax) return invalid('the address is too long');
  if (/[\s\p{Cc}\\]/u.test(text)) return invalid('the address holds a blank or control character');
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  const url = URL.parse(withScheme);
  if (url === null) return invalid('the address is not well formed');
  const reason = problem(url, withScheme);
  return reason === undefined ? canonical(url) : invalid(reason);
}

function problem(url: URL, text: string): string | undefined {
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return 'the scheme is not http or https';
  // The parser drops an empty user name, so the text is asked too.
  const authority = text.slice(text.indexOf('://') + 3).split('/', 1)[0] ?? '';
  if (authority.includes('@')) return 'the address holds a user name; give credentials apart';
  if (text.includes('?') || text.includes('#')) return 'the address holds a query or a fragment';
  if (url.hostname === '') return 'the host is missing';
  if (text.includes('%')) return 'the address holds an escape';
  return undefined;
}

function canonical(url: URL): CanonicalRegistryUrl {
  const bareHost = url.hostname.replace(/\.$/, '');
  const defaultPort = url.port === '' || url.port === '443' || url.port === '80';
  if (defaultPort && dockerHubNames.includes(bareHost)) {
    return registryUrl('https', 'registry-1.docker.io', '');
  }
  const host = url.port === '' ? bareHost : `${bareHost}:${url.port}`;
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  return registryUrl(scheme, host, pathPrefix(url.pathname));
}

/** People paste the address of the API itself; `/v2` is always asked for below the prefix. */
function pathPrefix(pathname: string): string {
  const path = pathname.replace(/\/{2,}/g, '/').replace(/\/$/, '');
  return path.replace(/\/v[12]$/, '');
}

function registryUrl(scheme: 'https' | 'http', host: string, prefix: string): RegistryUrl {
  return {
    kind: 'registry-url',
    url: `${scheme}://${host}${prefix}`,
    scheme,
    host,
    pathPrefix: prefix,
  };
}

function invalid(reason: string): CanonicalRegistryUrl {
  return { kind: 'invalid', reason };
}
