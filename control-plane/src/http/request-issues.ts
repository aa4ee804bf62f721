// What a schema has against a request, in words that say what to write instead. Never the value that was sent.
import type { Validator } from 'typebox/compile';

type SchemaError = ReturnType<Validator['Errors']>[number];

export interface RequestIssue {
  readonly path: string;
  readonly message: string;
}

/** Enough to correct a form in one go; the rest would be noise. */
export const issuesMax = 20;
/** More choices than these are looked up in the document. */
const choicesMax = 40;

/** `part` is where in the request the schema was asked: empty for the body, else `/querystring` or `/params`. */
export function requestIssues(
  errors: readonly SchemaError[],
  part: string,
): readonly RequestIssue[] {
  return errors.flatMap((error) => issuesOf(error, part)).slice(0, issuesMax);
}

function issuesOf(error: SchemaError, part: string): readonly RequestIssue[] {
  const path = `${part}${error.instancePath}`;
  switch (error.keyword) {
    case 'boolean':
      return [{ path, message: 'there is no such field' }];
    // Each of these fields has its own line, from the schema that lets none through.
    case 'additionalProperties':
      return [];
    case 'required':
      return error.params.requiredProperties.map((name) => ({
        path: `${path}/${name}`,
        message: 'is required',
      }));
    case 'enum':
      return [{ path: path || '/', message: choice(error.params.allowedValues, error.message) }];
    case 'const':
      return [{ path: path || '/', message: choice([error.params.allowedValue], error.message) }];
    default:
      return [{ path: path || '/', message: error.message }];
  }
}

function choice(values: readonly unknown[], otherwise: string): string {
  if (values.length > choicesMax) return otherwise;
  const words = values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  return words.length === 1 ? `must be ${words[0]}` : `must be one of ${words.join(', ')}`;
}
