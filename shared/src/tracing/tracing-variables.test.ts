import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Environment, readVariables } from '../configuration/read-variables.ts';
import { heededProblems, tracingOf, tracingVariables } from './tracing-variables.ts';

function read(environment: Environment) {
  const files = (path: string) => (path === '/run/headers' ? 'api-key=canary%20key\n' : undefined);
  const { values, problems } = readVariables(tracingVariables, environment, files);
  return { config: tracingOf(values), problems: heededProblems(problems, environment) };
}

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' };

test('without an address there are no traces, whatever else a cluster sets for its programs', () => {
  const { config, problems } = read({
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_TRACES_SAMPLER: 'jaeger_remote',
    OTEL_SERVICE_NAME: 'somebody',
  });

  assert.equal(config, undefined);
  assert.deepEqual(problems, []);
});

test('the address of a collector is enough, and that of traces counts before it', () => {
  assert.equal(read(endpoint).config?.url, 'http://collector:4318/v1/traces');
  const own = { ...endpoint, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example/otlp' };

  assert.deepEqual(read(own).config, {
    url: 'https://traces.example/otlp',
    protocol: 'http/protobuf',
    headers: {},
    timeoutMs: 10_000,
    compression: 'none',
    certificateFile: undefined,
    clientCertificateFile: undefined,
    clientKeyFile: undefined,
    serviceName: undefined,
    resourceAttributes: {},
    sampler: 'parentbased_always_on',
    samplerShare: 1,
  });
});

for (const off of [{ OTEL_SDK_DISABLED: 'true' }, { OTEL_TRACES_EXPORTER: 'none' }]) {
  test(`${Object.keys(off)[0]} turns them off, and what is wrong with the others does not matter`, () => {
    const { config, problems } = read({ ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', ...off });

    assert.equal(config, undefined);
    assert.deepEqual(problems, []);
  });
}

test('all that is wrong is told at once, by variable and rule and never by value', () => {
  const { problems } = read({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'collector-canary:4317',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc-canary',
    OTEL_EXPORTER_OTLP_HEADERS: 'canary',
    OTEL_EXPORTER_OTLP_TIMEOUT: '1s-canary',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'zstd-canary',
    OTEL_RESOURCE_ATTRIBUTES: 'name=%canary',
    OTEL_TRACES_SAMPLER: 'canary',
    OTEL_TRACES_SAMPLER_ARG: '1.5',
    OTEL_TRACES_EXPORTER: 'console',
  });

  assert.deepEqual(
    problems.map(({ variable }) => variable),
    [
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'OTEL_EXPORTER_OTLP_PROTOCOL',
      'OTEL_EXPORTER_OTLP_HEADERS',
      'OTEL_EXPORTER_OTLP_TIMEOUT',
      'OTEL_EXPORTER_OTLP_COMPRESSION',
      'OTEL_RESOURCE_ATTRIBUTES',
      'OTEL_TRACES_SAMPLER',
      'OTEL_TRACES_SAMPLER_ARG',
      'OTEL_TRACES_EXPORTER',
    ],
  );
  assert.doesNotMatch(JSON.stringify(problems), /canary/);
});

test('headers come percent-encoded, also from a file', () => {
  const direct = read({ ...endpoint, OTEL_EXPORTER_OTLP_HEADERS: 'x-one=1, x-two=a%2Cb%3D' });
  const fromFile = read({ ...endpoint, OTEL_EXPORTER_OTLP_HEADERS_FILE: '/run/headers' });

  assert.deepEqual(direct.config?.headers, { 'x-one': '1', 'x-two': 'a,b=' });
  assert.deepEqual(fromFile.config?.headers, { 'api-key': 'canary key' });
});

for (const { what, value } of [
  { what: 'a line break', value: 'x-one=1%0d%0ax-two: 2' },
  { what: 'a name that is none', value: 'x one=1' },
]) {
  test(`${what} in a header is refused`, () => {
    const { problems } = read({ ...endpoint, OTEL_EXPORTER_OTLP_HEADERS: value });

    assert.deepEqual(
      problems.map(({ variable }) => variable),
      ['OTEL_EXPORTER_OTLP_HEADERS'],
    );
  });
}

test('a share is a number from 0 to 1', () => {
  const shares = ['0', '0.25', '.5', '1', '1.0'].map(
    (OTEL_TRACES_SAMPLER_ARG) =>
      read({ ...endpoint, OTEL_TRACES_SAMPLER_ARG }).config?.samplerShare,
  );

  assert.deepEqual(shares, [0, 0.25, 0.5, 1, 1]);
});
