import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RegistryResponse } from './registry-exchange.ts';
import { fingerprintPing, fingerprintProbes } from './vendor-fingerprint.ts';

const url = 'https://registry.example.com/v2/';

const pings = [
  { says: { 'x-jfrog-version': 'Artifactory/7.111.4 81104900' }, provider: 'JFROG' },
  { says: { 'x-artifactory-id': 'abc:123' }, provider: 'JFROG' },
  { says: { server: 'Artifactory/7.9.1' }, provider: 'JFROG' },
  { says: { server: 'Nexus/3.77.1-01 (COMMUNITY)' }, provider: 'NEXUS' },
  {
    says: {
      'www-authenticate':
        'Bearer realm="https://registry.example.com/service/token",service="harbor-registry"',
    },
    provider: 'HARBOR',
  },
  {
    says: {
      'www-authenticate':
        'Bearer realm="https://gitlab.example.com/jwt/auth",service="container_registry"',
    },
    provider: 'GITLAB',
  },
  {
    says: {
      'www-authenticate':
        'Bearer realm="https://git.example.com/v2/token",service="container_registry",scope="*",Basic realm="Gitea"',
    },
    provider: 'GITEA',
  },
  {
    says: {
      'www-authenticate':
        'Bearer realm="https://registry.example.com/v2/auth",service="registry.example.com"',
    },
    provider: 'QUAY',
  },
  {
    says: {
      'www-authenticate':
        'Bearer realm="https://team.azurecr.io/oauth2/token",service="team.azurecr.io"',
    },
    provider: 'AZURE_ACR',
  },
  { says: { 'docker-distribution-api-version': 'registry/2.0' }, provider: undefined },
  {
    says: {
      'www-authenticate': 'Bearer realm="https://auth.example.com/token",service="registry"',
    },
    provider: undefined,
  },
  {
    says: { 'www-authenticate': 'Bearer realm="no address",service="harbor-registry"' },
    provider: undefined,
  },
] as const;

for (const { says, provider } of pings) {
  test(`an answer with ${JSON.stringify(says).slice(0, 70)} is that of ${provider ?? 'any registry'}`, () => {
    assert.equal(fingerprintPing({ headers: says, url }), provider);
  });
}

function answer(body: string, headers: Readonly<Record<string, string>> = {}): RegistryResponse {
  return { status: 200, headers, body: new TextEncoder().encode(body), url };
}

const json = { 'content-type': 'application/json; charset=utf-8' };
const answers = [
  { provider: 'HARBOR', response: answer('Pong') },
  { provider: 'ZOT', response: answer('{"extensions":[{"name":"_zot","endpoints":[]}]}', json) },
  {
    provider: 'QUAY',
    response: answer('{"data":{"services":{"registry_gunicorn":true}},"status_code":200}', json),
  },
  { provider: 'JFROG', response: answer('OK') },
  { provider: 'NEXUS', response: answer('', { server: 'Nexus/3.77.1-01 (OSS)' }) },
  { provider: 'GITEA', response: answer('{"version":"1.24.0"}', json) },
] as const;

for (const { provider, response } of answers) {
  test(`the known path of ${provider} tells it, and no refusal and no page does`, () => {
    const probe = fingerprintProbes.find((one) => one.provider === provider);
    assert.ok(probe);

    const page = answer('<!DOCTYPE html><title>Pong OK quay</title>', {
      'content-type': 'text/html',
    });

    assert.equal(probe.accepts(response), true);
    assert.equal(probe.accepts({ ...response, status: 404 }), false);
    assert.equal(probe.accepts(page), false);
    assert.equal(
      probe.accepts(answer('x'.repeat(100_000), { ...json, ...response.headers })),
      false,
    );
  });
}
