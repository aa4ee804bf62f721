import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDemoOptions } from './demo-options.ts';

test('without options the sample registry is shown on a port of the system', () => {
  const reading = parseDemoOptions([]);

  assert.equal(reading.kind, 'options');
  assert.equal(reading.kind === 'options' && reading.options.registry, undefined);
  assert.equal(reading.kind === 'options' && reading.options.port, 0);
});

for (const args of [
  ['--port', 'x'],
  ['--registry', 'http://r', '--username', 'u'],
  ['--ca-file', 'ca.pem'],
  ['--unheard-of'],
]) {
  test(`${args.join(' ')} is refused with the rule it breaks`, () => {
    const reading = parseDemoOptions(args);

    assert.equal(reading.kind, 'problem');
    assert.match(reading.kind === 'problem' ? reading.rule : '', /--/);
  });
}
