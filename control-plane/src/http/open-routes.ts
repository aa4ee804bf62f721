// The whole list of routes that answer without a key. Every other one refuses; tests walk them all.

export const openRoutes: readonly string[] = [
  'GET /api/health',
  'GET /api/ready',
  'GET /api/openapi.json',
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

export function isOpenRoute(method: string, url: string): boolean {
  // A route that answers GET answers HEAD too, with the same rights.
  const route = `${method === 'HEAD' ? 'GET' : method} ${url}`;
  if (route === `GET ${consoleRoute}`) return true;
  return openRoutes.includes(route) || ownSecretRoutes.includes(route);
}

/** Whether an address belongs to the API, whatever stands behind it. */
export function isApiPath(url: string): boolean {
  return /^\/api(?:[/?]|$)/.test(url);
}
