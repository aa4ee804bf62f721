import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SerializerSelector } from '@fastify/fast-json-stringify-compiler';
import { temporaryFolder } from '../cli/testing/api-world.ts';
import { describeApi } from '../describe-api.ts';
import { lazySerializers } from './serializer.ts';

const route = { method: 'GET', url: '/', httpStatus: '200' };
const schema = { type: 'object', properties: { name: { type: 'string' } } };

test('an answer holds what its schema names and nothing else', () => {
  const serialize = lazySerializers({}, {})({ ...route, schema });

  assert.equal(serialize({ name: 'a', password: 'b' }), '{"name":"a"}');
  assert.equal(serialize({ name: 'c' }), '{"name":"c"}');
});

test('a schema is compiled when it is first needed, and once for all servers', () => {
  let reads = 0;
  const watched = new Proxy(schema, {
    get: (target, name) => {
      reads += 1;
      return Reflect.get(target, name);
    },
  });
  const first = lazySerializers({}, {})({ ...route, schema: watched });
  const second = lazySerializers({}, {})({ ...route, schema: watched });
  assert.equal(reads, 0);

  first({ name: 'a' });
  const readsOnce = reads;
  second({ name: 'a' });

  assert.ok(readsOnce > 0);
  assert.equal(reads, readsOnce);
});

test('every answer of the API has a schema that compiles, though servers do that late', async (t) => {
  const compile = SerializerSelector()({}, {});
  let schemas = 0;
  const document = JSON.parse(JSON.stringify(await describeApi(temporaryFolder(t))));
  for (const [url, methods] of Object.entries<object>(document.paths)) {
    for (const [method, operation] of Object.entries<{ responses?: object }>(methods as never)) {
      for (const [httpStatus, answer] of Object.entries(operation.responses ?? {})) {
        const answerSchema = answer.content?.['application/json']?.schema;
        if (answerSchema === undefined) continue;
        schemas += 1;
        compile({ method, url, httpStatus, schema: answerSchema });
      }
    }
  }
  assert.ok(schemas > 100, `${schemas} schemas`);
});
