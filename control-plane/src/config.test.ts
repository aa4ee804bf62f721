import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  printedVariables,
  variableLines,
} from '@harborguard/shared/configuration/print-variables.ts';
import { parseConfig } from './config.ts';
import { controlPlaneVariables } from './control-plane-variables.ts';

const noFiles = () => undefined;

test('nothing needs to be set to try it out', () => {
  const { config, problems } = parseConfig({}, noFiles);

  assert.deepEqual(problems, []);
  assert.deepEqual(config.listen, { host: '127.0.0.1', port: 8080 });
  assert.equal(config.managedSensor, true);
  assert.equal(config.sealKeyFile, `${config.dataFolder}/seal.key`);
  assert.equal(config.advisoriesFile, `${config.dataFolder}/advisories.sqlite`);
});

test('all problems come at once, by variable and rule and never by value', () => {
  const { problems } = parseConfig(
    {
      HARBORGUARD_LISTEN: 'canary:port',
      HARBORGUARD_PUBLIC_URL: 'canary',
      HARBORGUARD_ALLOWED_ADDRESSES: '10.0.0.0/8,canary',
      HARBORGUARD_LOG_LEVEL: 'canary',
      HARBORGUARD_MANAGED_SENSOR: 'canary',
    },
    noFiles,
  );

  assert.equal(problems.length, 5);
  assert.doesNotMatch(JSON.stringify(problems), /canary/);
});

test('the bootstrap key may come from a file, and an unknown variable is a warning', () => {
  const { config, warnings } = parseConfig(
    { HARBORGUARD_BOOTSTRAP_KEY_FILE: '/run/key', HARBORGUARD_LISTENS: 'x' },
    (path) => (path === '/run/key' ? 'hg_ak_x\n' : undefined),
  );

  assert.equal(config.bootstrapKey, 'hg_ak_x');
  assert.match(warnings.join(), /HARBORGUARD_LISTENS.*HARBORGUARD_LISTEN\b/);
});

/** What a name says of its value; OpenTelemetry gives this name to the path of a file. */
const opensSomething =
  /(?<!^OTEL_EXPORTER_OTLP_CLIENT)_(?:KEY|KEY_PREVIOUS|TOKEN|SECRET|PASSWORD|DATABASE_URL)$|^HTTPS?_PROXY$/;

test('whatever opens something is a secret, and no secret is printed', () => {
  for (const variable of Object.values(controlPlaneVariables)) {
    const { name } = variable;
    const secret = 'secret' in variable && variable.secret;
    const lines = variableLines(printedVariables([variable], { [name]: 'canary-7' }));

    assert.ok(secret || !opensSomething.test(name), name);
    assert.equal(lines.includes('canary-7'), !secret, name);
    assert.ok(!secret || lines.includes(' set '), name);
  }
});

const addresses: readonly (readonly [string, object | undefined])[] = [
  ['0.0.0.0:8080', { host: '0.0.0.0', port: 8080 }],
  ['[::1]:9', { host: '::1', port: 9 }],
  [':8080', { host: '0.0.0.0', port: 8080 }],
  ['8080', { host: '0.0.0.0', port: 8080 }],
  ['127.0.0.1:0', { host: '127.0.0.1', port: 0 }],
  ['127.0.0.1:65536', undefined],
  ['::1:80', undefined],
];

for (const [text, expected] of addresses) {
  test(`to listen on ${text} is ${expected === undefined ? 'refused' : 'understood'}`, () => {
    const { config, problems } = parseConfig({ HARBORGUARD_LISTEN: text }, noFiles);

    if (expected === undefined) assert.equal(problems.length, 1);
    else assert.deepEqual(config.listen, expected);
  });
}

test('the share from which a shrink wants confirmation is half, or what the operator says', () => {
  const none = () => undefined;

  assert.equal(parseConfig({}, none).config.shrinkPercent, 50);
  assert.equal(parseConfig({ HARBORGUARD_SHRINK_PERCENT: '20' }, none).config.shrinkPercent, 20);
  assert.equal(
    parseConfig({ HARBORGUARD_SHRINK_PERCENT: '0' }, none).problems[0]?.variable,
    'HARBORGUARD_SHRINK_PERCENT',
  );
});
