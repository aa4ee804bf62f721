// Whether a request may do what it asks, and what the registry says when not. Shaped after the CNCF registry:
// a token that lacks a right is answered with 401 and `insufficient_scope`, never with 403.
import type { RegistryExchange } from './registry-exchange.ts';
import type { BearerAuthentication } from './registry-knobs.ts';
import type { TokenBook } from './token-book.ts';
import { basicHeader } from './token-route.ts';

/** Answers the request itself and returns false when it may not go on. */
export async function authorize(exchange: RegistryExchange, tokens: TokenBook): Promise<boolean> {
  const { authentication, openPing } = exchange.knobs;
  if (authentication.kind === 'none' || (openPing && exchange.route.kind === 'ping')) {
    return passesRefusals(exchange);
  }
  const problem =
    authentication.kind === 'basic'
      ? basicProblem(exchange, basicHeader(authentication))
      : bearerProblem(exchange, tokens);
  if (problem !== undefined) {
    await sendUnauthorized(exchange, problem);
    return false;
  }
  return passesRefusals(exchange);
}

/** Empty: nothing was presented; otherwise the error a bearer challenge names. */
type Problem = '' | 'invalid_token' | 'insufficient_scope';

function basicProblem(exchange: RegistryExchange, expected: string): Problem | undefined {
  return exchange.header('authorization') === expected ? undefined : '';
}

function bearerProblem(exchange: RegistryExchange, tokens: TokenBook): Problem | undefined {
  const [, token] = /^Bearer (.+)$/i.exec(exchange.header('authorization')) ?? [];
  if (token === undefined) return '';
  if (!tokens.isValid(token)) return 'invalid_token';
  const scope = wantedScope(exchange);
  return scope && !tokens.allows(token, scope) ? 'insufficient_scope' : undefined;
}

function wantedScope(exchange: RegistryExchange) {
  const { kind, repository } = exchange.route;
  if (kind === 'catalog') return { type: 'registry', name: 'catalog', actions: ['*'] };
  if (repository === '') return undefined;
  const writes = !['GET', 'HEAD'].includes(exchange.method);
  return { type: 'repository', name: repository, actions: writes ? ['pull', 'push'] : ['pull'] };
}

async function passesRefusals(exchange: RegistryExchange): Promise<boolean> {
  const status = refusalStatus(exchange);
  if (status === undefined) return true;
  if (status === 401) await sendUnauthorized(exchange, 'insufficient_scope');
  else if (status === 403) await exchange.sendError(403, 'DENIED');
  else await exchange.sendText(status, `${status} page not found\n`);
  return false;
}

function refusalStatus({ route, method, knobs }: RegistryExchange): number | undefined {
  if (!['GET', 'HEAD'].includes(method)) return undefined;
  if (route.kind === 'catalog') return knobs.catalogRefusal;
  const hits =
    route.kind === 'blob' ||
    (route.kind === 'manifest' && knobs.pullRefusalFor === 'manifests-and-blobs');
  return hits ? knobs.pullRefusal : undefined;
}

function sendUnauthorized(exchange: RegistryExchange, problem: Problem): Promise<void> {
  const challenge = exchange.knobs.challenge ?? challengeFor(exchange, problem);
  return exchange.sendError(401, 'UNAUTHORIZED', {
    message: 'authentication required',
    headers: challenge === '' ? {} : { 'www-authenticate': challenge },
  });
}

function challengeFor(exchange: RegistryExchange, problem: Problem): string {
  const { authentication } = exchange.knobs;
  if (authentication.kind !== 'bearer') return 'Basic realm="fake registry"';
  const scope = wantedScope(exchange);
  const parts = [
    `realm="${realmOf(exchange, authentication)}"`,
    `service="${authentication.service ?? 'fake-registry'}"`,
    ...(scope ? [`scope="${scope.type}:${scope.name}:${scope.actions.join(',')}"`] : []),
    ...(problem === '' ? [] : [`error="${problem}"`]),
  ];
  return `Bearer ${parts.join(',')}`;
}

function realmOf(exchange: RegistryExchange, authentication: BearerAuthentication): string {
  return authentication.realm ?? `${exchange.base}/token`;
}
