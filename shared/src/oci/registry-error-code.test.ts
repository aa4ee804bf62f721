import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorCode } from '../errors/error-table.ts';
import { type RegistryResource, registryErrorCode } from './registry-error-code.ts';

interface Case {
  readonly resource: RegistryResource;
  readonly status: number;
  readonly body?: string;
  readonly anonymous?: boolean;
  readonly accepted?: boolean;
  readonly want: ErrorCode;
}

const coded = (code: string) => JSON.stringify({ errors: [{ code, message: 'm' }] });

const cases: readonly Case[] = [
  { resource: 'ping', status: 401, anonymous: true, want: 'REGISTRY_UNAUTHENTICATED' },
  { resource: 'ping', status: 401, want: 'REGISTRY_AUTHENTICATION_FAILED' },
  { resource: 'ping', status: 403, want: 'REGISTRY_FORBIDDEN' },
  { resource: 'ping', status: 404, body: 'not here', want: 'NOT_A_REGISTRY' },
  { resource: 'token', status: 401, want: 'REGISTRY_AUTHENTICATION_FAILED' },
  { resource: 'token', status: 403, want: 'REGISTRY_AUTHENTICATION_FAILED' },
  { resource: 'token', status: 401, anonymous: true, want: 'REGISTRY_UNAUTHENTICATED' },
  { resource: 'catalog', status: 401, accepted: true, want: 'CATALOG_RESTRICTED' },
  { resource: 'catalog', status: 401, want: 'REGISTRY_AUTHENTICATION_FAILED' },
  { resource: 'catalog', status: 403, want: 'CATALOG_RESTRICTED' },
  { resource: 'catalog', status: 404, want: 'CATALOG_RESTRICTED' },
  { resource: 'catalog', status: 405, body: coded('UNSUPPORTED'), want: 'CATALOG_RESTRICTED' },
  { resource: 'catalog', status: 500, want: 'REGISTRY_SERVER_ERROR' },
  { resource: 'tags', status: 404, body: coded('NAME_UNKNOWN'), want: 'REPOSITORY_UNKNOWN' },
  { resource: 'tags', status: 404, want: 'REPOSITORY_UNKNOWN' },
  { resource: 'tags', status: 401, accepted: true, want: 'REGISTRY_FORBIDDEN' },
  { resource: 'manifest', status: 401, accepted: true, want: 'PULL_DENIED' },
  { resource: 'manifest', status: 401, accepted: true, anonymous: true, want: 'PULL_DENIED' },
  { resource: 'manifest', status: 401, anonymous: true, want: 'REGISTRY_UNAUTHENTICATED' },
  { resource: 'manifest', status: 401, want: 'REGISTRY_AUTHENTICATION_FAILED' },
  { resource: 'manifest', status: 403, body: coded('DENIED'), want: 'PULL_DENIED' },
  { resource: 'manifest', status: 404, body: coded('MANIFEST_UNKNOWN'), want: 'MANIFEST_UNKNOWN' },
  { resource: 'manifest', status: 404, body: coded('NAME_UNKNOWN'), want: 'REPOSITORY_UNKNOWN' },
  { resource: 'manifest', status: 404, body: '404 page not found', want: 'MANIFEST_UNKNOWN' },
  { resource: 'manifest', status: 412, want: 'POLICY_REFUSED' },
  {
    resource: 'manifest',
    status: 403,
    body: coded('PROJECTPOLICYVIOLATION'),
    want: 'POLICY_REFUSED',
  },
  { resource: 'blob', status: 404, body: coded('BLOB_UNKNOWN'), want: 'BLOB_MISSING' },
  { resource: 'blob', status: 403, accepted: true, want: 'PULL_DENIED' },
  { resource: 'blob', status: 412, want: 'POLICY_REFUSED' },
  { resource: 'blob', status: 429, want: 'REGISTRY_RATE_LIMITED' },
  {
    resource: 'manifest',
    status: 403,
    body: coded('TOOMANYREQUESTS'),
    want: 'REGISTRY_RATE_LIMITED',
  },
  { resource: 'manifest', status: 408, want: 'REGISTRY_TIMEOUT' },
  { resource: 'manifest', status: 504, want: 'REGISTRY_TIMEOUT' },
  { resource: 'manifest', status: 503, want: 'REGISTRY_SERVER_ERROR' },
  { resource: 'manifest', status: 400, want: 'REGISTRY_RESPONSE_INVALID' },
  {
    resource: 'ping',
    status: 401,
    body: '{"code":"UNAUTHORIZED","message":"one object, no list"}',
    want: 'REGISTRY_AUTHENTICATION_FAILED',
  },
];

for (const { resource, status, body = '', anonymous = false, accepted = false, want } of cases) {
  const who = `${anonymous ? 'anonymous' : 'with credentials'}${accepted ? ', accepted before' : ''}`;
  test(`${status} on ${resource} ${who} ${body.slice(0, 40)} is ${want}`, () => {
    const bytes = new TextEncoder().encode(body);

    assert.equal(registryErrorCode(status, bytes, { resource, anonymous, accepted }), want);
  });
}
