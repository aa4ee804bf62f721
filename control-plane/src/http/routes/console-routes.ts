// The web console: its files as they are, and its first page for every other address, since its router reads those.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ConsoleFile } from '../console-files.ts';
import { consoleRoute, isApiPath } from '../open-routes.ts';
import type { ApiServices } from '../services.ts';

/** Scripts and styles come from here or not at all; nothing inline, nothing evaluated, no other host. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const notBuilt = `HarborGuard answers at /api; its web console is not built.
In a checkout: npm run console:build, then start again. Elsewhere: set HARBORGUARD_CONSOLE_DIR to a built console.
`;

export function consoleRoutes(
  app: FastifyInstance,
  { consoleFiles }: Pick<ApiServices, 'consoleFiles'>,
): void {
  app.get(consoleRoute, { schema: { hide: true } }, (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/';
    if (isApiPath(path)) throw new HarborError('NOT_FOUND');
    if (consoleFiles === undefined) {
      return reply
        .code(path === '/' ? 200 : 404)
        .type('text/plain; charset=utf-8')
        .send(notBuilt);
    }
    const file = consoleFiles.file(path);
    // A page that is gone must not come as HTML under the name of a script.
    if (file === undefined && path.startsWith('/assets/')) throw new HarborError('NOT_FOUND');
    return sendFile(request, reply, file ?? consoleFiles.page);
  });
}

function sendFile(request: FastifyRequest, reply: FastifyReply, file: ConsoleFile): FastifyReply {
  const acceptsGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  const gzipped = acceptsGzip ? file.gzipped : undefined;
  void reply.headers({
    'cache-control': file.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    'content-security-policy': contentSecurityPolicy,
    'content-type': file.contentType,
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    etag: file.etag,
    vary: 'accept-encoding',
  });
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
  if (gzipped === undefined) return reply.send(file.body);
  return reply.header('content-encoding', 'gzip').send(gzipped);
}
