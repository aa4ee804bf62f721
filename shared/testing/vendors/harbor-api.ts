// The lists of the Harbor double's API: repositories of all projects, artifacts of one repository, a project.
import { accountOf, type HarborAccount, type HarborState, seesProject } from './harbor-state.ts';
import { imageBehind, pushedAt, repositoriesBehind, tagsBehind } from './images-behind.ts';
import type { FrontReply, FrontRequest } from './start-vendor-front.ts';

const pageSizeMax = 100;

export async function answerHarborApi(
  state: HarborState,
  request: FrontRequest,
): Promise<FrontReply> {
  const account = accountOf(state, request);
  if (account === undefined && request.headers.authorization !== undefined) {
    return refused(401, 'UNAUTHORIZED');
  }
  const path = request.path.slice('/api/v2.0'.length);
  if (path === '/repositories') return await repositories(state, account, request);
  const [, repositoryProject, name] =
    /^\/projects\/([^/]+)\/repositories\/([^/]+)\/artifacts$/.exec(path) ?? [];
  if (repositoryProject !== undefined && name !== undefined) {
    // The router undoes one escape before it looks at the slashes, the handler the other.
    const repository = `${repositoryProject}/${decodeURIComponent(decodeURIComponent(name))}`;
    return await artifacts(state, { account, request, project: repositoryProject, repository });
  }
  const [, project] = /^\/projects\/([^/]+)$/.exec(path) ?? [];
  if (project !== undefined) return projectOf(state, account, project);
  return refused(404, 'NOT_FOUND');
}

async function repositories(
  state: HarborState,
  account: HarborAccount | undefined,
  request: FrontRequest,
): Promise<FrontReply> {
  const all = await repositoriesBehind(state.registryUrl);
  const seen = all.filter((name) => seesProject(state, account, name.split('/', 1)[0] ?? ''));
  const rows = seen.map((name, id) => ({ id, name, project_id: 1, artifact_count: 1 }));
  return paged(state, rows, request);
}

interface ArtifactsQuestion {
  readonly account: HarborAccount | undefined;
  readonly request: FrontRequest;
  readonly project: string;
  readonly repository: string;
}

async function artifacts(
  state: HarborState,
  { account, request, project, repository }: ArtifactsQuestion,
): Promise<FrontReply> {
  const named = request.headers['x-is-resource-name'] === 'true';
  // A project whose name is a number is taken for an id unless the header says otherwise.
  if (/^[0-9]+$/.test(project) && !named) return refused(404, 'NOT_FOUND');
  if (!seesProject(state, account, project)) {
    return account === undefined ? refused(401, 'UNAUTHORIZED') : refused(403, 'FORBIDDEN');
  }
  if (account?.listsArtifacts === false) return refused(403, 'FORBIDDEN');
  const all = await repositoriesBehind(state.registryUrl);
  if (!all.includes(repository)) return refused(404, 'NOT_FOUND');
  return paged(state, await artifactRows(state, repository, request), request);
}

const pushTime = new Date(pushedAt).toISOString();

async function artifactRows(state: HarborState, repository: string, { query }: FrontRequest) {
  const byDigest = new Map<string, { mediaType: string; tags: string[] }>();
  for (const tag of await tagsBehind(state.registryUrl, repository)) {
    const { digest, mediaType } = await imageBehind(state.registryUrl, repository, tag);
    const artifact = byDigest.get(digest) ?? { mediaType, tags: [] };
    artifact.tags.push(tag);
    byDigest.set(digest, artifact);
  }
  const withTags = query.get('with_tag') === 'true';
  const tagged = [...byDigest].map(([digest, { mediaType, tags }]) => ({
    digest,
    type: 'IMAGE',
    manifest_media_type: mediaType,
    size: 1_000_000,
    push_time: pushTime,
    tags: withTags ? tags.map((name) => ({ name, push_time: pushTime, immutable: false })) : null,
    extra_attrs: { architecture: 'amd64', config: { Env: ['PATH=/bin'] } },
  }));
  if (query.get('q') === 'tags=*') return tagged;
  const untagged = { digest: `sha256:${'0'.repeat(64)}`, type: 'IMAGE', size: 1, tags: null };
  return [...tagged, untagged];
}

function projectOf(
  state: HarborState,
  account: HarborAccount | undefined,
  name: string,
): FrontReply {
  if (!seesProject(state, account, name)) return refused(403, 'FORBIDDEN');
  const registryId = state.proxyProjects.includes(name) ? { registry_id: 7 } : {};
  return { kind: 'answer', status: 200, body: { project_id: 1, name, ...registryId } };
}

function paged(
  state: HarborState,
  rows: readonly unknown[],
  { path, query }: FrontRequest,
): FrontReply {
  const size = Number(query.get('page_size') ?? 10);
  const page = Number(query.get('page') ?? 1);
  if (size > pageSizeMax) return refused(422, 'UNPROCESSABLE_ENTITY');
  const shown = rows.slice((page - 1) * size, page * size);
  const link = page * size < rows.length ? nextLink(path, query, page) : {};
  // The next page is read of what the database holds then.
  queueMicrotask(() => state.afterPage?.());
  return {
    kind: 'answer',
    status: 200,
    headers: { 'content-type': 'application/json', 'x-total-count': String(rows.length), ...link },
    body: shown.length === 0 ? 'null' : JSON.stringify(shown),
  };
}

function nextLink(path: string, query: URLSearchParams, page: number) {
  const next = new URLSearchParams(query);
  next.set('page', String(page + 1));
  return { link: `<${path}?${next.toString()}>; rel="next"` };
}

function refused(status: number, code: string): FrontReply {
  return { kind: 'answer', status, body: { errors: [{ code, message: code.toLowerCase() }] } };
}
