// A double of Quay before any registry: its token service with narrow scopes, a catalog by opaque pages that shows
// everyone only what was granted, and the REST API that takes nothing but OAuth tokens.
import { bearerToken } from './basic-login.ts';
import { repositoriesBehind } from './images-behind.ts';
import { answerQuayApi } from './quay-api.ts';
import {
  mayRead,
  pageAt,
  pageToken,
  type QuayKnobs,
  type QuayState,
  quayAccountOf,
  quayError,
} from './quay-state.ts';
import { type FrontReply, type FrontRequest, startVendorFront } from './start-vendor-front.ts';

const scopePattern = /^repository:(?:[^/]+\/)?([^/:]+\/[^:]+):(?:(?:push|pull|\*),?)+$/;

export async function startQuay(registryUrl: string, knobs: Partial<QuayKnobs> = {}) {
  const state: QuayState = {
    registryUrl,
    accounts: [],
    publicRepositories: [],
    applications: [],
    pageSize: 100,
    tokens: new Map(),
    ...knobs,
  };
  const front = await startVendorFront({
    registryUrl,
    handle: (request) => answer(state, request),
  });
  return { ...front, state };
}

async function answer(state: QuayState, request: FrontRequest): Promise<FrontReply> {
  const { path } = request;
  if (path === '/v2/auth') return token(state, request);
  if (path === '/v2/_catalog') return await catalog(state, request);
  if (path.startsWith('/v2/')) return registry(state, request);
  if (path.startsWith('/api/v1/')) return await answerQuayApi(state, request);
  if (path === '/health/instance') {
    const services = { auth: true, database: true, registry_gunicorn: true, web_gunicorn: true };
    return { kind: 'answer', status: 200, body: { data: { services }, status_code: 200 } };
  }
  const headers = { 'content-type': 'text/html' };
  return { kind: 'answer', status: 200, headers, body: '<html></html>' };
}

function token(state: QuayState, request: FrontRequest): FrontReply {
  const { query, origin, headers } = request;
  if (query.get('service') !== new URL(origin).host) return quayError(400, 'INVALID_REQUEST');
  const account = quayAccountOf(state, request);
  const asked = query.getAll('scope');
  if (headers.authorization !== undefined && account === undefined) {
    return quayError(401, 'UNAUTHORIZED');
  }
  if (account === undefined && asked.length === 0) return quayError(401, 'UNAUTHORIZED');
  const names = asked.map((scope) => scopePattern.exec(scope)?.[1]);
  // The catalog has no scope here.
  if (names.includes(undefined)) return quayError(400, 'INVALID_REQUEST');
  const repositories = names.filter(
    (name) => name !== undefined && mayRead(state, account, name),
  ) as string[];
  const value = `quay-token-${state.tokens.size}`;
  state.tokens.set(value, { account, repositories });
  return { kind: 'answer', status: 200, body: { token: value } };
}

function registry(state: QuayState, request: FrontRequest): FrontReply {
  const { path, query } = request;
  const repository = /^\/v2\/(.+)\/(?:manifests|blobs|tags)\//.exec(path)?.[1];
  const scope = repository === undefined ? '' : `,scope="repository:${repository}:pull"`;
  const granted = state.tokens.get(bearerToken(request) ?? '');
  // A password is no token, whatever it may open elsewhere.
  const open =
    granted !== undefined &&
    (repository === undefined || granted.repositories.includes(repository));
  if (!open) return quayError(401, 'UNAUTHORIZED', challenge(request, scope));
  if (path.endsWith('/tags/list')) query.set('n', String(clamped(query, 100)));
  return { kind: 'registry' };
}

function challenge({ origin }: FrontRequest, scope = ''): string {
  return `Bearer realm="${origin}/v2/auth",service="${new URL(origin).host}"${scope}`;
}

async function catalog(state: QuayState, request: FrontRequest): Promise<FrontReply> {
  const bearer = bearerToken(request);
  if (request.headers.authorization !== undefined && !state.tokens.has(bearer ?? '')) {
    return quayError(401, 'UNAUTHORIZED', challenge(request));
  }
  const account = state.tokens.get(bearer ?? '')?.account;
  const all = await repositoriesBehind(state.registryUrl);
  // Nobody in particular gets an empty list, not a refusal.
  const seen =
    account === undefined
      ? []
      : all.filter((name) => mayRead({ ...state, publicRepositories: [] }, account, name));
  const { query, origin } = request;
  const size = clamped(query, state.pageSize);
  const start = pageAt(query.get('next_page') ?? query.get('last'));
  const next = new URLSearchParams({ n: String(size), next_page: pageToken(start + size) });
  const link = { link: `<${origin}/v2/_catalog?${next.toString()}>; rel="next"` };
  return {
    kind: 'answer',
    status: 200,
    headers: start + size < seen.length ? link : {},
    body: { repositories: seen.slice(start, start + size) },
  };
}

function clamped(query: URLSearchParams, max: number): number {
  return Math.max(Math.min(Number(query.get('n') ?? max) || 0, max), 1);
}
