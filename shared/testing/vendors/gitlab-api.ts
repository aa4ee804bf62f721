// The REST API of the GitLab double: projects page by page, the image repositories of one, and the job that asks.
import { bearerToken } from './basic-login.ts';
import { type GitlabAccount, type GitlabState, projectPath, seesProject } from './gitlab-state.ts';
import { repositoriesBehind } from './images-behind.ts';
import type { FrontReply, FrontRequest } from './start-vendor-front.ts';

const pageSizeMax = 100;
const pageSizeDefault = 20;

interface Project {
  readonly id: number;
  readonly path: string;
  readonly repositories: readonly string[];
}

export async function answerGitlabApi(
  state: GitlabState,
  request: FrontRequest,
  path: string,
): Promise<FrontReply> {
  const account = accountOf(state, request);
  if (account === undefined) return refused(401, { message: '401 Unauthorized' });
  if (!account.scopes.includes('read_api') && account.kind === 'user') {
    return refused(403, { error: 'insufficient_scope', scope: 'api read_api' });
  }
  const projects = await projectsOf(state);
  const [, id] = /^\/api\/v4\/projects\/([0-9]+)\/registry\/repositories$/.exec(path) ?? [];
  if (id !== undefined) return repositories(state, account, { id, projects, request });
  const [, group] = /^\/api\/v4\/groups\/([0-9]+)\/registry\/repositories$/.exec(path) ?? [];
  if (group !== undefined)
    return groupRepositories(state, account, { id: group, projects, request });
  if (path === '/api/v4/groups' && account.kind === 'user') return listedGroups(account, request);
  if (path === '/api/v4/job' && account.kind === 'job-token') return job(account, projects);
  if (path === '/api/v4/projects') {
    // Routes that do not say so take no job's token.
    if (account.kind === 'job-token') return refused(401, { message: '401 Unauthorized' });
    return listed(projects, account, request);
  }
  return refused(404, { error: '404 Not Found' });
}

function accountOf(state: GitlabState, request: FrontRequest): GitlabAccount | undefined {
  const token = bearerToken(request);
  return state.accounts.find(({ kind, password }) => kind !== 'deploy-token' && password === token);
}

async function projectsOf(state: GitlabState): Promise<readonly Project[]> {
  const byPath = Map.groupBy(await repositoriesBehind(state.registryUrl), projectPath);
  return [...byPath].map(([path, repositories], at) => ({ id: 1000 + 3 * at, path, repositories }));
}

function listed(
  projects: readonly Project[],
  account: GitlabAccount,
  { query, origin, path }: FrontRequest,
): FrontReply {
  const size = Math.min(Number(query.get('per_page') ?? pageSizeDefault), pageSizeMax);
  const after = Number(query.get('id_after') ?? 0);
  const visible = projects.filter(
    (project) => project.id > after && seesProject(account, project.path),
  );
  const shown = visible.slice(0, size);
  const next = new URLSearchParams(query);
  next.set('id_after', String(shown.at(-1)?.id ?? ''));
  const link = { link: `<${origin}${path}?${next.toString()}>; rel="next"` };
  return {
    kind: 'answer',
    status: 200,
    headers: visible.length > size ? link : {},
    // Shown as people write it; the registry knows lowercase only.
    body: shown.map(({ id, path: name }) => ({ id, path_with_namespace: name.toUpperCase() })),
  };
}

function repositories(
  state: GitlabState,
  account: GitlabAccount,
  { id, projects, request }: { id: string; projects: readonly Project[]; request: FrontRequest },
): FrontReply {
  const project = projects.find((one) => String(one.id) === id);
  if (project === undefined || !seesProject(account, project.path)) {
    return refused(404, { message: '404 Project Not Found' });
  }
  if (state.closedProjects.includes(project.path))
    return refused(403, { message: '403 Forbidden' });
  return repositoryRows(state, project.repositories, request);
}

function groupRepositories(
  state: GitlabState,
  account: GitlabAccount,
  { id, projects, request }: { id: string; projects: readonly Project[]; request: FrontRequest },
): FrontReply {
  const group = groupsOf(account).find((one) => String(one.id) === id);
  if (group === undefined) return refused(404, { message: '404 Group Not Found' });
  if (state.closedGroups.includes(group.path)) return refused(403, { message: '403 Forbidden' });
  const within = projects.filter(({ path }) => path.startsWith(`${group.path}/`));
  const open = within.filter(({ path }) => !state.closedProjects.includes(path));
  return repositoryRows(
    state,
    open.flatMap(({ repositories: names }) => names),
    request,
  );
}

function repositoryRows(
  state: GitlabState,
  names: readonly string[],
  { query }: FrontRequest,
): FrontReply {
  const size = Math.min(Number(query.get('per_page') ?? pageSizeDefault), pageSizeMax);
  const page = Number(query.get('page') ?? 1);
  const shown = names.slice((page - 1) * size, page * size);
  const body = shown.map((path, at) => ({
    id: at,
    name: path.split('/').slice(2).join('/'),
    path,
    location: `registry.example.com/${path}`,
    status: state.deletedRepositories.includes(path) ? 'delete_scheduled' : null,
  }));
  queueMicrotask(() => state.afterPage?.());
  return { kind: 'answer', status: 200, headers: { 'x-total': String(names.length) }, body };
}

function groupsOf(account: GitlabAccount) {
  return (account.groups ?? []).map((path, at) => ({ id: 50 + at, path }));
}

function listedGroups(account: GitlabAccount, { query }: FrontRequest): FrontReply {
  const page = Number(query.get('page') ?? 1);
  const size = Math.min(Number(query.get('per_page') ?? pageSizeDefault), pageSizeMax);
  const shown = groupsOf(account).slice((page - 1) * size, page * size);
  // Shown as people write it; the registry knows lowercase only.
  const body = shown.map(({ id, path }) => ({ id, full_path: path.toUpperCase() }));
  return { kind: 'answer', status: 200, body };
}

function job(account: GitlabAccount, projects: readonly Project[]): FrontReply {
  const project = projects.find(({ path }) => seesProject(account, path));
  return { kind: 'answer', status: 200, body: { id: 7, pipeline: { project_id: project?.id } } };
}

function refused(status: number, body: Readonly<Record<string, string>>): FrontReply {
  return { kind: 'answer', status, body };
}
