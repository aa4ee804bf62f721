import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeRealm } from './judge-realm.ts';

const cases = [
  { registry: 'https://r.example.com', realm: 'https://r.example.com/token', trusted: true },
  { registry: 'https://r.example.com', realm: 'https://auth.example.com/token', trusted: true },
  { registry: 'https://r.example.com:5000', realm: 'https://r.example.com/token', trusted: true },
  { registry: 'https://registry.corp.local', realm: 'https://sso.corp.local/t', trusted: true },
  {
    registry: 'https://registry-1.docker.io',
    realm: 'https://auth.docker.io/token',
    trusted: true,
  },
  { registry: 'https://registry.gitlab.com', realm: 'https://gitlab.com/jwt/auth', trusted: true },
  { registry: 'http://127.0.0.1:5000', realm: 'http://127.0.0.1:5001/token', trusted: true },
  { registry: 'http://127.0.0.1:5000', realm: 'https://127.0.0.1:5001/token', trusted: true },
  { registry: 'https://r.example.com', realm: 'https://evil.example.net/token', trusted: false },
  { registry: 'https://r.example.com', realm: 'https://r.example.com.evil.net/t', trusted: false },
  { registry: 'https://r.example.com', realm: 'https://evilexample.com/t', trusted: false },
  { registry: 'https://r.example.com', realm: 'http://r.example.com/token', trusted: false },
  { registry: 'https://r.example.com', realm: 'http://auth.example.com/token', trusted: false },
  { registry: 'http://r.example.com', realm: 'http://auth.example.com/token', trusted: false },
  { registry: 'https://a.co.uk', realm: 'https://b.co.uk/token', trusted: false },
  { registry: 'https://a.github.io', realm: 'https://b.github.io/token', trusted: false },
  { registry: 'https://a.azurecr.io', realm: 'https://b.azurecr.io/token', trusted: false },
  {
    registry: 'https://a.westeurope.geo.azurecr.io',
    realm: 'https://a.azurecr.io/oauth2/token',
    trusted: true,
  },
  {
    registry: 'https://a.westeurope.geo.azurecr.io',
    realm: 'https://b.azurecr.io/oauth2/token',
    trusted: false,
  },
  { registry: 'https://10.0.0.1', realm: 'https://10.0.0.2/token', trusted: false },
  { registry: 'https://localhost', realm: 'https://elsewhere/token', trusted: false },
  { registry: 'https://r.example.com', realm: 'https://u:p@r.example.com/t', trusted: false },
  { registry: 'https://r.example.com', realm: 'ftp://r.example.com/t', trusted: false },
  { registry: 'https://r.example.com', realm: 'token', trusted: false },
];

for (const { registry, realm, trusted } of cases) {
  test(`${registry} ${trusted ? 'may' : 'may not'} send credentials to ${realm}`, () => {
    assert.equal(judgeRealm({ registryUrl: registry, realm }).kind === 'trusted', trusted);
  });
}

test('a host the operator trusts may be a realm, over https only', () => {
  const trustedHosts = ['sso.partner.net'];
  const registryUrl = 'https://r.example.com';

  assert.equal(
    judgeRealm({ registryUrl, realm: 'https://sso.partner.net/t', trustedHosts }).kind,
    'trusted',
  );
  assert.equal(
    judgeRealm({ registryUrl, realm: 'http://sso.partner.net/t', trustedHosts }).kind,
    'refused',
  );
});
