// A double of Sonatype Nexus 3: its ways of reaching a docker repository, its logins, and its REST API before a registry.
// The registry behind holds every image as `<repository of Nexus>/<image>`.
import { type Account, bearerToken, isLogin } from './basic-login.ts';
import { type ImageBehind, imagesBehind, repositoriesBehind } from './images-behind.ts';
import {
  type FrontReply,
  type FrontRequest,
  startVendorFront,
  type VendorFront,
} from './start-vendor-front.ts';

export interface NexusRepositoryOnTest {
  readonly name: string;
  readonly type?: 'hosted' | 'proxy' | 'group';
  /** Of a group. */
  readonly members?: readonly string[];
  /** The account may not browse it. */
  readonly hidden?: boolean;
  /** It is listed, and its components are refused. */
  readonly closed?: boolean;
}

export interface NexusOptions {
  readonly registryUrl: string;
  readonly account: Account;
  readonly repositories: readonly NexusRepositoryOnTest[];
  /** `/v2/` is a connector of this repository; absent: the first part of a name says which. */
  readonly connector?: string;
  /** Whether the REST API is at this address too; a connector's own port has none. Absent: yes. */
  readonly rest?: boolean;
  /** The Docker Bearer Token Realm is active; Basic stays possible. */
  readonly bearer?: boolean;
  /** Components a page; absent: 100. */
  readonly pageSize?: number;
  /** Gives the same token with every page. */
  readonly tokenLoops?: boolean;
  /** The checksums are of something else, as on assets that were migrated. */
  readonly wrongChecksums?: boolean;
}

const token = 'DockerToken.00000000-0000-4000-8000-000000000000';
const server = { server: 'Nexus/3.77.1-01 (PRO)', 'x-content-type-options': 'nosniff' };

export function startNexus(options: NexusOptions): Promise<VendorFront> {
  return startVendorFront({
    registryUrl: options.registryUrl,
    handle: (request) => handle(options, request),
  });
}

function handle(options: NexusOptions, request: FrontRequest): FrontReply | Promise<FrontReply> {
  const { path } = request;
  if (path.startsWith('/service/rest/')) return rest(options, request);
  const direct = /^\/repository\/([^/]+)(\/v2\/.*)$/.exec(path);
  if (direct !== null) return docker(options, request, direct[1] ?? '', direct[2] ?? '');
  if (path.startsWith('/v2/')) return docker(options, request, options.connector, path);
  // The web console answers whatever it does not know.
  const headers = { ...server, 'content-type': 'text/html' };
  return { kind: 'answer', status: 404, headers, body: '<!DOCTYPE html>' };
}

async function docker(
  options: NexusOptions,
  request: FrontRequest,
  repository: string | undefined,
  path: string,
): Promise<FrontReply> {
  if (path === '/v2/token') {
    return isLogin(request, options.account) ? answer(200, { token }) : unauthorized();
  }
  const known = isLogin(request, options.account) || bearerToken(request) === token;
  if (!known) return options.bearer ? challenge(request) : unauthorized();
  if (path === '/v2/') return answer(200, {});
  if (path === '/v2/_catalog') return catalog(options, repository);
  const below = path.slice('/v2/'.length);
  if (repository === undefined) return { kind: 'registry' };
  const home = await homeOf(options, repository, below);
  return { kind: 'registry', path: `/v2/${home}/${below}` };
}

/** Of a group: the member that holds the image. */
async function homeOf(options: NexusOptions, name: string, below: string): Promise<string> {
  const group = options.repositories.find((one) => one.name === name)?.members;
  if (group === undefined) return name;
  const image = /^(.+)\/(?:manifests|blobs|tags)\//.exec(below)?.[1] ?? '';
  const all = await repositoriesBehind(options.registryUrl);
  return group.find((member) => all.includes(`${member}/${image}`)) ?? name;
}

/** Without any Link, whatever the page size asked for. */
async function catalog(options: NexusOptions, repository: string | undefined): Promise<FrontReply> {
  if (repository === undefined) return answer(404, { errors: [{ code: 'NAME_UNKNOWN' }] });
  const homes = contentOf(options, repository);
  const all = await repositoriesBehind(options.registryUrl);
  const repositories = homes.flatMap((home) =>
    all.filter((name) => name.startsWith(`${home}/`)).map((name) => name.slice(home.length + 1)),
  );
  return answer(200, { repositories });
}

function contentOf(options: NexusOptions, name: string): readonly string[] {
  return options.repositories.find((one) => one.name === name)?.members ?? [name];
}

function rest(options: NexusOptions, request: FrontRequest): FrontReply | Promise<FrontReply> {
  const path = request.path.slice('/service/rest/v1'.length);
  if (options.rest === false) return answer(404, 'not found');
  if (path === '/status') return answer(200, '');
  if (!isLogin(request, options.account)) return unauthorized();
  const visible = options.repositories.filter(({ hidden }) => !hidden);
  if (path === '/repositories') {
    const docker = visible.map(({ name, type = 'hosted' }) => ({
      ...{ name, type, format: 'docker', attributes: {} },
      url: `${request.origin}/repository/${name}`,
    }));
    return answer(200, [{ name: 'maven-central', format: 'maven2', type: 'proxy' }, ...docker]);
  }
  const asked = request.query.get('repository') ?? '';
  if (path !== '/components') return answer(404, 'not found');
  if (!visible.some(({ name, closed }) => name === asked && !closed)) return answer(403, '');
  return components(options, request, asked);
}

async function components(
  options: NexusOptions,
  request: FrontRequest,
  repository: string,
): Promise<FrontReply> {
  const homes = contentOf(options, repository);
  const images = (await imagesBehind(options.registryUrl)).filter(({ repository: name }) =>
    homes.some((home) => name.startsWith(`${home}/`)),
  );
  // The order is that of the database: none that a reader could rely on.
  const all = images.toReversed().flatMap((image) => component(options, image));
  const size = options.pageSize ?? 100;
  const start = Number(request.query.get('continuationToken') ?? 0);
  const next = start + size < all.length ? String(start + size) : null;
  const continuationToken = options.tokenLoops ? '0' : next;
  return answer(200, { items: all.slice(start, start + size), continuationToken });
}

/** The tag, and beside it the manifest under its digest. */
function component(options: NexusOptions, image: ImageBehind): readonly unknown[] {
  const name = image.repository.slice(image.repository.indexOf('/') + 1);
  return [image.tag, image.digest].map((version) => ({
    ...{ id: `${name}:${version}`, format: 'docker', group: null, name, version },
    assets: [
      {
        path: `v2/${name}/manifests/${version}`,
        contentType: image.mediaType,
        fileSize: image.sizeBytes,
        checksum: {
          sha1: '0'.repeat(40),
          sha256: options.wrongChecksums ? '1'.repeat(64) : image.digest.slice('sha256:'.length),
        },
      },
    ],
  }));
}

function challenge({ origin, path }: FrontRequest): FrontReply {
  const realm = `${origin}${path.slice(0, path.indexOf('/v2/'))}/v2/token`;
  const value = `Bearer realm="${realm}",service="${realm}"`;
  return answer(401, { errors: [{ code: 'UNAUTHORIZED' }] }, { 'www-authenticate': value });
}

function unauthorized(): FrontReply {
  const value = 'BASIC realm="Sonatype Nexus Repository Manager"';
  return answer(401, '', { 'www-authenticate': value });
}

function answer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): FrontReply {
  return { kind: 'answer', status, headers: { ...server, ...headers }, body };
}
