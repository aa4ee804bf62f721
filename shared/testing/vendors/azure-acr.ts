// A double of Azure Container Registry: the two hops of its login, its scopes, and its own lists before a registry.
import { type Account, basicLogin, bearerToken, isLogin } from './basic-login.ts';
import { imagesBehind, pushedAt, repositoriesBehind } from './images-behind.ts';
import { signedToken } from './signed-token.ts';
import {
  type FrontReply,
  type FrontRequest,
  startVendorFront,
  type VendorFront,
} from './start-vendor-front.ts';

export interface AzureAcrOptions {
  readonly registryUrl: string;
  /** The admin user, a service principal with its secret, or a token of the registry. */
  readonly account?: Account;
  /** Access tokens of Entra that the registry takes in exchange. */
  readonly entraTokens?: readonly string[];
  /** Whether a token of Entra has a role here; absent: those of the list. */
  readonly hasRole?: (token: string) => boolean;
  /** Of the refresh token; absent: three hours. */
  readonly refreshSeconds?: number;
  /** Whether a scope is granted to whoever is known; absent: every one. */
  readonly grants?: (scope: string) => boolean;
  /** In place of the answer to an exchange. */
  readonly exchangeReply?: FrontReply;
  /** Entries a page, whatever is asked for; absent: as asked. */
  readonly pageSizeMax?: number;
  /** Blobs are redirected here. */
  readonly dataEndpoint?: string;
}

interface State extends AzureAcrOptions {
  readonly refreshTokens: Set<string>;
  /** Token -> its scopes. */
  readonly accessTokens: Map<string, readonly string[]>;
  serial: number;
}

const accessSeconds = 75 * 60;
const issuedAt = 1_767_225_600;

export function startAzureAcr(options: AzureAcrOptions): Promise<VendorFront> {
  const state: State = {
    ...options,
    refreshTokens: new Set(),
    accessTokens: new Map(),
    serial: 0,
  };
  return startVendorFront({
    registryUrl: options.registryUrl,
    handle: (request) => handle(state, request),
  });
}

function handle(state: State, request: FrontRequest): FrontReply | Promise<FrontReply> {
  const { path } = request;
  if (path === '/oauth2/exchange') return state.exchangeReply ?? exchange(state, request);
  if (path === '/oauth2/token') return token(state, request);
  const scope = neededScope(path);
  if (!isAllowed(state, request, scope)) return challenge(request, scope);
  if (path === '/acr/v1/_catalog') return catalog(state, request);
  if (path.startsWith('/acr/v1/')) return tags(state, request);
  const digest = /\/blobs\/(.+)$/.exec(path)?.[1];
  if (digest !== undefined && state.dataEndpoint !== undefined) {
    return redirect(`${state.dataEndpoint}${path}?sig=signed`);
  }
  return { kind: 'registry' };
}

function neededScope(path: string): string | undefined {
  if (/^\/(?:v2|acr\/v1)\/_catalog$/.test(path)) return 'registry:catalog:*';
  const listed = /^\/acr\/v1\/(.+)\/_(?:tags|manifests)$/.exec(path)?.[1];
  if (listed !== undefined) return `repository:${listed}:metadata_read`;
  const pulled = /^\/v2\/(.+)\/(?:manifests|blobs|tags)\//.exec(path)?.[1];
  return pulled === undefined ? undefined : `repository:${pulled}:pull`;
}

function isAllowed(state: State, request: FrontRequest, scope: string | undefined): boolean {
  if (basicLogin(request) !== undefined) return isKnown(state, request);
  const scopes = state.accessTokens.get(bearerToken(request) ?? '');
  return scopes !== undefined && (scope === undefined || scopes.includes(scope));
}

function isKnown(state: State, request: FrontRequest): boolean {
  return state.account !== undefined && isLogin(request, state.account);
}

/** On the bare `/v2/` there is no scope. */
function challenge({ origin }: FrontRequest, scope: string | undefined): FrontReply {
  const [type = '', name = '', action = ''] = (scope ?? '').split(':');
  const realm = `Bearer realm="${origin}/oauth2/token",service="${new URL(origin).host}"`;
  const message = 'authentication required, visit https://aka.ms/acr/authorization';
  const detail = scope === undefined ? [] : [{ Type: type, Name: name, Action: action }];
  return {
    kind: 'answer',
    status: 401,
    headers: {
      'www-authenticate': scope === undefined ? realm : `${realm},scope="${scope}"`,
      'docker-distribution-api-version': 'registry/2.0',
    },
    body: { errors: [{ code: 'UNAUTHORIZED', message, detail }] },
  };
}

