// What each route of the document is about, which decides what keys limited to registries and keys without a person may
// do with it. A route without a row fails the matrix.

export interface RouteRow {
  /**
   * open: asks for no role. registry: things of registries, for limited keys those of theirs. organisation: reaches
   * beyond any registry. person: one's own account.
   */
  readonly about: 'open' | 'registry' | 'organisation' | 'person';
  /** One that is good enough to get past the schema; without it the schema answers callers who may. */
  readonly body?: object;
  /** A body that names something by its id. */
  readonly naming?: { readonly what: string; body(id: string): object };
  /** A query that names something, which the route does not answer without. */
  readonly asking?: { readonly what: string; query(id: string): string };
  /** It ends sessions or does not end: callers who may are not let through here, but in tests of their own. */
  readonly isRefusalOnly?: boolean;
}

const open: RouteRow = { about: 'open' };
const registry: RouteRow = { about: 'registry' };
const organisation: RouteRow = { about: 'organisation' };
const person: RouteRow = { about: 'person' };
const endsSession: RouteRow = { about: 'person', isRefusalOnly: true };

const channel = { name: 'hook', target: { kind: 'webhook', url: 'https://127.0.0.1:1/' } };
const rule = (channelId: string) => ({ name: 'rule', channelId, events: ['finding.opened'] });
const policy = { name: 'No root', effect: 'block', when: { image: { runsAsRoot: true } } };
const accepted = { advisory: 'CVE-2024-1' };
const terms = { reason: 'not reachable', expiresAt: '2026-01-02T00:00:00Z' };
const view = { name: 'mine', query: { search: 'app' } };
const retained = { kind: 'gone-tags', repositories: ['**'], olderThanDays: 30 };
const filters = {
  repositories: { include: [], exclude: [] },
  tags: { include: [], exclude: ['*-rc*'] },
};
/** Ids of what is nowhere. */
export const noId = '11111111-1111-7111-8111-111111111111';
export const noDigest = `sha256:${'1'.repeat(64)}`;

