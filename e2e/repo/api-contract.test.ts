// The OpenAPI document as a contract: every route says what it is asked with, what it answers, who may, how it refuses.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { describeApi } from '@harborguard/control-plane/describe-api.ts';
import { errorCodes } from '@harborguard/shared/errors/error-table.ts';
import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv2020 from 'ajv/dist/2020.js';
import { root } from './source-file.ts';

interface Media {
  readonly schema?: object;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}
type Contents = Readonly<Record<string, Media>>;
interface Answer {
  readonly $ref?: string;
  readonly description?: string;
  readonly content?: Contents;
}
interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly object[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly schema: object;
    readonly example?: unknown;
  }[];
  readonly requestBody?: { readonly content: Contents };
  readonly responses: Readonly<Record<string, Answer>>;
  readonly 'x-required-role'?: string;
  readonly 'x-error-codes'?: readonly string[];
}
interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: object;
    readonly responses: Readonly<Record<string, Answer>>;
  };
}

const folder = mkdtempSync(join(tmpdir(), 'harborguard-contract-'));
const document = (await describeApi(folder)) as Document;
rmSync(folder, { recursive: true, force: true, maxRetries: 5 });

const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    ...{ path, operation },
    route: `${method.toUpperCase()} ${path}`,
  })),
);

const ajv = new Ajv2020.default({ strict: false, validateFormats: false });
ajv.addSchema({ $id: 'https://harborguard.invalid/api', components: document.components });

test('the document is OpenAPI 3.1 by the schema of the OpenAPI Initiative', async () => {
  const result = await new Validator().validate({ ...structuredClone(document) });

  assert.deepEqual(result.errors ?? [], []);
  assert.equal(document.openapi, '3.1.0');
  assert.ok(routes.length > 140, `${routes.length} routes`);
});

for (const { route, path, operation } of routes) {
  test(`${route} says what it is, who may, and how it refuses`, () => {
    assert.ok(operation.summary, 'a summary');
    assert.equal(operation.tags?.length, 1, 'one tag');
    assert.ok(Array.isArray(operation.security), 'whether it wants a key');
    const isGuarded = (operation.security ?? []).length > 0;
    assert.equal(operation['x-required-role'] !== undefined, isGuarded, 'a role, or none at all');
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const described = (operation.parameters ?? []).filter((each) => each.in === 'path');
    assert.deepEqual(
      described.map(({ name }) => name).toSorted(),
      named.toSorted(),
      'a schema for each part of the path',
    );
    assert.ok(Object.keys(operation.responses).some((status) => /^[23]/.test(status)));
    assert.ok(
      (operation['x-error-codes'] ?? []).every((code) => closed.has(code)),
      'codes of the error table',
    );
    assert.deepEqual(
      Object.keys(operation.responses).filter((status) => /XX|default/i.test(status)),
      [],
      'statuses by name',
    );
    const refusals = Object.values(operation.responses).flatMap(({ $ref }) =>
      $ref === undefined ? [] : namesOf($ref),
    );
    assert.deepEqual(refusals.toSorted(), [...(operation['x-error-codes'] ?? [])].toSorted());
  });

  test(`${route} has an example of each body and parameter, and each follows its schema`, () => {
    for (const { name, schema, example } of operation.parameters ?? []) {
      assert.notEqual(example, undefined, name);
      check(schema, example, name);
    }
    if (operation.requestBody !== undefined) checkContents(operation.requestBody.content, 'body');
    for (const [status, answer] of Object.entries(operation.responses)) {
      checkContents(answered(answer).content ?? {}, status);
      assert.ok(answered(answer).description, `${status} is described`);
    }
  });

  test(`${route} stands in the documentation`, () => {
    assert.ok(documentation.includes(`\`${route}\``), 'run: npm run docs');
  });
}

test('an example that does not follow its schema is found', () => {
  assert.throws(() => check({ type: 'object', required: ['id'] }, {}, 'planted'), /planted/);
});

test('no two routes have the same name for generators of clients', () => {
  const names = routes.map(({ operation }) => operation.operationId);

  assert.equal(new Set(names).size, names.length);
});

const closed = new Set<string>(errorCodes);
const documentation = readFileSync(join(root, 'docs/api-routes.md'), 'utf8');

function answered(answer: Answer): Answer {
  if (answer.$ref === undefined) return answer;
  const name = answer.$ref.slice('#/components/responses/'.length);
  return document.components.responses[name] ?? assert.fail(`${answer.$ref} is nowhere`);
}

function namesOf(reference: string): readonly string[] {
  return reference.slice('#/components/responses/'.length).split('.');
}

function checkContents(contents: Contents, place: string): void {
  for (const [mediaType, { schema = {}, example, examples }] of Object.entries(contents)) {
    const all = [
      ...(example === undefined ? [] : [example]),
      ...Object.values(examples ?? {}).map(({ value }) => value),
    ];
    assert.ok(all.length > 0, `${place} ${mediaType} has an example`);
    for (const each of all) {
      assert.notDeepEqual(each, {}, `${place} ${mediaType} shows something`);
      check(schema, each, `${place} ${mediaType}`);
    }
  }
}

function check(schema: object, example: unknown, place: string): void {
  const whole = JSON.parse(
    JSON.stringify(schema).replaceAll(
      '"#/components/',
      '"https://harborguard.invalid/api#/components/',
    ),
  );
  const validate = ajv.compile(whole);
  assert.ok(validate(example), `${place}: ${JSON.stringify(validate.errors)}`);
}
