// A double of JFrog Artifactory: repositories by path, by subdomain and by its direct address, its logins, its query
// language as far as it is used, before a registry that holds every image as `<repository>/<image>`.
import { type Account, bearerToken, isLogin } from './basic-login.ts';
import { type ImageBehind, imagesBehind, repositoriesBehind, tagsBehind } from './images-behind.ts';
import {
  type FrontReply,
  type FrontRequest,
  startVendorFront,
  type VendorFront,
} from './start-vendor-front.ts';

export interface JfrogRepositoryOnTest {
  readonly key: string;
  readonly type?: 'LOCAL' | 'REMOTE' | 'VIRTUAL' | 'FEDERATED';
  /** Of a virtual one. */
  readonly members?: readonly string[];
}

export interface JfrogOptions {
  readonly registryUrl: string;
  readonly account: Account;
  /** Taken as a bearer token too. */
  readonly accessToken?: string;
  readonly repositories: readonly JfrogRepositoryOnTest[];
  /** The host is one repository's own: `/v2/` leads there. Absent: the first part of a name says which. */
  readonly subdomain?: string;
  /** Absent: Basic is what `/v2/` asks for. */
  readonly bearer?: boolean;
  /** The query language is closed to the account. */
  readonly queryRefused?: boolean;
  /** Catalogs are closed too. */
  readonly catalogRefused?: boolean;
  /** Rows a page: the limit counts each property of a file as a row, as the database does. */
  readonly rowsPerPage?: number;
  /** Manifest files that are there besides: `docker-local/app/sha256__abc/manifest.json`. */
  readonly extraFiles?: readonly { readonly path: string; readonly name: string }[];
  /** Names a page of the catalog and tag lists. */
  readonly pageSize?: number;
}

const version = { 'x-jfrog-version': 'Artifactory/7.111.4 81104900', 'x-artifactory-id': 'abc' };

export function startJfrog(options: JfrogOptions): Promise<VendorFront> {
  return startVendorFront({
    registryUrl: options.registryUrl,
    handle: (request) => handle(options, request),
  });
}

function handle(options: JfrogOptions, request: FrontRequest): FrontReply | Promise<FrontReply> {
  const { path } = request;
  if (path === '/artifactory/api/system/ping') return answer(200, 'OK');
  const token = /^\/artifactory\/api\/docker\/([^/]+)\/v2\/token$/.exec(path);
  if (token !== null) return tokenFor(options, request);
  if (!isKnown(options, request)) return unauthorized(options, request);
  if (path === '/artifactory/api/repositories') return repositories(options, request);
  if (path === '/artifactory/api/search/aql') return query(options, request);
  const direct = /^\/artifactory\/api\/(?:docker|oci)\/([^/]+)(\/v2\/.*)$/.exec(path);
  if (direct !== null) return docker(options, request, direct[1] ?? '', direct[2] ?? '');
  if (path.startsWith('/v2/')) return docker(options, request, options.subdomain, path);
  return answer(404, { errors: [{ status: 404, message: 'Not Found' }] });
}

function isKnown(options: JfrogOptions, request: FrontRequest): boolean {
  const token = bearerToken(request);
  if (token === undefined) return isLogin(request, options.account);
  return token === 'registry-token' || token === options.accessToken;
}

function tokenFor(options: JfrogOptions, request: FrontRequest): FrontReply {
  if (!isLogin(request, options.account)) return answer(401, '');
  return answer(200, { token: 'registry-token', expires_in: 3600 });
}

/** The scope names the image without its repository, and the service is the host. */
function unauthorized(options: JfrogOptions, { origin, path }: FrontRequest): FrontReply {
  const key = options.subdomain ?? options.repositories[0]?.key ?? 'docker-local';
  const realm = `${origin}/artifactory/api/docker/${key}/v2/token`;
  const image = /\/v2\/(?:[^/]+\/)?(.+)\/(?:manifests|tags|blobs)\//.exec(path)?.[1];
  const scope = image === undefined ? '' : `,scope="repository:${image}:pull"`;
  const bearer = `Bearer realm="${realm}",service="${new URL(origin).host}"${scope}`;
  const value =
    options.bearer && path.includes('/v2/') ? bearer : 'Basic realm="Artifactory Realm"';
  return answer(401, { errors: [{ status: 401, message: 'Bad credentials' }] }, value);
}

function repositories(options: JfrogOptions, { origin }: FrontRequest): FrontReply {
  const docker = options.repositories.map(({ key, type = 'LOCAL' }) => ({
    ...{ key, type, packageType: 'Docker' },
    url: `${origin}/artifactory/${key}`,
  }));
  return answer(200, [{ key: 'libs-release', type: 'LOCAL', packageType: 'Maven' }, ...docker]);
}

