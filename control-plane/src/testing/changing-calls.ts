// One call of every route that changes something, made to succeed, for tests that walk them all. A route without a row
// fails those tests.
import { createKeylessAuthority } from '@harborguard/shared/testing/signatures/keyless-authority.ts';
import { makeSigningKey } from '@harborguard/shared/testing/signatures/signing-kit.ts';
import type { ApiWorld } from '../cli/testing/api-world.ts';
import { findingEvent } from '../domain/notifications/testing/sample-events.ts';
import { defaultOrganisationId } from '../domain/unit-of-work.ts';
import type { Browser } from './browser.ts';
import { goodPassword, ownerEmail, type PeopleWorld, tokenOf } from './people-world.ts';
import { storeSensor } from './store-sensor.ts';

export interface ChangingCall {
  /** The path with its parameters, and the body. */
  readonly path: string;
  readonly body?: unknown;
  /** Who calls, when not the owner's browser. */
  readonly as?: Browser;
}

export type Prepare = (world: PeopleWorld, browser: () => Browser) => Promise<ChangingCall>;

const newPassword = 'violet harbour 1999 gull';

/** By method and path as the OpenAPI document writes them. */
export const changingCalls: Readonly<Record<string, Prepare>> = {
  'POST /api/registries': () =>
    Promise.resolve({
      path: '/api/registries',
      body: { url: 'other.example.com', scanMethod: 'sensor' },
    }),
  'PUT /api/registries/{id}': async (world) => ({
    path: `/api/registries/${await registry(world)}`,
    body: { name: 'renamed' },
  }),
  'DELETE /api/registries/{id}': async (world) => ({
    path: `/api/registries/${await registry(world)}`,
  }),
  'POST /api/registries/test-connection': async (world) => ({
    path: '/api/registries/test-connection',
    body: { registryId: await registry(world) },
  }),
  'POST /api/registries/{id}/sync': async (world) => ({
    path: `/api/registries/${await registry(world)}/sync`,
  }),
  'POST /api/registries/{id}/sync/repositories': async (world) => ({
    path: `/api/registries/${await registry(world)}/sync/repositories`,
    body: { repositories: ['shop/web'] },
  }),
  'POST /api/registries/{id}/pause': async (world) => ({
    path: `/api/registries/${await registry(world)}/pause`,
  }),
  'POST /api/registries/{id}/resume': async (world) => ({
    path: `/api/registries/${await registry(world)}/resume`,
  }),
  'POST /api/retention-rules': () =>
    Promise.resolve({ path: '/api/retention-rules', body: retentionRule }),
  'PUT /api/retention-rules/{id}': async (world) => ({
    path: `/api/retention-rules/${await retention(world)}`,
    body: { ...retentionRule, name: 'renamed' },
  }),
  'DELETE /api/retention-rules/{id}': async (world) => ({
    path: `/api/retention-rules/${await retention(world)}`,
  }),
  'POST /api/views': () => Promise.resolve({ path: '/api/views', body: view }),
  'PUT /api/views/{id}': async (world) => ({
    path: `/api/views/${await savedView(world)}`,
    body: { name: 'renamed', query: {}, isShared: true },
  }),
  'DELETE /api/views/{id}': async (world) => ({ path: `/api/views/${await savedView(world)}` }),
  'POST /api/jobs/cancel': () => Promise.resolve({ path: '/api/jobs/cancel', body: {} }),
  'POST /api/jobs/redrive': () => Promise.resolve({ path: '/api/jobs/redrive', body: {} }),
  'PUT /api/registries/{id}/sensors': async (world) => ({
    path: `/api/registries/${await registry(world)}/sensors`,
    body: { sensorIds: [await storeSensor(world, 'bound')] },
  }),
  'POST /api/registries/{id}/webhook': async (world) => ({
    path: `/api/registries/${await registry(world)}/webhook`,
    body: {},
  }),
  'DELETE /api/registries/{id}/webhook': async (world) => ({
    path: `/api/registries/${await registry(world)}/webhook`,
  }),
  'POST /api/scans': async (world) => {
    await registry(world);
    return { path: '/api/scans', body: { image: 'registry.example.com/app:1' } };
  },
  'POST /api/sensors/{id}/drain': async (world) => ({
    path: `/api/sensors/${await storeSensor(world, 'factory')}/drain`,
  }),
  'POST /api/sensors/{id}/resume': async (world) => ({
    path: `/api/sensors/${await storeSensor(world, 'factory')}/resume`,
  }),
  'PUT /api/system/log-level': () =>
    Promise.resolve({ path: '/api/system/log-level', body: { level: 'debug' } }),
  'POST /api/jobs/{id}/cancel': async (world) => ({
    path: `/api/jobs/${await job(world)}/cancel`,
  }),
  'POST /api/jobs/{id}/redrive': async (world) => {
    const id = await job(world);
    await world.call('POST', `/api/jobs/${id}/cancel`);
    return { path: `/api/jobs/${id}/redrive` };
  },
  'POST /api/api-keys': () =>
    Promise.resolve({ path: '/api/api-keys', body: { name: 'pipeline', role: 'ci' } }),
  'DELETE /api/api-keys/{id}': async (world) => {
    const made = await world.call('POST', '/api/api-keys', { body: { name: 'x', role: 'ci' } });
    return { path: `/api/api-keys/${made.body.data.id}` };
  },
  'POST /api/enrolment-tokens': () =>
    Promise.resolve({ path: '/api/enrolment-tokens', body: { name: 'clusters' } }),
  'DELETE /api/enrolment-tokens/{id}': async (world) => {
    const made = await world.call('POST', '/api/enrolment-tokens', { body: { name: 'x' } });
    return { path: `/api/enrolment-tokens/${made.body.data.id}` };
  },
  'POST /api/me/tokens': () =>
    Promise.resolve({ path: '/api/me/tokens', body: { name: 'laptop', role: 'viewer' } }),
  'DELETE /api/me/tokens/{id}': async (world) => {
    const body = { name: 'laptop', role: 'viewer' };
    const made = await world.owner.call('POST', '/api/me/tokens', { body });
    return { path: `/api/me/tokens/${made.body.data.id}` };
  },
  'POST /api/notification-channels': () =>
    Promise.resolve({ path: '/api/notification-channels', body: channelBody }),
  'PUT /api/notification-channels/{id}': async (world) => ({
    path: `/api/notification-channels/${await channel(world)}`,
    body: { ...channelBody, name: 'renamed' },
  }),
  'DELETE /api/notification-channels/{id}': async (world) => ({
    path: `/api/notification-channels/${await channel(world)}`,
  }),
  'POST /api/notification-channels/{id}/test': async (world) => ({
    path: `/api/notification-channels/${await channel(world)}/test`,
  }),
  'POST /api/notification-channels/{id}/rotate-secret': async (world) => ({
    path: `/api/notification-channels/${await channel(world)}/rotate-secret`,
  }),
  'POST /api/notification-rules': async (world) => ({
    path: '/api/notification-rules',
    body: await ruleBody(world),
  }),
  'PUT /api/notification-rules/{id}': async (world) => {
    const body = await ruleBody(world);
    const made = await world.call('POST', '/api/notification-rules', { body });
    return { path: `/api/notification-rules/${made.body.data.id}`, body };
  },
  'DELETE /api/notification-rules/{id}': async (world) => {
    const body = await ruleBody(world);
    const made = await world.call('POST', '/api/notification-rules', { body });
    return { path: `/api/notification-rules/${made.body.data.id}` };
  },
  'POST /api/deliveries/{id}/redeliver': async (world) => ({
    path: `/api/deliveries/${await delivery(world)}/redeliver`,
  }),
  'POST /api/session': (_world, browser) =>
    Promise.resolve({
      path: '/api/session',
      body: { email: ownerEmail, password: goodPassword },
      as: browser(),
    }),
  'PUT /api/session': async (world) => {
    const me = await world.owner.call('GET', '/api/me');
    return { path: '/api/session', body: { organisationId: me.body.data.organisation.id } };
  },
  'DELETE /api/session': () => Promise.resolve({ path: '/api/session' }),
  'DELETE /api/me/sessions': () => Promise.resolve({ path: '/api/me/sessions' }),
  'DELETE /api/me/sessions/{id}': async (world) => {
    const listed = await world.owner.call('GET', '/api/me/sessions');
    return { path: `/api/me/sessions/${listed.body.data[0].id}` };
  },
  'PUT /api/me/password': () =>
    Promise.resolve({
      path: '/api/me/password',
      body: { current: goodPassword, next: newPassword },
    }),
  'POST /api/first-owner': async (world, browser) => {
    // Only where there is none: the one there is steps back in the database itself.
    await world.storage.db.updateTable('membership').set({ role: 'admin' }).execute();
    const minted = await world.services.api.links.firstOwner();
    const body = { token: minted?.token, email: 'new@example.com', password: goodPassword };
    return { path: '/api/first-owner', body, as: browser() };
  },
  'POST /api/invitations': () =>
    Promise.resolve({
      path: '/api/invitations',
      body: { email: 'vera@example.com', role: 'viewer' },
    }),
  'DELETE /api/invitations/{id}': async (world) => {
    const { id } = (await invitation(world)).body.data;
    return { path: `/api/invitations/${id}` };
  },
  'POST /api/invitations/accept': async (world, browser) => {
    const token = tokenOf((await invitation(world)).body.data.link);
    return {
      path: '/api/invitations/accept',
      body: { token, password: goodPassword },
      as: browser(),
    };
  },
  'PATCH /api/members/{id}': async (world) => ({
    path: `/api/members/${await member(world)}`,
    body: { role: 'developer' },
  }),
  'DELETE /api/members/{id}': async (world) => ({ path: `/api/members/${await member(world)}` }),
  'POST /api/members/{id}/sign-out': async (world) => ({
    path: `/api/members/${await member(world)}/sign-out`,
  }),
  'POST /api/members/{id}/password-reset': async (world) => ({
    path: `/api/members/${await member(world)}/password-reset`,
  }),
  'POST /api/password-resets/accept': async (world, browser) => {
    const id = await member(world);
    const minted = await world.owner.call('POST', `/api/members/${id}/password-reset`);
    const token = tokenOf(minted.body.data.link);
    return {
      path: '/api/password-resets/accept',
      body: { token, password: newPassword },
      as: browser(),
    };
  },
  'POST /api/signers': () => Promise.resolve({ path: '/api/signers', body: signerBody() }),
  'DELETE /api/signers/{id}': async (world) => {
    const made = await world.call('POST', '/api/signers', { body: signerBody() });
    return { path: `/api/signers/${made.body.data.id}` };
  },
  'POST /api/policies': () => Promise.resolve({ path: '/api/policies', body: policyBody }),
  'PUT /api/policies/{id}': async (world) => ({
    path: `/api/policies/${await policy(world)}`,
    body: { ...policyBody, effect: 'warn' },
  }),
  'DELETE /api/policies/{id}': async (world) => ({
    path: `/api/policies/${await policy(world)}`,
  }),
  'POST /api/exceptions': (world) =>
    Promise.resolve({ path: '/api/exceptions', body: exceptionBody(world) }),
  'POST /api/exceptions/bulk': (world) => {
    const { advisory, ...terms } = exceptionBody(world);
    const body = { ...terms, findings: [{ advisory }] };
    return Promise.resolve({ path: '/api/exceptions/bulk', body });
  },
  'POST /api/exceptions/{id}/approve': async (world) => {
    const key = await world.keyOf('developer');
    const body = exceptionBody(world);
    const asked = await world.call('POST', '/api/exceptions', { body, key });
    return { path: `/api/exceptions/${asked.body.data.id}/approve` };
  },
  'POST /api/exceptions/{id}/revoke': async (world) => {
    const made = await world.call('POST', '/api/exceptions', { body: exceptionBody(world) });
    return { path: `/api/exceptions/${made.body.data.id}/revoke` };
  },
  'POST /api/exceptions/{id}/withdraw': async (world) => {
    const as = await world.join('developer', 'dora@example.com');
    const asked = await as.call('POST', '/api/exceptions', { body: exceptionBody(world) });
    return { path: `/api/exceptions/${asked.body.data.id}/withdraw`, as };
  },
  'POST /api/advisories/update': () => Promise.resolve({ path: '/api/advisories/update' }),
  'PUT /api/trusted-root': async () => ({ path: '/api/trusted-root', body: await trustedRoot() }),
  'DELETE /api/trusted-root': async (world) => {
    await world.call('PUT', '/api/trusted-root', { body: await trustedRoot() });
    return { path: '/api/trusted-root' };
  },
};

