import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layerHistory, parseImageConfig } from './parse-image-config.ts';

const diffId = `sha256:${'2'.repeat(64)}`;

function parse(value: unknown) {
  return parseImageConfig(new TextEncoder().encode(JSON.stringify(value)));
}

const whole = {
  os: 'linux',
  architecture: 'arm64',
  variant: 'v8',
  created: '2026-01-02T03:04:05Z',
  config: {
    User: '1000:1000',
    Env: ['PASSWORD=canary'],
    Labels: { maintainer: 'someone', odd: 7 },
    ExposedPorts: { '8080/tcp': {} },
  },
  rootfs: { type: 'layers', diff_ids: [diffId, diffId] },
  history: [
    { created_by: 'ADD file' },
    { created_by: 'ENV A=b', empty_layer: true },
    { created_by: 'RUN make\u001b[2J' },
  ],
};

test('platform, layers, history and facts are read, and the facts hold nothing of the environment', () => {
  const parsed = parse(whole);

  assert.equal(parsed.kind, 'image-config');
  if (parsed.kind !== 'image-config') return;
  assert.deepEqual(parsed.platform, { os: 'linux', architecture: 'arm64', variant: 'v8' });
  assert.deepEqual(parsed.diffIds, [diffId, diffId]);
  assert.deepEqual(parsed.facts, {
    user: '1000:1000',
    created: '2026-01-02T03:04:05Z',
    exposedPorts: ['8080/tcp'],
    labels: { maintainer: 'someone' },
    healthcheck: false,
  });
  assert.deepEqual(layerHistory(parsed, 2), ['ADD file', 'RUN make [2J']);
  assert.ok(!JSON.stringify(parsed.facts).includes('canary'));
  assert.deepEqual(parsed.environment, ['PASSWORD=canary']);
});

test('what a container starts with is read as far as it is text', () => {
  const config = {
    Entrypoint: ['/init', 7],
    Cmd: ['serve', '--port=80'],
    WorkingDir: '/srv',
    Healthcheck: { Test: ['CMD', 'true'] },
    Env: 'no list',
  };
  const parsed = parse({ config });

  assert.deepEqual(parsed.kind === 'image-config' && parsed.facts, {
    exposedPorts: [],
    labels: {},
    entrypoint: ['/init'],
    command: ['serve', '--port=80'],
    workingDirectory: '/srv',
    healthcheck: true,
  });
  assert.deepEqual(parsed.kind === 'image-config' && parsed.environment, []);
});

for (const healthcheck of [null, {}, { Test: [] }, { Test: ['NONE'] }, { Test: 'NONE' }, 7]) {
  test(`${JSON.stringify(healthcheck)} is no health check`, () => {
    const parsed = parse({ config: { Healthcheck: healthcheck } });

    assert.equal(parsed.kind === 'image-config' && parsed.facts.healthcheck, false);
  });
}

test('history that does not fit the layers explains none of them', () => {
  const parsed = parse(whole);

  assert.deepEqual(parsed.kind === 'image-config' && layerHistory(parsed, 3), []);
});

test('nulls and missing fields are taken as empty', () => {
  const parsed = parse({ config: { Labels: null, ExposedPorts: null, User: null }, history: null });

  assert.deepEqual(parsed.kind === 'image-config' && parsed.platform, {
    os: 'linux',
    architecture: 'amd64',
  });
  assert.deepEqual(parsed.kind === 'image-config' && parsed.facts, {
    exposedPorts: [],
    labels: {},
    healthcheck: false,
  });
});

test('a label named like a prototype is only a label', () => {
  const parsed = parseImageConfig(
    new TextEncoder().encode('{"config":{"Labels":{"__proto__":"x"}}}'),
  );

  assert.equal(parsed.kind === 'image-config' && Object.keys(parsed.facts.labels)[0], '__proto__');
});

for (const { name, value } of [
  { name: 'an array', value: [] },
  { name: 'a layer digest that is none', value: { rootfs: { diff_ids: ['x'] } } },
  { name: 'history that is no list', value: { history: {} } },
]) {
  test(`${name} is invalid`, () => assert.equal(parse(value).kind, 'invalid'));
}
