// JSON bodies. An empty one counts as none: many clients announce JSON on every request, also where there is nothing
// to say. Everything else is read as Fastify does, prototype keys refused.
import type { ApiServer } from './type-provider.ts';

export function readJsonBodies(app: ApiServer): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, String(body), done);
  });
}
