// Checks requests by their TypeBox schemas. Text of paths and queries becomes numbers and flags where the schema says
// so; a body is taken as it is.
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { issuesMax, type RequestIssue, requestIssues } from './request-issues.ts';

/**
 * The end of the text to the language that SQLite is written in: a pattern that begins with it finds everything. No text that
 * is asked for holds it, and PostgreSQL could not even be asked.
 */
const endOfText = '\u0000';

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
    const cut = httpPart === 'body' ? [] : cutTexts(plain(input), part);
    if (cut.length > 0) return { error: new InvalidRequest(cut) };
    const withDefaults = validator.Default(structuredClone(plain(input)));
    const value = httpPart === 'body' ? withDefaults : validator.Convert(withDefaults);
    if (validator.Check(value)) return { value };
    return { error: new InvalidRequest(requestIssues(validator.Errors(value), part)) };
  };
};

/** Of a path or a query, whose values are texts, or lists of them where a name comes more than once. */
function cutTexts(input: unknown, part: string): readonly RequestIssue[] {
  return Object.entries(Object(input))
    .filter((field) => field.flat().some((text) => String(text).includes(endOfText)))
    .slice(0, issuesMax)
    .map(([name]) => ({
      path: `${part}/${name.replaceAll(endOfText, '')}`,
      message: 'must not hold the character U+0000',
    }));
}

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