const policyBody = { name: 'No root', effect: 'block', when: { image: { runsAsRoot: true } } };

async function policy(world: ApiWorld): Promise<string> {
  const made = await world.call('POST', '/api/policies', { body: policyBody });
  return made.body.data.id;
}

function exceptionBody({ clock }: ApiWorld) {
  const expiresAt = new Date(clock.now() + 86_400_000).toISOString();
  return { advisory: 'CVE-2024-1', reason: 'not reachable', expiresAt };
}

function signerBody(): object {
  return { name: 'release', trust: { kind: 'key', publicKey: makeSigningKey().pem } };
}

async function trustedRoot(): Promise<object> {
  return JSON.parse((await createKeylessAuthority()).trustedRoot) as object;
}

/** Where nobody listens. */
const channelBody = { name: 'hook', target: { kind: 'webhook', url: 'https://127.0.0.1:1/' } };

async function channel(world: ApiWorld): Promise<string> {
  const made = await world.call('POST', '/api/notification-channels', { body: channelBody });
  return made.body.data.id;
}

async function ruleBody(world: ApiWorld): Promise<object> {
  return { name: 'rule', channelId: await channel(world), events: ['finding.opened'] };
}

/** One that nobody works on: the loop is not started. */
async function delivery(world: ApiWorld): Promise<string> {
  const rule = await world.call('POST', '/api/notification-rules', { body: await ruleBody(world) });
  const { id: ruleId, channelId } = rule.body.data;
  const id = '0199a000-0000-7000-8000-00000000dddd';
  const now = world.clock.now();
  await world.storage.unitOfWork.write(defaultOrganisationId, async ({ notifications }) => {
    const { registryId: _none, ...event } = findingEvent();
    await notifications.addEvents([event]);
    const events = await notifications.recentEvents(1);
    await notifications.addDelivery(
      { channelId, ruleId, dueAt: now, slot: undefined, events },
      id,
      now,
    );
  });
  return id;
}

