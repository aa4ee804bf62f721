// Doubles of the services that give Google's access tokens: the metadata server, the token exchange for identities of
// others (federation), the grant for a service account's key, and the taking on of a service account.
import {
  type FrontReply,
  type FrontRequest,
  startVendorFront,
  type VendorFront,
} from './start-vendor-front.ts';

export interface GoogleIdentityServicesOptions {
  /** What every service gives away in the end. */
  token: string;
  readonly lifeSeconds: number;
  /** The token of the workload, which the exchange wants to see. */
  readonly subjectToken?: string;
  /** Whether the metadata server says that it is Google's; absent: yes. */
  readonly flavor?: boolean;
  refused?: boolean;
}

const federatedToken = 'federated-token';

export function startGoogleIdentityServices(
  options: GoogleIdentityServicesOptions,
): Promise<VendorFront> {
  return startVendorFront({
    registryUrl: 'http://127.0.0.1:9',
    handle: (request) => handle(options, request),
  });
}

function handle(options: GoogleIdentityServicesOptions, request: FrontRequest): FrontReply {
  const { path } = request;
  if (path.startsWith('/computeMetadata/v1')) return metadata(options, request);
  if (options.refused === true) return refusal();
  if (path === '/v1/token') return exchange(options, request);
  if (path.endsWith(':generateAccessToken')) return takeOn(options, request);
  if (path === '/token') return { kind: 'answer', status: 200, body: grant(options) };
  return { kind: 'answer', status: 404 };
}

/** Whoever does not say that it knows whom it asks gets nothing: so pages in browsers cannot ask. */
function metadata(options: GoogleIdentityServicesOptions, request: FrontRequest): FrontReply {
  const headers: Record<string, string> =
    options.flavor === false ? {} : { 'metadata-flavor': 'Google' };
  if (request.headers['metadata-flavor'] !== 'Google') {
    return { kind: 'answer', status: 403, headers };
  }
  if (!request.path.endsWith('/service-accounts/default/token')) {
    const body = request.path.endsWith('/project-id') ? 'acme' : '';
    return { kind: 'answer', status: 200, headers, body };
  }
  if (options.refused === true) return { kind: 'answer', status: 404, headers };
  return { kind: 'answer', status: 200, headers, body: grant(options) };
}

function exchange(options: GoogleIdentityServicesOptions, request: FrontRequest): FrontReply {
  const form = new URLSearchParams(request.body.toString());
  const isGood =
    form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:token-exchange' &&
    form.get('subject_token') === options.subjectToken;
  if (!isGood) return refusal();
  const body = {
    access_token: federatedToken,
    issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    token_type: 'Bearer',
    expires_in: options.lifeSeconds,
  };
  return { kind: 'answer', status: 200, body };
}

function takeOn(options: GoogleIdentityServicesOptions, request: FrontRequest): FrontReply {
  if (request.headers.authorization !== `Bearer ${federatedToken}`) return refusal();
  const expireTime = new Date(Date.now() + options.lifeSeconds * 1000).toISOString();
  return { kind: 'answer', status: 200, body: { accessToken: options.token, expireTime } };
}

function grant({ token, lifeSeconds }: GoogleIdentityServicesOptions) {
  return { access_token: token, expires_in: lifeSeconds, token_type: 'Bearer' };
}

function refusal(): FrontReply {
  const body = { error: 'invalid_grant', error_description: 'canary: what was sent' };
  return { kind: 'answer', status: 400, body };
}
