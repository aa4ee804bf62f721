// A double of GitHub: its container registry with a token service of few words, and the part of its API that is about
// packages and apps, at another address. What stands behind keeps the bytes.
import { createPublicKey, hash, verify } from 'node:crypto';
import { basicLogin, bearerToken } from './basic-login.ts';
import { imagesBehind, repositoriesBehind } from './images-behind.ts';
import { type RegistryAndApi, startRegistryAndApi } from './start-registry-and-api.ts';
import type { FrontReply, FrontRequest } from './start-vendor-front.ts';

export interface GhcrOptions {
  readonly registryUrl: string;
  /** Token -> the name of the person it belongs to; an empty one for tokens of workflows. */
  readonly tokens: Readonly<Record<string, string>>;
  readonly organisations?: readonly string[];
  /** What strangers may pull; absent: nothing. */
  readonly publicRepositories?: readonly string[];
  /** Packages whose versions are not shown. */
  readonly hidden?: readonly string[];
  readonly app?: GithubAppDouble;
  /** Entries a page, whatever is asked for; absent: as asked. */
  readonly pageSizeMax?: number;
  /** Blobs are redirected here. */
  readonly storage?: string;
  /** The first answers of the API are these. */
  readonly trouble?: FrontReply[];
  /** Digests of manifests without a tag, that every package has besides. */
  readonly untagged?: readonly string[];
}

export interface GithubAppDouble {
  readonly appId: string;
  readonly installationId: string;
  /** PEM. */
  readonly publicKey: string;
  /** Seconds since 1970. */
  readonly nowSeconds: () => number;
  readonly lifetimeSeconds: number;
}

interface State extends GhcrOptions {
  readonly installationTokens: Set<string>;
  /** Token -> the repository it is for. */
  readonly pullTokens: Map<string, string>;
}

export async function startGhcr(options: GhcrOptions): Promise<RegistryAndApi> {
  const state: State = { ...options, installationTokens: new Set(), pullTokens: new Map() };
  return await startRegistryAndApi(options.registryUrl, {
    registry: (request) => answerRegistry(state, request),
    api: async (request) => marked(request, await answerApi(state, request)),
  });
}

/** Every list has a mark, and whoever shows it is told no more than that nothing has changed. */
function marked({ headers }: FrontRequest, reply: FrontReply): FrontReply {
  if (reply.kind !== 'answer' || reply.status !== 200) return reply;
  const etag = `W/"${hash('sha256', JSON.stringify(reply.body))}"`;
  if (headers['if-none-match'] === etag) return { kind: 'answer', status: 304, headers: { etag } };
  return { ...reply, headers: { ...reply.headers, etag } };
}

function isKnownToken(state: State, token: string | undefined): boolean {
  return token !== undefined && (token in state.tokens || state.installationTokens.has(token));
}

function answerRegistry(state: State, request: FrontRequest): FrontReply {
  const { path } = request;
  if (path === '/token') return pullToken(state, request);
  if (path === '/v2/_catalog') return text(404, '404 page not found');
  const repository = /^\/v2\/(.+)\/(?:manifests|blobs|tags)\//.exec(path)?.[1];
  const granted = state.pullTokens.get(bearerToken(request) ?? '');
  const allowed = granted !== undefined && (repository === undefined || granted === repository);
  if (!allowed) return challenge(request, repository);
  const isBlob = path.includes('/blobs/');
  return isBlob && state.storage !== undefined
    ? { kind: 'answer', status: 307, headers: { location: `${state.storage}${path}?sig=signed` } }
    : { kind: 'registry' };
}

/** For `/v2/` the scope is a placeholder, word for word. */
function challenge({ origin }: FrontRequest, repository = 'user/image'): FrontReply {
  const { host } = new URL(origin);
  const value = `Bearer realm="${origin}/token",service="${host}",scope="repository:${repository}:pull"`;
  return { ...unauthorized(), headers: { 'www-authenticate': value } };
}

function unauthorized() {
  const error = { code: 'UNAUTHORIZED', message: 'authentication required' };
  return { kind: 'answer', status: 401, body: { errors: [error] } } as const;
}

/** The user name counts for nothing; a token as a bearer is refused; the reply is the token and no more. */
function pullToken(state: State, request: FrontRequest): FrontReply {
  const repository = /^repository:(.+):pull$/.exec(request.query.get('scope') ?? '')?.[1] ?? '';
  const signedIn = isKnownToken(state, basicLogin(request)?.password);
  if (request.headers.authorization !== undefined && !signedIn) return unauthorized();
  if (!signedIn && !(state.publicRepositories ?? []).includes(repository)) return unauthorized();
  const token = Buffer.from(`pull-${state.pullTokens.size}`).toString('base64');
  state.pullTokens.set(token, repository);
  return { kind: 'answer', status: 200, body: { token } };
}