/** By method and path as the OpenAPI document writes them. */
export const routeRows: Readonly<Record<string, RouteRow>> = {
  'GET /api/health': open,
  'GET /api/ready': open,
  'GET /healthz': open,
  'GET /readyz': open,
  'GET /api/system/log-level': organisation,
  'PUT /api/system/log-level': { about: 'organisation', body: { level: 'info' } },
  'GET /api/openapi.json': open,
  'GET /api/sign-in': open,
  'POST /api/session': open,
  'POST /api/links/inspect': open,
  'POST /api/first-owner': open,
  'POST /api/invitations/accept': open,
  'POST /api/password-resets/accept': open,
  'GET /api/oidc/start': open,
  'GET /api/oidc/callback': open,
  'POST /api/webhooks/{provider}': open,
  'POST /api/webhooks/{provider}/{registryId}': open,
  'POST /api/webhooks/{provider}/{registryId}/{token}': open,
  'OPTIONS /api/webhooks/{provider}/{registryId}/{token}': open,
  'GET /api/errors': registry,
  'GET /api/overview': registry,
  'GET /api/overview/trend': registry,
  'GET /api/registries': registry,
  'POST /api/registries': {
    about: 'organisation',
    body: { url: 'new.example.com', scanMethod: 'sensor' },
  },
  'GET /api/registries/{id}': registry,
  'PUT /api/registries/{id}': { about: 'registry', body: { name: 'renamed' } },
  'DELETE /api/registries/{id}': registry,
  'POST /api/registries/test-connection': {
    about: 'registry',
    naming: { what: 'registries', body: (registryId) => ({ registryId }) },
  },
  'POST /api/registries/{id}/sync': registry,
  'POST /api/registries/{id}/sync/repositories': {
    about: 'registry',
    body: { repositories: ['shop/web'] },
  },
  'POST /api/registries/{id}/pause': registry,
  'POST /api/registries/{id}/resume': registry,
  'POST /api/registries/preview-filters': {
    about: 'registry',
    naming: { what: 'registries', body: (registryId) => ({ registryId, filters }) },
  },
  'GET /api/registries/{id}/sensor-status': registry,
  'GET /api/registries/{id}/syncs': registry,
  'GET /api/registries/{id}/repositories': registry,
  'GET /api/registries/{id}/tag-history': {
    about: 'registry',
    asking: { what: 'tag', query: () => 'repository=quokka&tag=1' },
  },
  'PUT /api/registries/{id}/sensors': { about: 'organisation', body: { sensorIds: [] } },
  'GET /api/registries/{id}/webhook': registry,
  'POST /api/registries/{id}/webhook': { about: 'registry', body: {} },
  'DELETE /api/registries/{id}/webhook': registry,
  'GET /api/registries/{id}/webhook/receipts': registry,
  'GET /api/sensors': organisation,
  'GET /api/sensors/{id}': organisation,
  'GET /api/sensors/{id}/diagnostics': organisation,
  'GET /api/sensors/{id}/registries': organisation,
  'POST /api/sensors/{id}/drain': organisation,
  'POST /api/sensors/{id}/resume': organisation,
  'GET /api/packages': {
    about: 'registry',
    asking: { what: 'package', query: () => 'package=quokka' },
  },
  'GET /api/images': registry,
  'GET /api/images/export': registry,
  'GET /api/images/compare': {
    about: 'registry',
    asking: { what: 'digest', query: (digest) => `from=${digest}&to=${digest}` },
  },
  'GET /api/images/{digest}': registry,
  'GET /api/images/{digest}/packages': registry,
  'GET /api/images/{digest}/findings': registry,
  'GET /api/images/{digest}/sbom': registry,
  'GET /api/images/{digest}/report': registry,
  'GET /api/images/{digest}/facts': registry,
  'GET /api/findings': registry,
  'GET /api/findings/by-advisory': registry,
  'GET /api/findings/export': registry,
  'GET /api/findings/summary': registry,
  'GET /api/findings/trend': registry,
  'GET /api/facts': registry,
  'GET /api/attachments': registry,
  'GET /api/advisories': registry,
  'GET /api/advisories/file': registry,
  'POST /api/advisories/update': organisation,
  'GET /api/jobs': registry,
  'GET /api/jobs/{id}': registry,
  'POST /api/jobs/cancel': {
    about: 'registry',
    naming: { what: 'registries', body: (registryId) => ({ registryId }) },
  },
  'POST /api/jobs/redrive': {
    about: 'registry',
    naming: { what: 'registries', body: (registryId) => ({ registryId }) },
  },
  'POST /api/jobs/{id}/cancel': registry,
  'POST /api/jobs/{id}/redrive': registry,
  'GET /api/scans': registry,
  'POST /api/scans': {
    about: 'registry',
    naming: { what: 'registries', body: (registryId) => ({ image: 'app:1', registryId }) },
  },
  'GET /api/scans/{id}': registry,
  'GET /api/api-keys': organisation,
  'POST /api/api-keys': {
    about: 'organisation',
    body: { name: 'wide', role: 'viewer' },
    naming: {
      what: 'registries',
      body: (id) => ({ name: 'x', role: 'viewer', registryIds: [id] }),
    },
  },
  'DELETE /api/api-keys/{id}': registry,
  'GET /api/enrolment-tokens': organisation,
  'POST /api/enrolment-tokens': {
    about: 'organisation',
    body: { name: 'clusters' },
    naming: { what: 'registries', body: (id) => ({ name: 'x', registryIds: [id] }) },
  },
  'DELETE /api/enrolment-tokens/{id}': organisation,
  'GET /api/me': registry,
  'GET /api/me/sessions': person,
  'DELETE /api/me/sessions': endsSession,
  'DELETE /api/me/sessions/{id}': person,
  'PUT /api/me/password': { ...endsSession, body: { current: 'one', next: 'another' } },
  'GET /api/me/tokens': person,
  'POST /api/me/tokens': { about: 'person', body: { name: 'laptop', role: 'viewer' } },
  'DELETE /api/me/tokens/{id}': person,
  'PUT /api/session': { ...endsSession, body: { organisationId: noId } },
  'DELETE /api/session': endsSession,
  'GET /api/members': organisation,
  'GET /api/members/{id}': organisation,
  'PATCH /api/members/{id}': { about: 'organisation', body: { role: 'viewer' } },
  'DELETE /api/members/{id}': organisation,
  'POST /api/members/{id}/sign-out': organisation,
  'POST /api/members/{id}/password-reset': organisation,
  'GET /api/invitations': organisation,
  'POST /api/invitations': {
    about: 'organisation',
    body: { email: 'nina@example.com', role: 'viewer' },
  },
  'DELETE /api/invitations/{id}': organisation,
  'GET /api/audit': organisation,
  'GET /api/audit/export': organisation,
  'GET /api/audit/verify': organisation,
  'GET /api/signers': organisation,
  'POST /api/signers': {
    about: 'organisation',
    body: { name: 'release', trust: { kind: 'key', publicKey: 'no key' } },
  },
  'DELETE /api/signers/{id}': organisation,
  'GET /api/trusted-root': organisation,
  'PUT /api/trusted-root': { about: 'organisation', body: {} },
  'DELETE /api/trusted-root': organisation,
  'GET /api/notification-channels': organisation,
  'POST /api/notification-channels': { about: 'organisation', body: channel },
  'GET /api/notification-channels/{id}': organisation,
  'PUT /api/notification-channels/{id}': { about: 'organisation', body: channel },
  'DELETE /api/notification-channels/{id}': organisation,
  'POST /api/notification-channels/{id}/test': organisation,
  'POST /api/notification-channels/{id}/rotate-secret': organisation,
  'GET /api/notification-rules': organisation,
  'POST /api/notification-rules': {
    about: 'organisation',
    body: rule(noId),
    naming: { what: 'notification-channels', body: rule },
  },
  'GET /api/notification-rules/{id}': organisation,
  'PUT /api/notification-rules/{id}': { about: 'organisation', body: rule(noId) },
  'DELETE /api/notification-rules/{id}': organisation,
  'POST /api/notification-rules/preview': {
    about: 'organisation',
    body: { events: ['finding.opened'] },
  },
  'GET /api/deliveries': organisation,
  'POST /api/deliveries/{id}/redeliver': organisation,
  'GET /api/views': registry,
  'POST /api/views': { about: 'registry', body: { kind: 'images', ...view } },
  'GET /api/views/{id}': registry,
  'PUT /api/views/{id}': { about: 'registry', body: { ...view, isShared: false } },
  'DELETE /api/views/{id}': registry,
  'GET /api/retention-rules': organisation,
  'POST /api/retention-rules': { about: 'organisation', body: { name: 'old', ...retained } },
  'GET /api/retention-rules/{id}': organisation,
  'PUT /api/retention-rules/{id}': { about: 'organisation', body: { name: 'old', ...retained } },
  'DELETE /api/retention-rules/{id}': organisation,
  'POST /api/retention-rules/preview': {
    about: 'organisation',
    body: retained,
    naming: { what: 'registries', body: (registryId) => ({ ...retained, registryId }) },
  },
  'GET /api/gate': {
    about: 'registry',
    asking: { what: 'image', query: (image) => `image=${image}` },
  },
  'GET /api/policies': organisation,
  'POST /api/policies': { about: 'organisation', body: policy },
  'GET /api/policies/export': organisation,
  'POST /api/policies/dry-run': {
    about: 'organisation',
    body: { policy },
    naming: { what: 'policies', body: (replaces) => ({ policy, replaces }) },
  },
  'GET /api/policies/{id}': organisation,
  'PUT /api/policies/{id}': { about: 'organisation', body: policy },
  'DELETE /api/policies/{id}': organisation,
  'GET /api/exceptions': organisation,
  'POST /api/exceptions': { about: 'organisation', body: { ...accepted, ...terms } },
  'POST /api/exceptions/bulk': {
    about: 'organisation',
    body: { findings: [accepted], ...terms },
  },
  'GET /api/exceptions/{id}': organisation,
  'POST /api/exceptions/{id}/approve': organisation,
  'POST /api/exceptions/{id}/revoke': organisation,
  'POST /api/exceptions/{id}/withdraw': organisation,
  'GET /api/events': { about: 'registry', isRefusalOnly: true },
};

/** A path of the document that names what is nowhere. */
export function withNothing(path: string): string {
  return path
    .replace('{digest}', noDigest)
    .replace('{provider}', 'harbor')
    .replace('{token}', 'hg_wh_nothing')
    .replace(/\{\w+\}/, noId);
}