async function registry(world: ApiWorld): Promise<string> {
  const created = await world.call('POST', '/api/registries', {
    body: { url: 'registry.example.com', scanMethod: 'sensor' },
  });
  return created.body.data.id;
}

async function job(world: ApiWorld): Promise<string> {
  await registry(world);
  const started = await world.call('POST', '/api/scans', {
    body: { image: 'registry.example.com/app:1' },
  });
  return started.body.data.scanId;
}

function invitation(world: PeopleWorld) {
  return world.owner.call('POST', '/api/invitations', {
    body: { email: 'vera@example.com', role: 'viewer' },
  });
}

async function member(world: PeopleWorld): Promise<string> {
  const browser = await world.join('viewer', 'vera@example.com');
  return (await browser.call('GET', '/api/me')).body.data.id;
}

const view = { kind: 'images', name: 'old log4j', query: { package: 'log4j-core < 2.17' } };

async function savedView(world: PeopleWorld): Promise<string> {
  return (await world.owner.call('POST', '/api/views', { body: view })).body.data.id;
}

const retentionRule = {
  ...{ name: 'old builds', kind: 'untagged-images', repositories: ['ci/**'], olderThanDays: 90 },
};

async function retention(world: PeopleWorld): Promise<string> {
  const made = await world.owner.call('POST', '/api/retention-rules', { body: retentionRule });
  return made.body.data.id;
}
