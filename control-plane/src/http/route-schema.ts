// The parts of a route's schema that follow from its role: the document says what the guard demands.

import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import type { Role } from '../domain/keys/roles.ts';
import { ErrorSchema } from './envelope.ts';

interface RouteDocument {
  readonly summary: string;
  readonly tags: readonly string[];
  readonly response: Readonly<Record<number, unknown>>;
  /** The codes it refuses with besides those that follow from its form; see route-error-codes.ts. */
  readonly errors?: readonly ErrorCode[];
}

const errorAnswers = { '4xx': ErrorSchema, '5xx': ErrorSchema } as const;

/** Options of a route that wants a key or a session of at least this role. */
export function guarded<const Schema extends RouteDocument>(role: Role, schema: Schema) {
  return {
    config: { role, errors: schema.errors ?? [] },
    schema: {
      ...schema,
      response: { ...schema.response, ...errorAnswers } as Schema['response'],
      security: [{ apiKey: [] }, { session: [] }],
      'x-required-role': role,
    },
  };
}

/** Options of a route that stands in the table of open routes. */
export function open<const Schema extends RouteDocument>(schema: Schema) {
  return {
    config: { errors: schema.errors ?? [] },
    schema: {
      ...schema,
      response: { ...schema.response, ...errorAnswers } as Schema['response'],
      security: [],
    },
  };
}
