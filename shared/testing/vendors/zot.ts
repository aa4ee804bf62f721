// A double of Zot: its Basic login, its rules of reading, and the search extension (GraphQL) before a registry.
import { type Account, isLogin } from './basic-login.ts';
import { type ImageBehind, imagesBehind, repositoriesBehind } from './images-behind.ts';
import {
  type FrontReply,
  type FrontRequest,
  startVendorFront,
  type VendorFront,
} from './start-vendor-front.ts';

export interface ZotOptions {
  readonly registryUrl: string;
  readonly account: Account;
  /** What strangers may read; absent: nothing, and `/v2/` wants a login. */
  readonly publicRepositories?: readonly string[];
  /** What the account may read; absent: everything. */
  readonly readable?: (repository: string) => boolean;
  /** Whether the extension is built in and enabled; absent: yes. */
  readonly search?: boolean;
  /** Answers 200 with `errors`, as GraphQL does. */
  readonly searchFails?: boolean;
  /** Images a page, whatever is asked for; absent: as asked. */
  readonly imagesPerPageMax?: number;
  /** Called before each page of a search, to change what it will find. */
  readonly beforePage?: (offset: number) => void;
}

export function startZot(options: ZotOptions): Promise<VendorFront> {
  return startVendorFront({
    registryUrl: options.registryUrl,
    handle: (request) => handle(options, request),
  });
}

async function handle(options: ZotOptions, request: FrontRequest): Promise<FrontReply> {
  const { path } = request;
  if (path === '/v2/_oci/ext/discover') return discover(options);
  const login = request.headers.authorization !== undefined;
  if (login && !isLogin(request, options.account)) return unauthorized();
  if (!login && options.publicRepositories === undefined) return unauthorized();
  const mayRead = reader(options, login);
  if (path === '/v2/') return ping(login);
  if (path === '/v2/_zot/ext/search') return search(options, request, mayRead);
  if (path === '/v2/_catalog') {
    const repositories = await repositoriesBehind(options.registryUrl);
    return { kind: 'answer', status: 200, body: { repositories: repositories.filter(mayRead) } };
  }
  const repository = /^\/v2\/(.+)\/(?:manifests|blobs|tags)\//.exec(path)?.[1] ?? '';
  if (mayRead(repository)) return { kind: 'registry' };
  return login ? denied() : unauthorized();
}

function reader(options: ZotOptions, login: boolean): (repository: string) => boolean {
  if (login) return options.readable ?? (() => true);
  return (repository) => options.publicRepositories?.includes(repository) ?? false;
}

/** The challenge stands on a success too, with a value that is not quoted. */
function ping(login: boolean): FrontReply {
  const headers = { 'docker-distribution-api-version': 'registry/2.0' };
  const challenge = { 'www-authenticate': 'basic realm=zot' };
  return {
    kind: 'answer',
    status: 200,
    headers: login ? headers : { ...headers, ...challenge },
    body: {},
  };
}

/** One object where others send a list. */
function unauthorized(): FrontReply {
  return {
    kind: 'answer',
    status: 401,
    headers: { 'www-authenticate': 'Basic realm="Authorization Required"' },
    body: { code: 'UNAUTHORIZED', message: 'authentication required', detail: {} },
  };
}

function denied(): FrontReply {
  return { kind: 'answer', status: 403, body: { errors: [{ code: 'DENIED' }] } };
}

function discover({ search = true }: ZotOptions): FrontReply {
  const endpoints = search ? ['/v2/_zot/ext/search', '/v2/_zot/ext/mgmt'] : [];
  const extensions = search ? [{ name: '_zot', url: 'zot', description: '', endpoints }] : [];
  return { kind: 'answer', status: 200, body: { extensions } };
}

async function search(
  options: ZotOptions,
  { body }: FrontRequest,
  mayRead: (repository: string) => boolean,
): Promise<FrontReply> {
  if (options.search === false) {
    return { kind: 'answer', status: 404, body: '404 page not found\n' };
  }
  const { query } = JSON.parse(body.toString()) as { query: string };
  const asked = /ImageList\(repo:\s*"([^"]*)".*limit:\s*(\d+),\s*offset:\s*(\d+)/.exec(query);
  if (asked === null || options.searchFails) {
    const errors = [{ message: 'resolver failed', path: ['ImageList'] }];
    return { kind: 'answer', status: 200, body: { errors, data: null } };
  }
  const [repository, limit, offset] = [asked[1] ?? '', Number(asked[2]), Number(asked[3])];
  options.beforePage?.(offset);
  const all = (await imagesBehind(options.registryUrl)).filter(
    (image) => mayRead(image.repository) && (repository === '' || image.repository === repository),
  );
  const size = Math.min(limit, options.imagesPerPageMax ?? limit);
  const images = all.slice(offset, offset + size);
  const Page = { TotalCount: all.length, ItemCount: images.length };
  const ImageList = { Page, Results: images.map(summary) };
  return { kind: 'answer', status: 200, body: { data: { ImageList } } };
}

function summary(image: ImageBehind): Readonly<Record<string, unknown>> {
  return {
    RepoName: image.repository,
    Tag: image.tag,
    Digest: image.digest,
    MediaType: image.mediaType,
    Size: String(image.sizeBytes),
  };
}
