import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proxyFor, proxyName } from '@harborguard/shared/registry/proxy-for.ts';
import { parseConfig } from './config.ts';

const registry = new URL('https://registry.example.com');
const plainRegistry = new URL('http://registry.example.com');

function proxiesOf(environment: Readonly<Record<string, string>>, files = {}) {
  const known: Readonly<Record<string, string>> = files;
  const { local, localProblems } = parseConfig(environment, (path) => known[path]);
  const nameFor = (url: URL) => {
    const proxy = proxyFor(url, local.proxies);
    return proxy === undefined ? 'direct' : proxyName(proxy);
  };
  return { https: nameFor(registry), http: nameFor(plainRegistry), problems: localProblems };
}

for (const { name, environment, want } of [
  { name: 'no variable', environment: {}, want: ['direct', 'direct'] },
  {
    name: 'capitals',
    environment: { HTTPS_PROXY: 'http://a:1', HTTP_PROXY: 'b:2' },
    want: ['a:1', 'b:2'],
  },
  {
    name: 'small letters',
    environment: { https_proxy: 'http://a:1', http_proxy: 'http://b:2' },
    want: ['a:1', 'b:2'],
  },
  {
    name: 'both spellings',
    environment: { HTTPS_PROXY: 'http://a:1', https_proxy: 'http://c:3' },
    want: ['a:1', 'direct'],
  },
  {
    name: 'empty capitals',
    environment: { HTTPS_PROXY: ' ', https_proxy: 'http://c:3' },
    want: ['c:3', 'direct'],
  },
  {
    name: 'an exception in small letters',
    environment: { HTTPS_PROXY: 'http://a:1', no_proxy: '.example.com' },
    want: ['direct', 'direct'],
  },
  {
    name: 'exceptions in both spellings',
    environment: { HTTPS_PROXY: 'http://a:1', NO_PROXY: 'other.com', no_proxy: '*' },
    want: ['a:1', 'direct'],
  },
]) {
  test(`the proxies of ${name}`, () => {
    const { https, http, problems } = proxiesOf(environment);

    assert.deepEqual([https, http], want);
    assert.deepEqual(problems, []);
  });
}

test('a proxy with a password may stand in a file', () => {
  const environment = { HTTPS_PROXY_FILE: '/run/proxy', https_proxy: 'http://c:3' };

  const { https } = proxiesOf(environment, { '/run/proxy': 'http://user:secret@a:1\n' });

  assert.equal(https, 'a:1');
});

test('a proxy of another kind is a problem that shows nothing of it', () => {
  const { problems } = proxiesOf({ https_proxy: 'socks5://user:canary@a:1' });

  assert.deepEqual(problems, [
    { variable: 'HTTPS_PROXY', rule: 'must be the http:// or https:// address of a proxy' },
  ]);
});

test('credential helpers get the environment of the sensor, but nothing that is its own', () => {
  const { local } = parseConfig(
    {
      ...{ PATH: '/bin', AWS_REGION: 'eu-west-1', HARBORGUARD_API_KEY: 'canary' },
      OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=canary',
    },
    () => undefined,
  );

  assert.deepEqual(local.helperEnvironment, { PATH: '/bin', AWS_REGION: 'eu-west-1' });
});

test('what is wrong with traces stops the daemon that would make them, and no command without a link', () => {
  const environment = {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
  };

  const { problems, localProblems } = parseConfig(environment, () => undefined);

  assert.deepEqual(
    problems.find(({ variable }) => variable.startsWith('OTEL_')),
    {
      variable: 'OTEL_EXPORTER_OTLP_PROTOCOL',
      rule: 'must be one of http/protobuf, http/json',
    },
  );
  assert.deepEqual(localProblems, []);
});
