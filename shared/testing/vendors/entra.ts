// A double of Microsoft Entra ID and of the metadata service of a machine in Azure: who gets an access token, and how
// both say no. Reached by http; whoever needs the https of the real authority maps its address here, and names it in the
// header x-authority.
import { signedToken } from './signed-token.ts';
import {
  type FrontReply,
  type FrontRequest,
  startVendorFront,
  type VendorFront,
} from './start-vendor-front.ts';
import { judgeToken, type TokenTrust, type TokenVerdict } from './token-trust.ts';

export interface EntraOptions {
  /** The identities bound to the machine by client id; `system` is the one without a name. Absent: none. */
  identities?: readonly string[];
  /** Client id -> its secret. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Client id -> the assertion of its federated credential. */
  readonly assertions?: Readonly<Record<string, string>>;
  /** The federated credential of one client, in place of one assertion. */
  trust?: TokenTrust & { readonly clientId: string };
  readonly lifetimeSeconds?: number;
  /** So many questions to the metadata service are answered with this instead. */
  readonly busy?: { times: number; readonly status: number };
}

export interface Entra extends VendorFront {
  /** All tokens given, the newest last. */
  readonly given: readonly string[];
}

interface State extends EntraOptions {
  readonly given: string[];
}

export async function startEntra(options: EntraOptions): Promise<Entra> {
  const given: string[] = [];
  // The options themselves, as they may be changed at any time.
  const state: State = Object.assign(options, { given });
  const front = await startVendorFront({
    registryUrl: 'http://registry.invalid',
    handle: (request) => handle(state, request),
  });
  return { ...front, given };
}

function handle(state: State, request: FrontRequest): FrontReply {
  const { path } = request;
  if (path.startsWith('/metadata/')) return metadata(state, request);
  const tenant = path.split('/')[1] ?? '';
  if (path.endsWith('/.well-known/openid-configuration')) return configuration(request, tenant);
  if (path === `/${tenant}/oauth2/v2.0/token`) return token(state, request);
  return { kind: 'answer', status: 404, body: { error: 'not_found' } };
}

/** All numbers are text; a refresh token is there and empty. */
function metadata(state: State, { headers, query }: FrontRequest): FrontReply {
  if (headers['metadata'] !== 'true') return refused(400, 'bad_request_102', 'header missing');
  if (state.busy !== undefined && state.busy.times > 0) {
    state.busy.times -= 1;
    return { kind: 'answer', status: state.busy.status, body: { error: 'busy' } };
  }
  const wanted = query.get('client_id') ?? 'system';
  if (!state.identities?.includes(wanted)) {
    return refused(400, 'invalid_request', 'Identity not found');
  }
  const resource = query.get('resource') ?? '';
  const seconds = state.lifetimeSeconds ?? 3599;
  const expiresOn = Math.floor(Date.now() / 1000) + seconds;
  const body = {
    access_token: give(state, { appid: wanted, aud: resource }),
    refresh_token: '',
    expires_in: String(seconds),
    expires_on: String(expiresOn),
    not_before: String(expiresOn - seconds),
    resource,
    token_type: 'Bearer',
  };
  return { kind: 'answer', status: 200, body };
}

function configuration({ headers }: FrontRequest, tenant: string): FrontReply {
  const origin = String(headers['x-authority'] ?? 'https://login.microsoftonline.com');
  const authority = `${origin}/${tenant}`;
  const body = {
    token_endpoint: `${authority}/oauth2/v2.0/token`,
    authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
    end_session_endpoint: `${authority}/oauth2/v2.0/logout`,
    jwks_uri: `${authority}/discovery/v2.0/keys`,
    issuer: `${authority}/v2.0`,
  };
  return { kind: 'answer', status: 200, body };
}

function token(state: State, { body }: FrontRequest): FrontReply {
  const form = new URLSearchParams(body.toString('utf8'));
  const client = form.get('client_id') ?? '';
  const secret = form.get('client_secret');
  const assertion = form.get('client_assertion');
  const bySecret = secret !== null && state.secrets?.[client] === secret;
  const byAssertion = assertion !== null && state.assertions?.[client] === assertion;
  const fault = assertion === null ? undefined : assertionFault(state, client, assertion);
  if (fault !== undefined) return refused(401, 'invalid_client', fault);
  if (!bySecret && !byAssertion && state.trust === undefined) {
    return refused(401, 'invalid_client', 'AADSTS7000215: Invalid client secret provided.');
  }
  const seconds = state.lifetimeSeconds ?? 3599;
  const answer = {
    token_type: 'Bearer',
    expires_in: seconds,
    ext_expires_in: seconds,
    access_token: give(state, { appid: client, aud: form.get('scope') }),
  };
  return { kind: 'answer', status: 200, body: answer };
}

/** What Entra says of each fault of a federated token. */
const assertionFaults: Readonly<Record<Exclude<TokenVerdict, 'trusted'>, string>> = {
  'not-signed': 'AADSTS50027: JWT token is invalid or malformed.',
  'wrong-issuer': 'AADSTS700211: No matching federated identity record found for presented issuer.',
  'wrong-audience':
    'AADSTS700212: No matching federated identity record found for presented assertion audience.',
  'wrong-subject':
    'AADSTS700213: No matching federated identity record found for presented assertion subject.',
  expired: 'AADSTS700024: Client assertion is not within its valid time range.',
};

function assertionFault({ trust }: State, client: string, assertion: string): string | undefined {
  if (trust === undefined) return undefined;
  if (client !== trust.clientId) {
    return 'AADSTS700016: Application was not found in the directory.';
  }
  const verdict = judgeToken(assertion, trust, Date.now());
  return verdict === 'trusted' ? undefined : assertionFaults[verdict];
}

function give(state: State, claims: Readonly<Record<string, unknown>>): string {
  const issuer = { iss: 'https://sts.windows.net/', jti: String(state.given.length) };
  const text = signedToken({ ...issuer, ...claims });
  state.given.push(text);
  return text;
}

function refused(status: number, error: string, description: string): FrontReply {
  return { kind: 'answer', status, body: { error, error_description: description } };
}
