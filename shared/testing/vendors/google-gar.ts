// A double of Google's registries (Artifact Registry and gcr.io) and of the services beside them: the API that lists
// images, and the token service for keys. Before a registry that keeps the bytes.
import { createPublicKey, verify } from 'node:crypto';
import { answerArtifactRegistry } from './artifact-registry-api.ts';
import { basicLogin, bearerToken } from './basic-login.ts';
import { imageBehind, pushedAt, repositoriesBehind, tagsBehind } from './images-behind.ts';
import {
  type FrontReply,
  type FrontRequest,
  startVendorFront,
  type VendorFront,
} from './start-vendor-front.ts';

export interface GoogleGarOptions {
  readonly registryUrl: string;
  /** As names of repositories begin: `europe-west1-docker.pkg.dev`, `gcr.io`. */
  readonly host: string;
  /** Access tokens that are good at the API and at the registry. */
  readonly accessTokens: readonly string[];
  /** The key of the one service account, as JSON. */
  readonly key?: string;
  /** PEM; the token service checks the signature of an assertion with it. */
  readonly publicKey?: string;
  /** Without a right to the project the catalog is empty; absent: it is. */
  readonly seesProjects?: boolean;
  /** The rights of a mere puller; absent: may list. */
  readonly listForbidden?: boolean;
  /** Entries a page of the API, whatever is asked for; absent: as asked. */
  readonly pageSizeMax?: number;
  /** A mirror in between, which does not know Google's additions. */
  readonly plainLists?: boolean;
}

export interface GoogleGar {
  readonly registry: VendorFront;
  readonly api: VendorFront;
  readonly tokens: VendorFront;
  requests(): readonly FrontRequest[];
  close(): Promise<void>;
}

export const keyToken = 'ya29.canary-of-the-key';

export async function startGoogleGar(options: GoogleGarOptions): Promise<GoogleGar> {
  const { registryUrl } = options;
  const registry = await startVendorFront({
    registryUrl,
    handle: (r) => answerRegistry(options, r),
  });
  const api = await startVendorFront({
    registryUrl,
    handle: (r) => (isAllowed(options, r) ? answerArtifactRegistry(options, r) : unauthenticated()),
  });
  const tokens = await startVendorFront({ registryUrl, handle: (r) => answerToken(options, r) });
  const fronts = [registry, api, tokens];
  return {
    registry,
    api,
    tokens,
    requests: () => fronts.flatMap((front) => front.requests),
    close: async () => {
      for (const front of fronts) await front.close();
    },
  };
}

function isAllowed({ accessTokens }: GoogleGarOptions, request: FrontRequest): boolean {
  const token = bearerToken(request) ?? '';
  return token === keyToken || accessTokens.includes(token);
}

/** As Google's APIs answer. */
function unauthenticated(): FrontReply {
  const error = { code: 401, message: 'invalid credentials', status: 'UNAUTHENTICATED' };
  return { kind: 'answer', status: 401, body: { error } };
}

async function answerRegistry(
  options: GoogleGarOptions,
  request: FrontRequest,
): Promise<FrontReply> {
  const { path, origin } = request;
  if (path === '/v2/token') return registryToken(options, request);
  const scope = scopeOf(path);
  const token = bearerToken(request);
  if (token === undefined || !token.startsWith('registry-token|'))
    return challenge(options, origin);
  if (path === '/v2/_catalog') return await catalog(options);
  // A token is for the name it was asked for.
  if (scope !== undefined && !token.includes(`|${scope}:`)) return challenge(options, origin);
  const repository = /^\/v2\/(.+)\/tags\/list$/.exec(path)?.[1];
  if (repository === undefined || options.plainLists === true) return { kind: 'registry' };
  return await tagList(options, repository);
}

