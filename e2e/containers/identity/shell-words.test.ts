import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shellWords } from './shell-words.ts';

test('commands of a page become words', () => {
  const block = `# first
docker run --name sensor \\
  --env A='b c' image "x y"

kubectl get pods # and so on
`;

  assert.deepEqual(shellWords(block), [
    ['docker', 'run', '--name', 'sensor', '--env', 'A=b c', 'image', 'x y'],
    ['kubectl', 'get', 'pods'],
  ]);
});

test('quotes may span lines', () => {
  assert.deepEqual(shellWords('aws --document \'{\n "a": 1\n}\' x'), [
    ['aws', '--document', '{\n "a": 1\n}', 'x'],
  ]);
});
