// Which question of the distribution API a request asks. Pure.

export type RouteKind =
  | 'ping'
  | 'token'
  | 'catalog'
  | 'tags'
  | 'manifest'
  | 'blob'
  | 'upload'
  | 'referrers'
  | 'unknown';

export interface RegistryRoute {
  readonly kind: RouteKind;
  readonly repository: string;
  /** Tag, digest or upload id; empty where the route has none. */
  readonly reference: string;
}

const repositoryName =
  /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;

const shapes: readonly (readonly [RouteKind, RegExp])[] = [
  ['upload', /^(.+)\/blobs\/uploads\/([^/]*)$/],
  ['tags', /^(.+)\/tags\/list()$/],
  ['manifest', /^(.+)\/manifests\/([^/]+)$/],
  ['blob', /^(.+)\/blobs\/([^/]+)$/],
  ['referrers', /^(.+)\/referrers\/([^/]+)$/],
];

/** `path` is below the path prefix of the registry, percent-decoded. */
export function registryRoute(path: string): RegistryRoute {
  if (path === '/token') return { kind: 'token', repository: '', reference: '' };
  if (path === '/v2/') return { kind: 'ping', repository: '', reference: '' };
  if (path === '/v2/_catalog') return { kind: 'catalog', repository: '', reference: '' };
  const rest = path.startsWith('/v2/') ? path.slice('/v2/'.length) : '';
  for (const [kind, shape] of shapes) {
    const [, repository = '', reference = ''] = shape.exec(rest) ?? [];
    if (repositoryName.test(repository)) return { kind, repository, reference };
  }
  return { kind: 'unknown', repository: '', reference: '' };
}
