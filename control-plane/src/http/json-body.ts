// JSON bodies. An empty one counts as none: many clients announce JSON on every request, also where there is nothing
// to say. Everything else is read as Fastify does, prototype keys and nesting without end refused.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { isNestedDeeper } from './json-depth.ts';
import type { ApiServer } from './type-provider.ts';

/** No request has a third of it. */
const depthMax = 32;

export function readJsonBodies(app: ApiServer): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, content, done) => {
    const body = String(content);
    if (body === '') done(null, undefined);
    else if (isNestedDeeper(body, depthMax)) done(tooDeep());
    else void parse(request, body, done);
  });
}

function tooDeep(): HarborError {
  const rule = `is nested deeper than ${depthMax} levels`;
  return new HarborError('VALIDATION_FAILED', { details: { field: 'body', rule } });
}
