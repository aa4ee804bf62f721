// A double of Docker Hub: the registry with its token service and its counting of pulls, and the API of the site with a
// login of its own, at another address. What stands behind keeps the bytes.
import { type Account, bearerToken, isLogin } from './basic-login.ts';
import { type ImageBehind, imagesBehind, pushedAt, repositoriesBehind } from './images-behind.ts';
import { signedToken } from './signed-token.ts';
import { type RegistryAndApi, startRegistryAndApi } from './start-registry-and-api.ts';
import type { FrontReply, FrontRequest } from './start-vendor-front.ts';

export interface DockerHubOptions {
  readonly registryUrl: string;
  readonly account: Account;
  /** What strangers may read; absent: nothing. */
  readonly publicRepositories?: readonly string[];
  /** Entries a page, whatever is asked for; absent: as asked. */
  readonly pageSizeMax?: number;
  /** Whether tags say their digest; absent: all do. */
  readonly knowsDigest?: (tag: string) => boolean;
  /** Whether the API takes the login at all; absent: yes. */
  readonly apiLogin?: boolean;
  /** Pulls that are left; absent: unlimited. */
  readonly pulls?: number;
  /** The first answers of the API are these. */
  readonly trouble?: FrontReply[];
}

export interface DockerHub extends RegistryAndApi {
  /** Manifests that were fetched; asking for their heads is free. */
  readonly pullsSpent: () => number;
  /** All tokens of the API end now. */
  expireTokens(): void;
}

interface State extends DockerHubOptions {
  readonly apiTokens: Set<string>;
  /** Token -> the repository it is for, and whether the account holds it. */
  readonly pullTokens: Map<string, string>;
  serial: number;
  pullsSpent: number;
}

export async function startDockerHub(options: DockerHubOptions): Promise<DockerHub> {
  const state: State = {
    ...options,
    apiTokens: new Set(),
    pullTokens: new Map(),
    serial: 0,
    pullsSpent: 0,
  };
  const fronts = await startRegistryAndApi(options.registryUrl, {
    registry: (request) => answerRegistry(state, request),
    api: (request) => answerApi(state, request),
  });
  return {
    ...fronts,
    pullsSpent: () => state.pullsSpent,
    expireTokens: () => state.apiTokens.clear(),
  };
}

function answerRegistry(state: State, request: FrontRequest): FrontReply {
  const { path } = request;
  if (path === '/token') return pullToken(state, request);
  const repository = /^\/v2\/(.+)\/(?:manifests|blobs|tags)\//.exec(path)?.[1];
  const granted = state.pullTokens.get(bearerToken(request) ?? '');
  if (granted === undefined) return challenge(request, repository);
  if (path === '/v2/') return { kind: 'registry' };
  // There is no catalog here, whoever asks.
  if (repository === undefined || granted !== repository) return challenge(request, repository);
  return path.includes('/manifests/') && request.method === 'GET'
    ? pull(state)
    : { kind: 'registry' };
}

function challenge({ origin, path }: FrontRequest, repository: string | undefined): FrontReply {
  const catalog = path === '/v2/_catalog' ? 'registry:catalog:*' : undefined;
  const scope = repository === undefined ? catalog : `repository:${repository}:pull`;
  const realm = `Bearer realm="${origin}/token",service="registry.docker.io"`;
  return {
    kind: 'answer',
    status: 401,
    headers: {
      'www-authenticate': scope === undefined ? realm : `${realm},scope="${scope}"`,
      'docker-distribution-api-version': 'registry/2.0',
    },
    body: { errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] },
  };
}

function pullToken(state: State, request: FrontRequest): FrontReply {
  const { headers, query } = request;
  const signedIn = isLogin(request, state.account);
  if (headers.authorization !== undefined && !signedIn) {
    return {
      kind: 'answer',
      status: 401,
      body: { details: 'incorrect username or password' },
    };
  }
  const repository = /^repository:(.+):pull$/.exec(query.get('scope') ?? '')?.[1] ?? '';
  const mayRead = signedIn || state.publicRepositories?.includes(repository) === true;
  state.serial += 1;
  const token = signedToken({ jti: `pull-${state.serial}` });
  state.pullTokens.set(token, mayRead ? repository : '');
  const body = { token, access_token: token, expires_in: 300, issued_at: '2026-01-01T00:00:00Z' };
  return { kind: 'answer', status: 200, body };
}

