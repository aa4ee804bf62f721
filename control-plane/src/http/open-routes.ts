// The whole list of routes that answer without a key. Every other one refuses; a test walks them all.

export const openRoutes: readonly string[] = [
  'GET /api/health',
  'GET /api/ready',
  'GET /api/openapi.json',
];

export function isOpenRoute(method: string, url: string): boolean {
  // A route that answers GET answers HEAD too, with the same rights.
  return openRoutes.includes(`${method === 'HEAD' ? 'GET' : method} ${url}`);
}
