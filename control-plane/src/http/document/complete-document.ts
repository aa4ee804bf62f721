// What the OpenAPI document says beyond the schemas of the routes: an example of every body and parameter, the codes a
// route may refuse with, and names for generators of clients.
import { type ErrorCode, errorRow } from '@harborguard/shared/errors/error-table.ts';
import { exampleOf, type JsonSchema } from './example-of.ts';

interface Content {
  readonly schema?: JsonSchema;
}
interface Contents {
  readonly [mediaType: string]: Content;
}
interface Operation {
  readonly parameters?: readonly {
    readonly name: string;
    readonly schema?: JsonSchema;
  }[];
  readonly requestBody?: { readonly content: Contents };
  readonly responses?: Readonly<Record<string, { readonly content?: Contents }>>;
  readonly 'x-error-codes'?: readonly ErrorCode[];
}
interface Document {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components?: object;
}

const exampleId = '01a1fb68-ba4d-73ed-abce-29676d008acf';

const answerWords: Readonly<Record<string, string>> = {
  200: 'What was asked for',
  201: 'What was made',
  202: 'Accepted; it happens by itself from here on',
  204: 'Done; there is nothing to say',
  206: 'The part that was asked for',
  302: 'To where it goes on',
  304: 'Unchanged',
};

export function completeDocument(document: Document): object {
  const refusals = new Map<string, object>();
  const paths = Object.fromEntries(
    Object.entries(document.paths ?? {}).map(([path, methods]) => [
      path,
      Object.fromEntries(
        Object.entries(methods).map(([method, operation]) => [
          method,
          completeOperation(operation as Operation, { method, path, refusals }),
        ]),
      ),
    ]),
  );
  return {
    ...document,
    paths,
    components: {
      ...document.components,
      schemas: { Error: errorSchema },
      responses: Object.fromEntries([...refusals].toSorted()),
    },
  };
}

function completeOperation(
  operation: Operation,
  place: { method: string; path: string; refusals: Map<string, object> },
): object {
  const { parameters, requestBody, responses = {} } = operation;
  const answers = Object.entries(responses)
    .filter(([status]) => !/XX$/i.test(status))
    .map(([status, answer]) => [
      status,
      answer.content === undefined
        ? { ...answer, description: answerWords[status] ?? 'Done' }
        : {
            ...answer,
            description: answerWords[status] ?? 'Done',
            content: withExamples(answer.content, 'answer'),
          },
    ]);
  return {
    operationId: operationId(place.method, place.path),
    ...operation,
    ...(parameters === undefined
      ? {}
      : {
          parameters: parameters.map((parameter) => ({
            ...parameter,
            example: exampleOf(parameter.schema ?? {}, 'request', parameter.name),
          })),
        }),
    ...(requestBody === undefined
      ? {}
      : { requestBody: { ...requestBody, content: withExamples(requestBody.content, 'request') } }),
    responses: {
      ...Object.fromEntries(answers),
      ...refusalsOf(operation['x-error-codes'] ?? [], place.refusals),
    },
  };
}

function withExamples(content: Contents, kind: 'answer' | 'request'): object {
  return Object.fromEntries(
    Object.entries(content).map(([mediaType, each]) => [
      mediaType,
      'example' in each || 'examples' in each
        ? each
        : { ...each, example: exampleOf(each.schema ?? {}, kind) },
    ]),
  );
}

/** `getApiRegistriesById` for `GET /api/registries/{id}`. */
function operationId(method: string, path: string): string {
  const words = path.split(/[^A-Za-z0-9{]+/).filter((word) => word !== '');
  const names = words.map((word) => {
    const name = word.replace('{', '');
    const capital = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    return word.startsWith('{') ? `By${capital}` : capital;
  });
  return `${method}${names.join('')}`;
}

const errorSchema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'id'],
      properties: {
        code: { type: 'string', description: 'A code of the error table; see GET /api/errors.' },
        message: { type: 'string' },
        issues: {
          type: 'array',
          items: {
            type: 'object',
            required: ['path', 'message'],
            properties: { path: { type: 'string' }, message: { type: 'string' } },
          },
        },
        firstCheck: { type: 'string', description: 'The first thing to look at.' },
        id: { type: 'string', description: 'Of this request; the same in the log.' },
      },
    },
  },
};

/** By status, each with the closed list of its codes; routes with the same list share one. */
function refusalsOf(codes: readonly ErrorCode[], refusals: Map<string, object>): object {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { httpStatus } = errorRow(code);
    byStatus.set(httpStatus, [...(byStatus.get(httpStatus) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, those]) => {
      const name = those.toSorted().join('.');
      refusals.set(name, refusal(those.toSorted()));
      return [String(status), { $ref: `#/components/responses/${name}` }];
    }),
  );
}

function refusal(codes: readonly ErrorCode[]): object {
  const closed = {
    type: 'object',
    properties: { error: { type: 'object', properties: { code: { enum: codes } } } },
  };
  const schema = { allOf: [{ $ref: '#/components/schemas/Error' }, closed] };
  return {
    description: codes.map((code) => `${code}: ${errorRow(code).meaning}`).join(' '),
    content: {
      'application/json': {
        schema,
        examples: Object.fromEntries(codes.map((code) => [code, { value: refusalExample(code) }])),
      },
    },
  };
}

function refusalExample(code: ErrorCode): object {
  const { meaning, firstCheck } = errorRow(code);
  return { error: { code, message: meaning, firstCheck, id: exampleId } };
}