async function answerApi(state: State, request: FrontRequest): Promise<FrontReply> {
  const trouble = state.trouble?.shift();
  if (trouble !== undefined) return trouble;
  if (request.path.startsWith('/app/')) return installationToken(state, request);
  const token = bearerToken(request);
  if (!isKnownToken(state, token)) return json(401, { message: 'Bad credentials' });
  const login = state.tokens[token ?? ''] ?? '';
  if (request.path === '/user') return self(login);
  const owner = /^\/users\/([^/]+)$/.exec(request.path)?.[1];
  if (owner !== undefined) return await ownerOf(state, owner);
  return await packages(state, request, state.installationTokens.has(token ?? ''));
}

function self(login: string): FrontReply {
  if (login !== '') return json(200, { login, type: 'User' });
  return json(403, { message: 'Resource not accessible by integration' });
}

async function ownerOf(state: State, owner: string): Promise<FrontReply> {
  if (state.organisations?.includes(owner)) return json(200, { type: 'Organization' });
  const people = Object.values(state.tokens).map((name) => name.toLowerCase());
  const owned = (await repositoriesBehind(state.registryUrl)).map((name) => name.split('/')[0]);
  const known = people.includes(owner) || owned.includes(owner);
  return known ? json(200, { type: 'User' }) : json(404, { message: 'Not Found' });
}

async function packages(state: State, request: FrontRequest, isApp: boolean): Promise<FrontReply> {
  const match = /^\/(orgs|users)\/([^/]+)\/packages(?:\/container\/([^/]+)\/versions)?$/.exec(
    request.path,
  );
  const [, kind, owner = '', name] = match ?? [];
  const isOrganisation = state.organisations?.includes(owner) === true;
  if (match === null || isOrganisation !== (kind === 'orgs')) return json(404, {});
  if (name !== undefined) {
    return await versions(state, request, `${owner}/${decodeURIComponent(name)}`);
  }
  if (isApp) return json(400, { message: 'Invalid argument.' });
  if (request.query.get('package_type') !== 'container') return json(400, {});
  const all = await repositoriesBehind(state.registryUrl);
  const own = all.filter((full) => full.startsWith(`${owner}/`));
  const entries = own.map((full) => ({
    name: full.slice(owner.length + 1),
    visibility: 'private',
  }));
  return page(state, request, entries);
}

async function versions(
  state: State,
  request: FrontRequest,
  repository: string,
): Promise<FrontReply> {
  const all = await imagesBehind(state.registryUrl);
  const own = all.filter((image) => image.repository === repository);
  if (own.length === 0 || state.hidden?.includes(repository)) return json(404, {});
  const tags = new Map<string, string[]>((state.untagged ?? []).map((digest) => [digest, []]));
  for (const { digest, tag } of own) tags.set(digest, [...(tags.get(digest) ?? []), tag]);
  const entries = [...tags].map(([digest, names], id) => ({
    id,
    name: digest,
    metadata: { package_type: 'container', container: { tags: names } },
  }));
  return page(state, request, entries);
}

/** The links of lists of an organisation name it by its number. */
function page(state: State, { query, origin }: FrontRequest, all: readonly unknown[]): FrontReply {
  const asked = Math.min(Number(query.get('per_page') ?? 30), 100);
  const size = Math.min(asked, state.pageSizeMax ?? asked);
  const number = Number(query.get('page') ?? 1);
  const next = `<${origin}/organizations/4711/packages?page=${number + 1}>; rel="next"`;
  const headers = number * size < all.length ? { link: next } : {};
  const body = all.slice((number - 1) * size, number * size);
  return { kind: 'answer', status: 200, headers, body };
}

function installationToken(state: State, request: FrontRequest): FrontReply {
  const { app } = state;
  const path = `/app/installations/${app?.installationId}/access_tokens`;
  if (app === undefined || request.method !== 'POST' || request.path !== path) return json(404, {});
  if (!isStatementOf(app, bearerToken(request) ?? '')) {
    return json(401, { message: 'A JSON web token could not be decoded' });
  }
  const token = `ghs_canary${state.installationTokens.size}`;
  state.installationTokens.add(token);
  const expiresAt = new Date((app.nowSeconds() + app.lifetimeSeconds) * 1000).toISOString();
  return json(201, { token, expires_at: expiresAt, permissions: { packages: 'read' } });
}

function isStatementOf(app: GithubAppDouble, statement: string): boolean {
  const [head = '', claims = '', signature = ''] = statement.split('.');
  const key = createPublicKey(app.publicKey);
  const signed = Buffer.from(`${head}.${claims}`);
  if (!verify('sha256', signed, key, Buffer.from(signature, 'base64url'))) return false;
  const { iss, iat, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as {
    iss: string;
    iat: number;
    exp: number;
  };
  const now = app.nowSeconds();
  return iss === app.appId && iat <= now && exp > now && exp - now <= 600;
}

function json(status: number, body: unknown): FrontReply {
  return { kind: 'answer', status, body };
}

function text(status: number, body: string): FrontReply {
  return { kind: 'answer', status, body };
}