/** gcr.io leaves the service without quotes, pkg.dev leaves it out. */
function challenge({ host }: GoogleGarOptions, origin: string): FrontReply {
  const service = host.endsWith('gcr.io') ? `,service=${host}` : '';
  return {
    kind: 'answer',
    status: 401,
    headers: { 'www-authenticate': `Bearer realm="${origin}/v2/token"${service}` },
    body: { errors: [{ code: 'UNAUTHORIZED', message: 'authentication failed' }] },
  };
}

function registryToken(options: GoogleGarOptions, request: FrontRequest): FrontReply {
  const login = basicLogin(request);
  if (!knows(options, login)) {
    return { kind: 'answer', status: 401, body: { errors: [{ code: 'UNAUTHORIZED' }] } };
  }
  const token = ['registry-token', ...request.query.getAll('scope'), ''].join('|');
  return { kind: 'answer', status: 200, body: { token, expires_in: 3600 } };
}

function knows(
  { accessTokens, key }: GoogleGarOptions,
  login: ReturnType<typeof basicLogin>,
): boolean {
  if (login === undefined) return false;
  const { username, password } = login;
  if (username === 'oauth2accesstoken' || username === '_token') {
    return accessTokens.includes(password);
  }
  if (username === '_json_key') return password === key;
  if (username === '_json_key_base64') {
    return Buffer.from(password, 'base64').toString() === key;
  }
  return false;
}

function scopeOf(path: string): string | undefined {
  const repository = /^\/v2\/(.+)\/(?:manifests|blobs|tags)\//.exec(path)?.[1];
  return repository === undefined ? undefined : `repository:${repository}`;
}

async function catalog({ registryUrl, seesProjects = false }: GoogleGarOptions) {
  const repositories = seesProjects ? await repositoriesBehind(registryUrl) : [];
  return { kind: 'answer', status: 200, body: { repositories } } as const;
}

/** Every name above a repository answers too, with what lies one level below it. */
async function tagList(options: GoogleGarOptions, name: string): Promise<FrontReply> {
  if (options.listForbidden === true) {
    return { kind: 'answer', status: 403, body: { errors: [{ code: 'DENIED' }] } };
  }
  const all = await repositoriesBehind(options.registryUrl);
  const below = all.filter((known) => known.startsWith(`${name}/`));
  if (below.length === 0 && !all.includes(name)) {
    return { kind: 'answer', status: 404, body: { errors: [{ code: 'NAME_UNKNOWN' }] } };
  }
  const child = new Set(below.map((known) => known.slice(name.length + 1).split('/', 1)[0]));
  const manifest: Record<string, TaggedManifest> = {};
  const tags = all.includes(name) ? await tagsBehind(options.registryUrl, name) : [];
  for (const tag of tags) {
    const { digest, mediaType } = await imageBehind(options.registryUrl, name, tag);
    manifest[digest] ??= {
      ...{ tag: [], mediaType, imageSizeBytes: '4096' },
      timeUploadedMs: String(pushedAt),
    };
    manifest[digest].tag.push(tag);
  }
  return { kind: 'answer', status: 200, body: { name, child: [...child], tags, manifest } };
}

/** The grant of a signed assertion: for keys of service accounts. */
function answerToken(options: GoogleGarOptions, request: FrontRequest): FrontReply {
  const form = new URLSearchParams(request.body.toString());
  const assertion = form.get('assertion') ?? '';
  const [header = '', claims = '', signature = ''] = assertion.split('.');
  const signed = Buffer.from(`${header}.${claims}`);
  const isGood =
    options.publicKey !== undefined &&
    form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer' &&
    verify(
      'RSA-SHA256',
      signed,
      createPublicKey(options.publicKey),
      Buffer.from(signature, 'base64url'),
    );
  if (!isGood) {
    const body = { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' };
    return { kind: 'answer', status: 400, body };
  }
  const body = { access_token: keyToken, expires_in: 3599, token_type: 'Bearer' };
  return { kind: 'answer', status: 200, body };
}

interface TaggedManifest {
  readonly tag: string[];
  readonly mediaType: string;
  readonly imageSizeBytes: string;
  readonly timeUploadedMs: string;
}
