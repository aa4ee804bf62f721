// The head of the OpenAPI document. Its body comes from the schemas of the routes.
import { completeDocument } from './document/complete-document.ts';

export function openApiDocument(version: string) {
  return {
    transformObject: (made: object) =>
      completeDocument('openapiObject' in made ? Object(made.openapiObject) : {}),
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'HarborGuard',
        version,
        description:
          'Registries, their images, what is vulnerable in them, and the sensors that look.',
      },
      components: {
        securitySchemes: {
          apiKey: {
            type: 'http' as const,
            scheme: 'bearer',
            description: 'A user key: hg_ak_ and 48 hexadecimal digits.',
          },
          session: {
            type: 'apiKey' as const,
            in: 'cookie',
            name: '__Host-harborguard',
            description:
              'The session of a person, from POST /api/session. Requests that change something also send X-HarborGuard-Request: 1.',
          },
        },
      },
    },
  };
}
