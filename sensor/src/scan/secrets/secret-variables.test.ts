import assert from 'node:assert/strict';
import { test } from 'node:test';
import { secretVariables } from './secret-variables.ts';

const valuesIn = (text: string) =>
  secretVariables(text).map(({ start, end }) => text.slice(start, end));

test('values of variables named like secrets are found, however they are written', () => {
  assert.deepEqual(valuesIn('DB_PASSWORD=c4n4ry!'), ['c4n4ry!']);
  assert.deepEqual(valuesIn('/bin/sh -c #(nop)  ENV NPM_TOKEN=c4n4ry-1 B=c'), ['c4n4ry-1']);
  assert.deepEqual(valuesIn('ENV API_KEY c4n4ry-1'), ['c4n4ry-1']);
  assert.deepEqual(valuesIn('|1 SECRET="two words" /bin/sh -c make'), ['two words']);
  assert.deepEqual(valuesIn("RUN export my_secret_key='c4n4ry' && make"), ['c4n4ry']);
});

for (const text of [
  'DB_PASSWORD=',
  'DB_PASSWORD_FILE=/run/secrets/db',
  'DB_PASSWORD=/run/secrets/db',
  `TOKEN=\${BUILD_TOKEN}`,
  'TOKEN=$BUILD_TOKEN',
  'PASSWORD=changeme',
  'SECRET=your-secret-here',
  'TOKEN=true',
  'TOKENIZER=sentencepiece',
  'GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568',
  'API_KEY=https://example.test/docs',
  'MONKEY=banana-bread',
]) {
  test(`${text} is no secret`, () => assert.deepEqual(valuesIn(text), []));
}