function pull(state: State): FrontReply {
  state.pullsSpent += 1;
  if (state.pulls === undefined || state.pullsSpent <= state.pulls) return { kind: 'registry' };
  const message = 'You have reached your pull rate limit.';
  return {
    kind: 'answer',
    status: 429,
    headers: { 'ratelimit-limit': '100;w=21600', 'ratelimit-remaining': '0;w=21600' },
    body: { errors: [{ code: 'TOOMANYREQUESTS', message }] },
  };
}

function answerApi(state: State, request: FrontRequest): FrontReply | Promise<FrontReply> {
  const trouble = state.trouble?.shift();
  if (trouble !== undefined) return trouble;
  if (request.path === '/v2/auth/token') return login(state, request);
  const token = bearerToken(request);
  if (request.headers.authorization !== undefined && !state.apiTokens.has(token ?? '')) {
    return refused(401, 'unauthorized');
  }
  const mayRead = (repository: string) =>
    token !== undefined || state.publicRepositories?.includes(repository) === true;
  const [, namespace = '', name] =
    /^\/v2\/namespaces\/([^/]+)\/repositories(?:\/([^/]+)\/tags)?$/.exec(request.path) ?? [];
  return name === undefined
    ? repositories(state, request, namespace, mayRead)
    : tags(state, request, `${namespace}/${name}`, mayRead);
}

function login(state: State, { method, body }: FrontRequest): FrontReply {
  const given = JSON.parse(body.toString('utf8')) as { identifier?: string; secret?: string };
  const { username, password } = state.account;
  const known = given.identifier === username && given.secret === password;
  if (method !== 'POST' || !known || state.apiLogin === false) {
    return refused(401, 'Incorrect authentication credentials');
  }
  state.serial += 1;
  const claims = { jti: `api-${state.serial}`, iat: 1_767_225_600, exp: 1_767_226_200 };
  const token = signedToken(claims);
  state.apiTokens.add(token);
  return { kind: 'answer', status: 200, body: { access_token: token } };
}

async function repositories(
  state: State,
  request: FrontRequest,
  namespace: string,
  mayRead: (repository: string) => boolean,
): Promise<FrontReply> {
  const all = await repositoriesBehind(state.registryUrl);
  const own = all.filter((name) => name.startsWith(`${namespace}/`));
  if (own.length === 0) return refused(404, 'object not found');
  const results = own
    .filter(mayRead)
    .map((full) => ({ name: full.slice(namespace.length + 1), namespace }));
  return page(state, request, results);
}

async function tags(
  state: State,
  request: FrontRequest,
  repository: string,
  mayRead: (repository: string) => boolean,
): Promise<FrontReply> {
  const all = await imagesBehind(state.registryUrl);
  const own = all.filter((image) => image.repository === repository);
  if (own.length === 0 || !mayRead(repository)) return refused(404, 'object not found');
  return page(
    state,
    request,
    own.map((image) => tagEntry(state, image)),
  );
}

function tagEntry(state: State, { tag, digest, sizeBytes }: ImageBehind) {
  const known = state.knowsDigest?.(tag) ?? true;
  const images = known ? [{ architecture: 'amd64', os: 'linux', digest }] : [];
  const row = { id: 1, name: tag, full_size: sizeBytes, images, digest: known ? digest : null };
  return { ...row, tag_last_pushed: new Date(pushedAt).toISOString() };
}

function page(state: State, request: FrontRequest, all: readonly unknown[]): FrontReply {
  const { query, origin, path } = request;
  const asked = Number(query.get('page_size') ?? 10);
  const size = Math.min(asked, state.pageSizeMax ?? asked);
  const number = Number(query.get('page') ?? 1);
  const results = all.slice((number - 1) * size, number * size);
  const more = number * size < all.length;
  const next = more ? `${origin}${path}?page=${number + 1}&page_size=${asked}` : null;
  return {
    kind: 'answer',
    status: 200,
    body: { count: all.length, next, previous: null, results },
  };
}

function refused(status: number, message: string): FrontReply {
  return { kind: 'answer', status, body: { message, errinfo: {} } };
}
