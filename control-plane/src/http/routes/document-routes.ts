// The OpenAPI document, made from the schemas the routes are checked by.
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';

export function documentRoutes(app: FastifyInstance): void {
  const options = {
    schema: {
      summary: 'This document',
      tags: ['system'],
      security: [],
      response: {
        200: Type.Object({}, { additionalProperties: true, examples: [{ openapi: '3.1.0' }] }),
      },
    },
  };
  app.get('/api/openapi.json', options, () => app.swagger());
}
