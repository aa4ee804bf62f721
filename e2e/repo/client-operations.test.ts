import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { operationsPath, operationsText } from './client-operations.ts';
import { root } from './source-file.ts';

test('the types of the client say what the OpenAPI document says', async () => {
  const text = readFileSync(join(root, operationsPath), 'utf8');

  assert.equal(text, await operationsText(), 'run: npm run docs');
});
