// A double of GitLab: the registry on one origin, the token service and the API on another. Bytes lie in any registry
// behind it; its first two path components make the projects.
import { type Account, basicLogin, bearerToken } from './basic-login.ts';
import { answerGitlabApi } from './gitlab-api.ts';
import type { GitlabKnobs, GitlabState } from './gitlab-state.ts';
import { projectPath, seesProject } from './gitlab-state.ts';
import { type FrontReply, type FrontRequest, startVendorFront } from './start-vendor-front.ts';

export async function startGitlab(registryUrl: string, knobs: Partial<GitlabKnobs> = {}) {
  const state: GitlabState = {
    registryUrl,
    accounts: [],
    root: '',
    closedProjects: [],
    closedGroups: [],
    afterPage: undefined,
    deletedRepositories: [],
    tokens: new Map(),
    ...knobs,
  };
  const gitlab = await startVendorFront({
    registryUrl,
    handle: (request) => answerGitlab(state, request),
  });
  const registry = await startVendorFront({
    registryUrl,
    handle: (request) => answerRegistry(state, request, `${gitlab.origin}${state.root}/jwt/auth`),
  });
  const close = async () => {
    await registry.close();
    await gitlab.close();
  };
  return { registry, gitlab, state, close };
}

async function answerGitlab(state: GitlabState, request: FrontRequest): Promise<FrontReply> {
  const path = request.path.startsWith(`${state.root}/`)
    ? request.path.slice(state.root.length)
    : '';
  if (path === '/jwt/auth') return token(state, request);
  if (path.startsWith('/api/v4/')) return await answerGitlabApi(state, request, path);
  const headers = { location: '/users/sign_in' };
  return { kind: 'answer', status: 302, headers };
}

function token(state: GitlabState, request: FrontRequest): FrontReply {
  if (request.query.get('service') !== 'container_registry') return { kind: 'answer', status: 404 };
  const login = basicLogin(request);
  const account = login === undefined ? undefined : accountOf(state, login);
  const allowed = login === undefined || account?.scopes.includes('read_registry');
  // Not 401: a wrong password is forbidden here.
  if (!allowed) return denied();
  const value = `gitlab-token-${state.tokens.size}`;
  const asked = request.query.getAll('scope');
  // What is not allowed is left out without a word.
  const scopes = asked.filter((scope) => {
    if (scope === 'registry:catalog:*') return account?.isAdmin === true;
    const name = /^repository:(.+):pull$/.exec(scope)?.[1];
    return name !== undefined && seesProject(account, projectPath(name));
  });
  state.tokens.set(value, scopes);
  // No expires_in.
  return { kind: 'answer', status: 200, body: { token: value } };
}

function accountOf(state: GitlabState, login: Account) {
  return state.accounts.find(
    ({ username, password }) => username === login.username && password === login.password,
  );
}

function denied(): FrontReply {
  const body = { errors: [{ code: 'DENIED', message: 'access forbidden' }] };
  return { kind: 'answer', status: 403, body };
}

function answerRegistry(state: GitlabState, request: FrontRequest, realm: string): FrontReply {
  const wanted = wantedScope(request.path);
  const bearer = bearerToken(request);
  const granted = bearer === undefined ? undefined : state.tokens.get(bearer);
  const allowed = granted !== undefined && (wanted === undefined || granted.includes(wanted));
  if (allowed) return { kind: 'registry' };
  const scope = wanted === undefined ? '' : `,scope="${wanted}"`;
  const error = granted === undefined ? '' : ',error="insufficient_scope"';
  const challenge = `Bearer realm="${realm}",service="container_registry"${scope}${error}`;
  const body = { errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] };
  return { kind: 'answer', status: 401, headers: { 'www-authenticate': challenge }, body };
}

function wantedScope(path: string): string | undefined {
  if (path === '/v2/_catalog') return 'registry:catalog:*';
  const name = /^\/v2\/(.+)\/(?:manifests|blobs|tags)\//.exec(path)?.[1];
  return name === undefined ? undefined : `repository:${name}:pull`;
}
