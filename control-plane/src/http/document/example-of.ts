// An example for a schema, made of what its fields say of themselves: their own examples, the values they are limited to,
// or the words of their name.
import { Check } from 'typebox/schema';
import { exampleForms, exampleWords } from './example-words.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Which fields an example shows: an answer all of them, a request those that it cannot go without. */
export type ExampleKind = 'answer' | 'request';

/** The first value that fits; names are looked up where a schema is text. */
export function exampleOf(schema: JsonSchema, kind: ExampleKind, name = ''): unknown {
  const [own] = listOf(schema['examples']);
  if (own !== undefined) return own;
  if (schema['const'] !== undefined) return schema['const'];
  const values = listOf(schema['enum']);
  if (values.length > 0)
    return exampleWords[name]?.find((word) => values.includes(word)) ?? values[0];
  const variants = listOf(schema['anyOf'] ?? schema['oneOf']) as readonly JsonSchema[];
  if (variants.length > 0) {
    const variant = variants.find(({ type }) => type !== 'null') ?? {};
    return exampleOf(variant, kind, name);
  }
  switch (schema['type']) {
    case 'object':
      return objectExample(schema, kind);
    case 'array':
      return arrayExample(schema, kind, name);
    case 'string':
      return textExample(schema, name);
    case 'integer':
    case 'number':
      return schema['default'] ?? schema['minimum'] ?? 1;
    case 'boolean':
      return schema['default'] ?? true;
    default:
      return schema['default'] ?? null;
  }
}

function objectExample(schema: JsonSchema, kind: ExampleKind): object {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const required = listOf(schema['required']);
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => kind === 'answer' || required.includes(name))
      .map(([name, property]) => [name, exampleOf(property, kind, name)]),
  );
}

function arrayExample(schema: JsonSchema, kind: ExampleKind, name: string): readonly unknown[] {
  const items = (schema['items'] ?? {}) as JsonSchema;
  return [exampleOf(items, kind, name)];
}

function textExample(schema: JsonSchema, name: string): string {
  const { default: usual, format } = schema;
  if (format === 'binary') return '…';
  if (typeof usual === 'string') return usual;
  const words = [...(exampleWords[name] ?? []), ...formsOf(schema)];
  const word = words.find((candidate) => Check(schema, candidate));
  if (word === undefined) throw new TypeError(`the text ${name} has no example that fits`);
  return word;
}

function formsOf(schema: JsonSchema): readonly string[] {
  const isTime = /^ISO 8601/.test(String(schema['description'] ?? ''));
  if (isTime) return exampleForms.slice(-1);
  return schema['pattern'] === undefined && schema['format'] === undefined ? [] : exampleForms;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
