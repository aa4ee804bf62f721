// A double of Harbor before any registry: its challenge and its two ways in, tokens, projects, robots that see only
// what they were given, and the lists of its API with their rules for pages and names.
import { bearerToken } from './basic-login.ts';
import { answerHarborApi } from './harbor-api.ts';
import { accountOf, type HarborKnobs, type HarborState, seesProject } from './harbor-state.ts';
import { type FrontReply, type FrontRequest, startVendorFront } from './start-vendor-front.ts';

export async function startHarbor(registryUrl: string, knobs: Partial<HarborKnobs> = {}) {
  const state: HarborState = {
    registryUrl,
    accounts: [],
    publicProjects: [],
    proxyProjects: [],
    blocksPulls: false,
    redirectsApiTo: undefined,
    afterPage: undefined,
    tokens: new Map(),
    upstreamFetches: [],
    ...knobs,
  };
  const front = await startVendorFront({
    registryUrl,
    handle: (request) => answer(state, request),
  });
  return { ...front, state };
}

async function answer(state: HarborState, request: FrontRequest): Promise<FrontReply> {
  const { path } = request;
  if (path === '/api/v2.0/ping') return { kind: 'answer', status: 200, body: 'Pong' };
  if (path === '/service/token') return token(state, request);
  if (path.startsWith('/api/v2.0/') && state.redirectsApiTo !== undefined) {
    const headers = { location: `${state.redirectsApiTo}${path}` };
    return { kind: 'answer', status: 307, headers };
  }
  if (path.startsWith('/api/v2.0/')) return await answerHarborApi(state, request);
  if (path.startsWith('/v2/')) return registry(state, request);
  // The web interface answers any other path with its page.
  const headers = { 'content-type': 'text/html' };
  return { kind: 'answer', status: 200, headers, body: '<html></html>' };
}

function token(state: HarborState, request: FrontRequest): FrontReply {
  if (request.query.get('service') !== 'harbor-registry') return { kind: 'answer', status: 400 };
  const account = accountOf(state, request);
  if (account === undefined && request.headers.authorization !== undefined) {
    return { kind: 'answer', status: 401 };
  }
  const value = `harbor-token-${state.tokens.size}`;
  const asked = request.query.getAll('scope');
  const scopes = asked.filter((scope) => seesProject(state, account, projectOfScope(scope)));
  state.tokens.set(value, { account, scopes });
  const issuedAt = '2026-01-01T00:00:00Z';
  // The field that Docker's newer clients look at first is there and empty.
  const body = { token: value, access_token: '', expires_in: 1800, issued_at: issuedAt };
  return { kind: 'answer', status: 200, body };
}

function projectOfScope(scope: string): string {
  return /^repository:([^/]+)\//.exec(scope)?.[1] ?? '';
}

function registry(state: HarborState, request: FrontRequest): FrontReply {
  const { path } = request;
  if (path === '/v2/_catalog') {
    const account = accountOf(state, request);
    return account?.readsCatalog ? { kind: 'registry' } : basicChallenge();
  }
  if (request.headers.authorization === undefined) return bearerChallenge(request);
  const [, repository = '', rest = ''] =
    /^\/v2\/(.+)\/((?:manifests|blobs|tags)\/.+)$/.exec(path) ?? [];
  if (!mayPull(state, request, repository)) return basicChallenge();
  if (state.blocksPulls && rest.startsWith('manifests/')) return policyViolation();
  const project = repository.split('/', 1)[0] ?? '';
  if (state.proxyProjects.includes(project)) state.upstreamFetches.push(path);
  return { kind: 'registry' };
}

/** Takes a password as well as a token of its own. */
function mayPull(state: HarborState, request: FrontRequest, repository: string): boolean {
  const bearer = bearerToken(request);
  if (bearer === undefined) {
    const account = accountOf(state, request);
    const project = repository.split('/', 1)[0] ?? '';
    return account !== undefined && (repository === '' || seesProject(state, account, project));
  }
  const granted = state.tokens.get(bearer);
  if (granted === undefined) return false;
  return repository === '' || granted.scopes.includes(`repository:${repository}:pull`);
}

function bearerChallenge({ origin, path }: FrontRequest): FrontReply {
  const repository = /^\/v2\/(.+)\/(?:manifests|blobs|tags)\//.exec(path)?.[1];
  const scope = repository === undefined ? '' : `,scope="repository:${repository}:pull"`;
  return unauthorized(`Bearer realm="${origin}/service/token",service="harbor-registry"${scope}`);
}

/** What Harbor says to everyone who has shown any credential at all. */
function basicChallenge(): FrontReply {
  return unauthorized('Basic realm="harbor"');
}

function unauthorized(challenge: string): FrontReply {
  const body = { errors: [{ code: 'UNAUTHORIZED', message: 'unauthorized' }] };
  return { kind: 'answer', status: 401, headers: { 'www-authenticate': challenge }, body };
}

function policyViolation(): FrontReply {
  const message = 'current image with 3 vulnerabilities cannot be pulled';
  const body = { errors: [{ code: 'PROJECTPOLICYVIOLATION', message }] };
  return { kind: 'answer', status: 412, body };
}
