// A double of Gitea and Forgejo: several challenges, its token service, its catalog of everybody's packages and its API
// of packages by owner, before a registry.
import { type Account, bearerToken, isLogin } from './basic-login.ts';
import { imagesBehind, repositoriesBehind } from './images-behind.ts';
import {
  type FrontReply,
  type FrontRequest,
  startVendorFront,
  type VendorFront,
} from './start-vendor-front.ts';

export interface GiteaOptions {
  readonly registryUrl: string;
  /** The user name is the account's login as long as no other is given. */
  readonly account: Account;
  readonly login?: string;
  readonly organisations?: readonly string[];
  /** How 401 asks for a login. Absent: Bearer and Basic in one line. */
  readonly challenges?: 'one-line' | 'two-lines' | 'bearer';
  /** Absent: open to accounts, and it holds what everybody published. */
  readonly catalog?: 'open' | 'absent' | 'closed';
  /** What the token may read besides images; absent: all three. */
  readonly scopes?: readonly ('read:user' | 'read:organization' | 'read:package')[];
  /** Items a page whatever is asked for; absent: 50. */
  readonly itemsPerPageMax?: number;
}

const token = 'gitea-session-token';

export function startGitea(options: GiteaOptions): Promise<VendorFront> {
  return startVendorFront({
    registryUrl: options.registryUrl,
    handle: (request) => handle(options, request),
  });
}

function handle(options: GiteaOptions, request: FrontRequest): FrontReply | Promise<FrontReply> {
  const { path } = request;
  if (path === '/api/v1/version') return json(200, { version: '12.0.0+gitea-1.24.0' });
  if (path.startsWith('/api/v1/')) return api(options, request);
  if (path === '/v2/token') {
    return isLogin(request, options.account)
      ? json(200, { token })
      : unauthorized(options, request);
  }
  const known = isLogin(request, options.account) || bearerToken(request) === token;
  if (!known) return unauthorized(options, request);
  if (path === '/v2/_catalog') return catalog(options);
  return { kind: 'registry' };
}

function unauthorized({ challenges }: GiteaOptions, { origin }: FrontRequest): FrontReply {
  const bearer = `Bearer realm="${origin}/v2/token",service="container_registry",scope="*"`;
  const basic = 'Basic realm="Gitea Container Registry"';
  const lines = {
    'one-line': [`${bearer},${basic}`],
    'two-lines': [bearer, basic],
    bearer: [bearer],
  }[challenges ?? 'one-line'];
  const body = { errors: [{ code: 'UNAUTHORIZED', message: '' }] };
  return { kind: 'answer', status: 401, headers: { 'www-authenticate': lines }, body };
}

async function catalog(options: GiteaOptions): Promise<FrontReply> {
  if (options.catalog === 'absent') return { kind: 'answer', status: 404, body: 'Not found.\n' };
  if (options.catalog === 'closed') return json(403, { errors: [{ code: 'DENIED' }] });
  return json(200, { repositories: await repositoriesBehind(options.registryUrl) });
}

function api(options: GiteaOptions, request: FrontRequest): FrontReply | Promise<FrontReply> {
  if (!isLogin(request, options.account)) {
    return json(401, { message: 'token is required', url: '' });
  }
  const path = request.path.slice('/api/v1'.length);
  const { login = options.account.username, organisations = [] } = options;
  if (path === '/user') return scoped(options, 'read:user', { id: 1, login });
  if (path === '/user/orgs') {
    const all = organisations.map((name) => ({ id: 2, name, username: name }));
    return scoped(options, 'read:organization', pageOf(options, request, all));
  }
  const owner = /^\/packages\/([^/]+)$/.exec(path)?.[1];
  if (owner === undefined) return json(404, { message: 'not found' });
  return packages(options, request, owner);
}

async function packages(
  options: GiteaOptions,
  request: FrontRequest,
  owner: string,
): Promise<FrontReply> {
  const prefix = `${owner.toLowerCase()}/`;
  const images = await imagesBehind(options.registryUrl);
  const own = images.filter(({ repository }) => repository.startsWith(prefix));
  if (own.length === 0) return json(404, { message: 'user redirect does not exist' });
  // The manifest itself is a version too, and packages of other kinds are left out by the server.
  const all = own.flatMap(({ repository, tag, digest }) =>
    [tag, digest].map((version) => ({
      ...{ id: 3, type: 'container', name: repository.slice(prefix.length), version },
      owner: { login: owner },
    })),
  );
  return scoped(options, 'read:package', pageOf(options, request, all));
}

function pageOf<Item>(
  { itemsPerPageMax = 50 }: GiteaOptions,
  { query }: FrontRequest,
  all: readonly Item[],
): readonly Item[] {
  const size = Math.min(Number(query.get('limit') ?? 30), itemsPerPageMax);
  const start = (Number(query.get('page') ?? 1) - 1) * size;
  return all.slice(start, start + size);
}

function scoped(
  { scopes = ['read:user', 'read:organization', 'read:package'] }: GiteaOptions,
  needed: 'read:user' | 'read:organization' | 'read:package',
  body: unknown,
): FrontReply {
  if (scopes.includes(needed)) return json(200, body);
  return json(403, {
    message: `token does not have at least one of required scope(s): [${needed}]`,
  });
}

function json(status: number, body: unknown): FrontReply {
  return { kind: 'answer', status, body };
}
