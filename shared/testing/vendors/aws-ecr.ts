// A double of Amazon ECR: the registry with its Basic login, the API behind signatures, and the storage that blobs are
// redirected to, each at an address of its own, before a registry that keeps the bytes.
import type { AwsKeys } from './aws-signature.ts';
import { basicLogin, bearerToken } from './basic-login.ts';
import { answerEcrApi, type EcrApiOptions } from './ecr-api.ts';
import {
  type FrontReply,
  type FrontRequest,
  startVendorFront,
  type VendorFront,
} from './start-vendor-front.ts';

export interface AwsEcrOptions extends Partial<Omit<EcrApiOptions, 'registryUrl' | 'issue'>> {
  readonly registryUrl: string;
  readonly keys: readonly AwsKeys[];
  /** The public registry: tokens instead of passwords, strangers may pull. */
  readonly isPublic?: boolean;
  /** Where blobs are, for those who find the storage by another address than its own. */
  readonly storageOrigin?: string;
}

export interface AwsEcr {
  readonly registry: VendorFront;
  readonly api: VendorFront;
  readonly storage: VendorFront;
  /** To be changed at any time. */
  readonly state: EcrApiOptions;
  /** Given away by GetAuthorizationToken, and all still good. */
  readonly passwords: ReadonlySet<string>;
  /** At any of the addresses. */
  requests(): readonly FrontRequest[];
  close(): Promise<void>;
}

const hourMs = 3_600_000;
const pageSizeMax = 1000;

export async function startAwsEcr(options: AwsEcrOptions): Promise<AwsEcr> {
  const { registryUrl, isPublic = false } = options;
  const passwords = new Set<string>();
  const state: EcrApiOptions = {
    account: '123456789012',
    region: 'eu-west-1',
    denied: [],
    pageSize: 1000,
    throttles: 0,
    repeats: false,
    circles: false,
    archived: [],
    expiresAtMs: () => Date.UTC(2026, 0, 1) + 12 * hourMs,
    ...options,
    issue: () => {
      // Holds a colon: whoever splits at the last one breaks it.
      const password = `canary-password:${passwords.size + 1}`;
      passwords.add(password);
      return password;
    },
  };
  const storage = await startVendorFront({ registryUrl, handle: answerStorage });
  const api = await startVendorFront({
    registryUrl,
    handle: (request) => answerEcrApi(state, request),
  });
  const handle = isPublic ? answerPublic : answerPrivate;
  const registry = await startVendorFront({
    registryUrl,
    handle: (request) => handle(request, passwords, options.storageOrigin ?? storage.origin),
  });
  const fronts = [registry, api, storage];
  return {
    registry,
    api,
    storage,
    state,
    passwords,
    requests: () => fronts.flatMap((front) => front.requests),
    close: async () => {
      for (const front of fronts) await front.close();
    },
  };
}

function answerPrivate(
  request: FrontRequest,
  passwords: ReadonlySet<string>,
  storage: string,
): FrontReply {
  const login = basicLogin(request);
  if (login?.username !== 'AWS' || !passwords.has(login.password)) {
    const challenge = `Basic realm="${request.origin}/",service="ecr.amazonaws.com"`;
    return refusal(401, 'Not Authorized', { 'www-authenticate': challenge });
  }
  if (Number(request.query.get('n') ?? 0) > pageSizeMax) {
    return refusal(405, 'Invalid parameter: maxResults must be less than or equal to 1000');
  }
  return toStorage(request, storage) ?? { kind: 'registry' };
}

/** Tokens of the public registry are for "aws" as a whole, and strangers get them too. */
function answerPublic(
  request: FrontRequest,
  passwords: ReadonlySet<string>,
  storage: string,
): FrontReply {
  if (request.path === '/token/') {
    const login = basicLogin(request);
    const known = login?.username === 'AWS' && passwords.has(login.password);
    if (login !== undefined && !known) return refusal(401, 'Not Authorized');
    return { kind: 'answer', status: 200, body: { token: 'public-token' } };
  }
  if (bearerToken(request) !== 'public-token') {
    const challenge = `Bearer realm="${request.origin}/token/",service="public.ecr.aws",scope="aws"`;
    return refusal(401, 'Not Authorized', { 'www-authenticate': challenge });
  }
  if (request.path === '/v2/_catalog') return refusal(404, 'not found');
  return toStorage(request, storage) ?? { kind: 'registry' };
}

function toStorage(request: FrontRequest, storage: string): FrontReply | undefined {
  if (!request.path.includes('/blobs/') || request.method !== 'GET') return undefined;
  const location = `${storage}${request.path}?X-Amz-Signature=signed`;
  return { kind: 'answer', status: 307, headers: { location } };
}

/** The address is signed, and a credential beside the signature is one too many. */
function answerStorage(request: FrontRequest): FrontReply {
  if (request.headers.authorization === undefined) return { kind: 'registry' };
  return {
    kind: 'answer',
    status: 400,
    headers: { 'content-type': 'application/xml' },
    body: '<Error><Code>InvalidArgument</Code><Message>Only one auth mechanism allowed</Message></Error>',
  };
}

function refusal(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): FrontReply {
  return { kind: 'answer', status, headers, body: { errors: [{ code: 'DENIED', message }] } };
}
