// The types of the API client, made from the OpenAPI document: what each operation is asked with and
// what it answers. `npm run docs` writes them, a test compares.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeApi } from '@harborguard/control-plane/describe-api.ts';

export const operationsPath = 'control-plane/client/src/operations.ts';

type Schema = Readonly<Record<string, unknown>>;

interface Operation {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { schema: Schema }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { schema: Schema }>> }>
  >;
  readonly 'x-error-codes'?: readonly string[];
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const head = `// Made from the OpenAPI document by \`npm run docs\`; never edited by hand.

export interface Operations {
`;

export async function operationsText(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-api-'));
  try {
    const { paths } = (await describeApi(folder)) as OpenApi;
    const rows = Object.entries(paths)
      .filter(([path]) => !path.startsWith('/api/webhooks/'))
      .flatMap(([path, methods]) =>
        Object.entries(methods).map(
          ([method, operation]) =>
            `  '${method.toUpperCase()} ${path}': ${operationType(operation)};\n`,
        ),
      );
    return `${head}${rows.join('')}}\n`;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function operationType(operation: Operation): string {
  const answers = Object.entries(operation.responses).filter(([status]) => /^2/.test(status));
  const answer = answers.map(([, { content }]) => contentType(content)).join(' | ') || 'unknown';
  const body =
    operation.requestBody === undefined ? 'never' : contentType(operation.requestBody.content);
  const codes = operation['x-error-codes'] ?? [];
  const errors = codes.map((code) => JSON.stringify(code)).join(' | ') || 'never';
  return `{
    params: ${parametersType(operation, 'path')};
    query: ${parametersType(operation, 'query')};
    body: ${body};
    answer: ${answer};
    errors: ${errors};
  }`;
}

function contentType(content: Readonly<Record<string, { schema: Schema }>> | undefined): string {
  const schemas = Object.values(content ?? {}).map(({ schema }) => schema);
  return schemas.map((schema) => typeOf(schema, '    ')).join(' | ') || 'undefined';
}

function parametersType({ parameters = [] }: Operation, place: string): string {
  const fields = parameters
    .filter((parameter) => parameter.in === place)
    .map(({ name, required, schema }) => field(name, required === true, schema, '    '));
  return fields.length === 0 ? 'never' : `{\n${fields.join('')}    }`;
}

function field(name: string, isRequired: boolean, schema: unknown, indent: string): string {
  const key = /^[A-Za-z_]\w*$/.test(name) ? name : `'${name}'`;
  return `${indent}  ${key}${isRequired ? '' : '?'}: ${typeOf(schema as Schema, `${indent}  `)};\n`;
}

function typeOf(schema: Schema, indent: string): string {
  const variants = (schema['anyOf'] ?? schema['oneOf']) as readonly Schema[] | undefined;
  if (variants !== undefined) return variants.map((each) => typeOf(each, indent)).join(' | ');
  if (schema['const'] !== undefined) return JSON.stringify(schema['const']);
  const values = schema['enum'] as readonly unknown[] | undefined;
  if (values !== undefined) return values.map((value) => JSON.stringify(value)).join(' | ');
  switch (schema['type']) {
    case 'string':
    case 'boolean':
    case 'null':
      return schema['type'];
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return `readonly (${typeOf((schema['items'] ?? {}) as Schema, indent)})[]`;
    case 'object':
      return objectType(schema, indent);
    default:
      return 'unknown';
  }
}

function objectType(schema: Schema, indent: string): string {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>);
  if (properties.length === 0) {
    const values = (schema['patternProperties'] ?? {}) as Record<string, Schema>;
    const [value] = Object.values(values);
    const additional = value ?? schema['additionalProperties'];
    return typeof additional === 'object' && additional !== null
      ? `Readonly<Record<string, ${typeOf(additional as Schema, indent)}>>`
      : 'Readonly<Record<string, unknown>>';
  }
  const required = new Set((schema['required'] ?? []) as readonly string[]);
  const fields = properties.map(([name, each]) => field(name, required.has(name), each, indent));
  return `{\n${fields.join('')}${indent}}`;
}