async function docker(
  options: JfrogOptions,
  request: FrontRequest,
  key: string | undefined,
  path: string,
): Promise<FrontReply> {
  if (path === '/v2/') return answer(200, {});
  if (key === undefined) {
    return path === '/v2/_catalog' ? answer(404, '') : { kind: 'registry' };
  }
  if (path === '/v2/_catalog') return catalog(options, request, key);
  const tags = /^\/v2\/(.+)\/tags\/list$/.exec(path)?.[1];
  const homes = homesOf(options, key);
  const all = await repositoriesBehind(options.registryUrl);
  const image = tags ?? /^\/v2\/(.+)\/(?:manifests|blobs)\//.exec(path)?.[1] ?? '';
  const home = homes.find((one) => all.includes(`${one}/${image}`)) ?? key;
  if (tags === undefined) return { kind: 'registry', path: path.replace('/v2/', `/v2/${home}/`) };
  const names = await tagsBehind(options.registryUrl, `${home}/${image}`);
  return paged(options, request, { field: 'tags', path, names });
}

function homesOf(options: JfrogOptions, key: string): readonly string[] {
  return options.repositories.find((one) => one.key === key)?.members ?? [key];
}

async function catalog(
  options: JfrogOptions,
  request: FrontRequest,
  key: string,
): Promise<FrontReply> {
  if (options.catalogRefused)
    return answer(403, { errors: [{ status: 403, message: 'Forbidden' }] });
  const all = await repositoriesBehind(options.registryUrl);
  const names = homesOf(options, key).flatMap((home) =>
    all.filter((name) => name.startsWith(`${home}/`)).map((name) => name.slice(home.length + 1)),
  );
  return paged(options, request, { field: 'repositories', path: '/v2/_catalog', names });
}

/** The link names the path as the repository itself knows it: without what stands before `/v2/`. */
function paged(
  options: JfrogOptions,
  { query: asked }: FrontRequest,
  list: { readonly field: string; readonly path: string; readonly names: readonly string[] },
): FrontReply {
  const size = options.pageSize ?? 1000;
  const start = list.names.indexOf(asked.get('last') ?? '') + 1;
  const names = list.names.slice(start, start + size);
  const last = names.at(-1) ?? '';
  const body = { [list.field]: names };
  if (start + size >= list.names.length) return answer(200, body);
  const link = `<${list.path}?last=${encodeURIComponent(last)}&n=${size}>; rel="next"`;
  return { kind: 'answer', status: 200, headers: { ...version, link }, body };
}

interface Row {
  readonly file: Readonly<Record<string, unknown>>;
  readonly property?: Readonly<Record<string, unknown>>;
}

async function query(options: JfrogOptions, request: FrontRequest): Promise<FrontReply> {
  if (options.queryRefused) return answer(403, { errors: [{ status: 403, message: 'Forbidden' }] });
  const text = request.body.toString();
  const key = /"repo":"([^"]+)"/.exec(text)?.[1] ?? '';
  const page = /\.offset\((\d+)\)\.limit\((\d+)\)$/.exec(text);
  const included = ['repo', 'path', 'name'].every((field) => text.includes(`"${field}"`));
  if (page === null || !included || request.headers['content-type'] !== 'text/plain') {
    return answer(400, { errors: [{ status: 400, message: 'Bad query' }] });
  }
  const rows = [...(await fileRows(options, key)), ...extraRows(options, key)];
  const limit = options.rowsPerPage ?? Number(page[2]);
  // The offset that the caller knows is one of files, so it is taken in whole pages.
  const start = (Number(page[1]) / Number(page[2])) * limit;
  const results = filesOf(rows.slice(start, start + limit));
  return answer(200, { results, range: { start_pos: start, end_pos: 0, total: results.length } });
}

async function fileRows(options: JfrogOptions, key: string): Promise<readonly Row[]> {
  const home = key.replace(/-cache$/, '');
  const images = await imagesBehind(options.registryUrl);
  return images
    .filter((image) => image.repository.startsWith(`${home}/`))
    .flatMap((image) => rowsOf(image, key));
}

function rowsOf(image: ImageBehind, repo: string): readonly Row[] {
  const isIndex = /index|list/.test(image.mediaType);
  const file = {
    repo,
    path: `${image.repository.slice(image.repository.indexOf('/') + 1)}/${image.tag}`,
    name: isIndex ? 'list.manifest.json' : 'manifest.json',
    size: image.sizeBytes,
    sha256: image.digest.slice('sha256:'.length),
  };
  return [
    { file, property: { key: 'docker.manifest.digest', value: image.digest } },
    { file, property: { key: 'docker.manifest.type', value: image.mediaType } },
  ];
}

function extraRows(options: JfrogOptions, repo: string): readonly Row[] {
  return (options.extraFiles ?? []).map((file) => ({
    file: { repo, size: 2, sha256: '2'.repeat(64), ...file },
  }));
}

function filesOf(rows: readonly Row[]): readonly unknown[] {
  const files = new Map<string, { properties: unknown[] }>();
  for (const { file, property } of rows) {
    const id = `${String(file['path'])}/${String(file['name'])}`;
    const known = files.get(id) ?? { ...file, properties: [] };
    if (property !== undefined) known.properties.push(property);
    files.set(id, known);
  }
  return [...files.values()];
}

function answer(status: number, body: unknown, challenge?: string): FrontReply {
  const login = challenge === undefined ? {} : { 'www-authenticate': challenge };
  return { kind: 'answer', status, headers: { ...version, ...login }, body };
}
