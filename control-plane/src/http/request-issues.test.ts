import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { requestIssues } from './request-issues.ts';

const schema = Type.Object(
  {
    name: Type.String({ minLength: 2 }),
    mode: Type.Enum(['cloud', 'sensor']),
    kind: Type.Optional(Type.Literal('tag')),
    filters: Type.Optional(Type.Object({ days: Type.Integer() }, { additionalProperties: false })),
  },
  { additionalProperties: false },
);
const issuesOf = (value: unknown, part = '') => requestIssues(Compile(schema).Errors(value), part);

test('an issue says what to write instead: each missing field, each unknown one once, and the choices there are', () => {
  assert.deepEqual(issuesOf({}), [
    { path: '/name', message: 'is required' },
    { path: '/mode', message: 'is required' },
  ]);
  assert.deepEqual(
    issuesOf({ name: 'ab', mode: 'sensr', kind: 'x', filters: { dayz: 1 }, colour: 'red' }),
    [
      { path: '/colour', message: 'there is no such field' },
      { path: '/mode', message: 'must be one of cloud, sensor' },
      { path: '/kind', message: 'must be tag' },
      { path: '/filters/days', message: 'is required' },
      { path: '/filters/dayz', message: 'there is no such field' },
    ],
  );
});

test('an issue names the part of the request it is in, and of the whole of a body says so by a slash', () => {
  assert.deepEqual(issuesOf({ name: 'ab' }, '/querystring'), [
    { path: '/querystring/mode', message: 'is required' },
  ]);
  assert.deepEqual(issuesOf('text'), [{ path: '/', message: 'must be object' }]);
});