function exchange(state: State, request: FrontRequest): FrontReply {
  const form = formOf(request);
  const service = new URL(request.origin).host;
  if (request.method !== 'POST' || form.get('grant_type') !== 'access_token') return refused(400);
  if (form.get('service') !== service) return refused(400);
  const entraToken = form.get('access_token') ?? '';
  const hasRole = state.hasRole?.(entraToken) ?? state.entraTokens?.includes(entraToken);
  if (hasRole !== true) return refused(401);
  return { kind: 'answer', status: 200, body: { refresh_token: newRefreshToken(state, service) } };
}

function newRefreshToken(state: State, service: string): string {
  const seconds = state.refreshSeconds ?? 3 * 60 * 60;
  state.serial += 1;
  const claims = { iss: 'Azure Container Registry', aud: service, jti: `refresh-${state.serial}` };
  const text = signedToken({ ...claims, iat: issuedAt, exp: issuedAt + seconds });
  state.refreshTokens.add(text);
  return text;
}

/** Grants what it may and answers 200 all the same; there is no `token` and no `expires_in`. */
function token(state: State, request: FrontRequest): FrontReply {
  const form = request.method === 'POST' ? formOf(request) : request.query;
  if (form.get('service') !== new URL(request.origin).host) return refused(400);
  const known =
    request.method === 'POST'
      ? state.refreshTokens.has(form.get('refresh_token') ?? '')
      : isKnown(state, request);
  if (!known) return refused(401);
  const scopes = form.getAll('scope').flatMap((scope) => scope.split(' '));
  const granted = scopes.filter((scope) => state.grants?.(scope) ?? true);
  state.serial += 1;
  const claims = { iss: 'Azure Container Registry', jti: `access-${state.serial}`, granted };
  const text = signedToken({ ...claims, iat: issuedAt, exp: issuedAt + accessSeconds });
  state.accessTokens.set(text, granted);
  return { kind: 'answer', status: 200, body: { access_token: text } };
}

async function catalog(state: State, request: FrontRequest): Promise<FrontReply> {
  const names = await repositoriesBehind(state.registryUrl);
  const { page, headers } = cut(state, request, names, (name) => name);
  return { kind: 'answer', status: 200, headers, body: { repositories: page } };
}

async function tags(state: State, request: FrontRequest): Promise<FrontReply> {
  const imageName = /^\/acr\/v1\/(.+)\/_tags$/.exec(request.path)?.[1];
  const images = await imagesBehind(state.registryUrl);
  const own = images.filter(({ repository }) => repository === imageName);
  if (own.length === 0) return refused(404, 'NAME_UNKNOWN');
  const { page, headers } = cut(state, request, own, ({ tag }) => tag);
  const changeableAttributes = { deleteEnabled: true, listEnabled: true, readEnabled: true };
  const entries = page.map(({ tag, digest }) => ({
    ...{ name: tag, digest, changeableAttributes },
    lastUpdateTime: new Date(pushedAt).toISOString(),
  }));
  const body = { registry: new URL(request.origin).host, imageName, tags: entries };
  return { kind: 'answer', status: 200, headers, body };
}

/** The link carries an empty `orderby`, as the real one does. */
function cut<Item>(
  state: State,
  { query, path }: FrontRequest,
  all: readonly Item[],
  nameOf: (item: Item) => string,
) {
  const asked = Number(query.get('n') ?? 100);
  const size = Math.min(asked, state.pageSizeMax ?? asked);
  const last = query.get('last') ?? '';
  const rest = all.filter((item) => last === '' || nameOf(item) > last);
  const page = rest.slice(0, size);
  const end = page.at(-1);
  if (rest.length <= size || end === undefined) return { page, headers: {} };
  const next = `${path}?last=${encodeURIComponent(nameOf(end))}&n=${size}&orderby=`;
  return { page, headers: { link: `<${next}>; rel="next"` } };
}

function formOf({ body }: FrontRequest): URLSearchParams {
  return new URLSearchParams(body.toString('utf8'));
}

function refused(status: number, code = 'UNAUTHORIZED'): FrontReply {
  return { kind: 'answer', status, body: { errors: [{ code, message: 'refused' }] } };
}

function redirect(location: string): FrontReply {
  return { kind: 'answer', status: 307, headers: { location } };
}
