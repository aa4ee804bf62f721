// The whole list of routes that answer without a key. Every other one refuses; tests walk them all.

export const openRoutes: readonly string[] = [
  'GET /api/health',
  'GET /api/ready',
  'GET /healthz',
  'GET /readyz',
  'GET /api/openapi.json',
  'GET /api/sign-in',
];

/** Routes by which people come in: they check a password or a one-time link, and answer a throttled few. */
export const signInRoutes: readonly string[] = [
  'POST /api/session',
  'POST /api/first-owner',
  'POST /api/invitations/accept',
  'POST /api/password-resets/accept',
  'POST /api/links/inspect',
  'GET /api/oidc/start',
  'GET /api/oidc/callback',
];

/**
 * The files of the web console: the same for everybody, and without anything of anybody. Addresses below /api are
 * none of them.
 */
export const consoleRoute = '/*';

/**
 * Routes for machines that cannot send one of our keys: webhooks by their own secret. They check it themselves, and
 * refuse everybody without one in the words of the guard.
 */
const ownSecretRoutes: readonly string[] = [
  'POST /api/webhooks/:provider',
  'POST /api/webhooks/:provider/:registryId',
  'POST /api/webhooks/:provider/:registryId/:token',
  'OPTIONS /api/webhooks/:provider/:registryId/:token',
];

/** Push events are told in the receipts of their registry. */
export function hasReceipts(method: string, url: string): boolean {
  return ownSecretRoutes.includes(`${method} ${url}`);
}

export function isOpenRoute(method: string, url: string): boolean {
  // A route that answers GET answers HEAD too, with the same rights.
  const route = `${method === 'HEAD' ? 'GET' : method} ${url}`;
  if (route === `GET ${consoleRoute}`) return true;
  return [openRoutes, signInRoutes, ownSecretRoutes].some((routes) => routes.includes(route));
}

/** Whether an address belongs to the API, whatever stands behind it. */
export function isApiPath(url: string): boolean {
  return /^\/api(?:[/?]|$)/.test(url);
}
