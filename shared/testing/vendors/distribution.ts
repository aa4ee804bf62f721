// A double of CNCF Distribution in its third version: htpasswd login, sorted tags in pages whose size has an upper bound
// that is applied in silence, while the catalog refuses too large a size.
import { type Account, isLogin } from './basic-login.ts';
import { repositoriesBehind, tagsBehind } from './images-behind.ts';
import {
  type FrontReply,
  type FrontRequest,
  startVendorFront,
  type VendorFront,
} from './start-vendor-front.ts';

export interface DistributionOptions {
  readonly registryUrl: string;
  readonly account: Account;
  /** `tags.maxtags`; absent: 1000. */
  readonly tagsMax?: number;
  /** `catalog.maxentries`; absent: 1000. */
  readonly catalogMax?: number;
}

const version = { 'docker-distribution-api-version': 'registry/2.0' };

export function startDistribution(options: DistributionOptions): Promise<VendorFront> {
  return startVendorFront({
    registryUrl: options.registryUrl,
    handle: (request) => handle(options, request),
  });
}

async function handle(options: DistributionOptions, request: FrontRequest): Promise<FrontReply> {
  const { path, query } = request;
  if (!isLogin(request, options.account)) return unauthorized();
  const asked = query.get('n');
  const { tagsMax = 1000, catalogMax = 1000 } = options;
  if (path === '/v2/_catalog') {
    if (asked !== null && Number(asked) > catalogMax) return numberInvalid();
    const names = await repositoriesBehind(options.registryUrl);
    return paged(request, { field: 'repositories', names, size: Number(asked ?? 100) });
  }
  const repository = /^\/v2\/(.+)\/tags\/list$/.exec(path)?.[1];
  if (repository === undefined) return { kind: 'registry' };
  const names = await tagsBehind(options.registryUrl, repository);
  if (names.length === 0) return { kind: 'registry' };
  const size = Math.min(Number(asked ?? tagsMax), tagsMax);
  return paged(request, { field: 'tags', names, size });
}

function paged(
  { path, query }: FrontRequest,
  list: { readonly field: string; readonly names: readonly string[]; readonly size: number },
): FrontReply {
  const after = list.names.filter((name) => name > (query.get('last') ?? ''));
  const names = after.slice(0, list.size);
  const body = { [list.field]: names };
  if (names.length === after.length) return { kind: 'answer', status: 200, headers: version, body };
  const last = encodeURIComponent(names.at(-1) ?? '');
  const link = `<${path}?last=${last}&n=${list.size}>; rel="next"`;
  return { kind: 'answer', status: 200, headers: { ...version, link }, body };
}

function unauthorized(): FrontReply {
  const headers = { ...version, 'www-authenticate': 'Basic realm="Registry Realm"' };
  const error = { code: 'UNAUTHORIZED', message: 'authentication required', detail: null };
  return { kind: 'answer', status: 401, headers, body: { errors: [error] } };
}

function numberInvalid(): FrontReply {
  const error = { code: 'PAGINATION_NUMBER_INVALID', message: 'invalid number of results' };
  return { kind: 'answer', status: 400, headers: version, body: { errors: [error] } };
}
