// The OpenAPI document, made from the schemas the routes are checked by.
import type { FastifyInstance } from 'fastify';

export function documentRoutes(app: FastifyInstance): void {
  const options = {
    schema: { summary: 'This document', tags: ['system'], security: [] },
  };
  app.get('/api/openapi.json', options, () => app.swagger());
}
