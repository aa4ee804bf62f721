// The token service: GET with Basic, POST with a form, and the grants in between. It may be wrong on demand.

import type { RegistryExchange } from './registry-exchange.ts';
import type { BearerAuthentication } from './registry-knobs.ts';
import { type GrantedScope, parseScope, type TokenBook } from './token-book.ts';

/** What a token service does when nothing else is said. */
const lifetimeSecondsDefault = 300;

interface TokenRequest {
  readonly caller: 'known' | 'anonymous' | 'refused';
  readonly scopes: readonly string[];
}

export async function answerToken(exchange: RegistryExchange, tokens: TokenBook): Promise<void> {
  const authentication = exchange.knobs.authentication;
  if (authentication.kind !== 'bearer') return exchange.sendText(404, '404 page not found\n');
  if (exchange.method === 'POST' && authentication.acceptsPost === false) {
    return exchange.sendError(405, 'UNSUPPORTED');
  }
  const request =
    exchange.method === 'POST'
      ? readForm(
          new URLSearchParams((await exchange.requestBody()).toString('utf8')),
          authentication,
        )
      : readQuery(exchange, authentication);
  if (request.caller === 'refused') {
    return exchange.sendError(authentication.refusalStatus ?? 401, 'UNAUTHORIZED');
  }
  await exchange.sendJson(
    200,
    tokenReply(tokens, authentication, grantedScopes(request, authentication)),
  );
}

function readQuery(exchange: RegistryExchange, authentication: BearerAuthentication): TokenRequest {
  const header = exchange.header('authorization');
  const scopes = exchange.url.searchParams.getAll('scope');
  if (header === '') return { caller: 'anonymous', scopes };
  return { caller: header === basicHeader(authentication) ? 'known' : 'refused', scopes };
}

function readForm(form: URLSearchParams, authentication: BearerAuthentication): TokenRequest {
  const scopes = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  const known =
    form.get('grant_type') === 'refresh_token'
      ? authentication.refreshToken !== undefined &&
        form.get('refresh_token') === authentication.refreshToken
      : form.get('username') === authentication.username &&
        form.get('password') === authentication.password;
  return { caller: known ? 'known' : 'refused', scopes };
}

export function basicHeader(account: {
  readonly username: string;
  readonly password: string;
}): string {
  return `Basic ${Buffer.from(`${account.username}:${account.password}`).toString('base64')}`;
}

/** A token service grants the part it may, never an error for the rest. */
function grantedScopes(
  request: TokenRequest,
  authentication: BearerAuthentication,
): readonly GrantedScope[] {
  if (authentication.grantsNothing) return [];
  const wanted = request.scopes.map(parseScope).filter((scope) => scope !== undefined);
  if (request.caller === 'known') return wanted;
  if (!authentication.anonymousPull) return [];
  return wanted
    .filter((scope) => scope.type === 'repository')
    .map((scope) => ({ ...scope, actions: scope.actions.filter((action) => action === 'pull') }));
}

function tokenReply(
  tokens: TokenBook,
  authentication: BearerAuthentication,
  scopes: readonly GrantedScope[],
): Record<string, unknown> {
  const expiresIn = authentication.expiresInSeconds;
  const token = tokens.issue(scopes, Math.max(60, expiresIn ?? lifetimeSecondsDefault));
  const field = authentication.tokenField ?? 'both';
  return {
    ...(field === 'access_token' ? {} : { token }),
    ...(field === 'token' ? {} : { access_token: field === 'token-and-empty' ? '' : token }),
    ...(expiresIn === null ? {} : { expires_in: expiresIn ?? lifetimeSecondsDefault }),
  };
}
