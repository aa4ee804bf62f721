// Checks requests by their TypeBox schemas. Text of paths and queries becomes numbers and flags where the schema says
// so; a body is taken as it is.
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { type RequestIssue, requestIssues } from './request-issues.ts';

/** The issues of a request, by field and rule; never the value. */
export class InvalidRequest extends Error {
  readonly issues: readonly RequestIssue[];

  constructor(issues: readonly RequestIssue[]) {
    super('the request does not follow its schema');
    this.name = 'InvalidRequest';
    this.issues = issues;
  }
}

export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = validatorOf(schema);
  const part = httpPart === 'body' ? '' : `/${httpPart ?? ''}`;
  return (input: unknown) => {
    const withDefaults = validator.Default(structuredClone(plain(input)));
    const value = httpPart === 'body' ? withDefaults : validator.Convert(withDefaults);
    if (validator.Check(value)) return { value };
    return { error: new InvalidRequest(requestIssues(validator.Errors(value), part)) };
  };
};

/** Schemas are constants of their modules: several servers in one process share what was made of them. */
const compiled = new WeakMap<TSchema, Validator>();

function validatorOf(schema: TSchema): Validator {
  const validator = compiled.get(schema) ?? Compile(schema);
  compiled.set(schema, validator);
  return validator;
}

/** Parsed queries have no prototype, which structuredClone keeps but TypeBox does not read as an object. */
function plain(input: unknown): unknown {
  return typeof input === 'object' && input !== null && !Array.isArray(input)
    ? { ...input }
    : input;
}
