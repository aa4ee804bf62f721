// The REST API of the Quay double: the owner of a token, the repositories of a namespace, the tags of a repository.
import { bearerToken } from './basic-login.ts';
import { imageBehind, pushedAt, repositoriesBehind, tagsBehind } from './images-behind.ts';
import { mayRead, pageAt, pageToken, type QuayAccount, type QuayState } from './quay-state.ts';
import type { FrontReply, FrontRequest } from './start-vendor-front.ts';

const tagsPageMax = 100;
const tagsPageDefault = 50;

export async function answerQuayApi(state: QuayState, request: FrontRequest): Promise<FrontReply> {
  const bearer = bearerToken(request);
  const account = state.accounts.find(
    ({ kind, password }) => kind === 'oauth' && password === bearer,
  );
  const shown = request.headers.authorization !== undefined;
  if (shown && account === undefined) return refused(401, 'invalid_token');
  const path = request.path.slice('/api/v1'.length);
  if (path === '/user/') return user(account);
  if (account !== undefined && !account.scopes?.includes('repo:read')) {
    return refused(403, 'insufficient_scope');
  }
  if (path === '/repository') return await repositories(state, account, request);
  const repository = /^\/repository\/(.+)\/tag\/$/.exec(path)?.[1];
  if (repository === undefined) return refused(404, 'not_found');
  return await tags(state, account, { repository, request });
}

function user(account: QuayAccount | undefined): FrontReply {
  if (account === undefined) return refused(401, 'invalid_token');
  if (!account.scopes?.includes('user:read')) return refused(403, 'insufficient_scope');
  const organizations = (account.organizations ?? []).map((name) => ({ name, public: false }));
  return { kind: 'answer', status: 200, body: { username: 'owner', organizations } };
}

async function repositories(
  state: QuayState,
  account: QuayAccount | undefined,
  { query }: FrontRequest,
): Promise<FrontReply> {
  const namespace = query.get('namespace');
  if (namespace === null) return refused(400, 'invalid_request');
  const behind = await repositoriesBehind(state.registryUrl);
  const all = [...behind, ...state.applications].filter((name) => {
    const visible = mayRead(state, account, name);
    return name.startsWith(`${namespace}/`) && visible;
  });
  const start = pageAt(query.get('next_page'));
  const end = start + state.pageSize;
  const rows = all.slice(start, end).map((full) => ({
    namespace,
    name: full.slice(namespace.length + 1),
    description: null,
    is_public: state.publicRepositories.includes(full),
    kind: state.applications.includes(full) ? 'application' : 'image',
    state: 'NORMAL',
  }));
  const next = end < all.length ? { next_page: pageToken(end) } : {};
  return { kind: 'answer', status: 200, body: { repositories: rows, ...next } };
}

async function tags(
  state: QuayState,
  account: QuayAccount | undefined,
  { repository, request }: { readonly repository: string; readonly request: FrontRequest },
): Promise<FrontReply> {
  if (!mayRead(state, account, repository)) {
    return account === undefined
      ? refused(401, 'invalid_token')
      : refused(403, 'insufficient_scope');
  }
  const names = await tagsBehind(state.registryUrl, repository);
  if (names.length === 0) return refused(404, 'not_found');
  const { query } = request;
  const size = Math.min(Number(query.get('limit') ?? tagsPageDefault), tagsPageMax);
  const page = Number(query.get('page') ?? 1);
  const shown = names.slice((page - 1) * size, page * size);
  const rows = await Promise.all(shown.map((name) => tagRow(state, repository, name)));
  // The history of a repository holds tags that are gone.
  const dead = { name: 'gone', manifest_digest: `sha256:${'0'.repeat(64)}`, end_ts: 1 };
  const past = query.get('onlyActiveTags') === 'true' ? [] : [dead];
  const additional = page * size < names.length;
  const body = { tags: [...rows, ...past], page, has_additional: additional };
  return { kind: 'answer', status: 200, body };
}

async function tagRow(state: QuayState, repository: string, name: string) {
  const { digest, mediaType } = await imageBehind(state.registryUrl, repository, name);
  const isList = mediaType.includes('index') || mediaType.includes('list');
  const row = { name, manifest_digest: digest, start_ts: pushedAt / 1000 };
  return { ...row, is_manifest_list: isList, size: 1, reversion: false };
}

function refused(status: number, type: string): FrontReply {
  return { kind: 'answer', status, body: { status, error_type: type, error_message: type } };
}
