// The API with people in it, for tests: an owner who signed in, and a way to bring others.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type ApiWorld, startApi } from '../cli/testing/api-world.ts';
import type { ControlPlaneConfig } from '../config.ts';
import type { Role } from '../domain/keys/roles.ts';
import { Browser } from './browser.ts';

export const ownerEmail = 'olga@example.com';
export const goodPassword = 'quiet tangerine 47 sails';

export interface PeopleWorld extends ApiWorld {
  readonly owner: Browser;
  /** A member with this role, signed in. */
  join(role: Role, email: string): Promise<Browser>;
}

export async function startWithOwner(
  t: TestContext,
  changes: Partial<ControlPlaneConfig> = {},
  parts: Parameters<typeof startApi>[2] = {},
): Promise<PeopleWorld> {
  const world = await startApi(t, changes, parts);
  const owner = new Browser(world.app);
  const minted = await world.services.api.links.firstOwner();
  const answer = await owner.call('POST', '/api/first-owner', {
    body: { token: minted?.token, email: ownerEmail, password: goodPassword },
  });
  assert.equal(answer.status, 200, answer.text);
  return { ...world, owner, join: (role, email) => join(world, owner, { role, email }) };
}

async function join(
  world: ApiWorld,
  owner: Browser,
  member: { readonly role: Role; readonly email: string },
): Promise<Browser> {
  const invited = await owner.call('POST', '/api/invitations', { body: member });
  assert.equal(invited.status, 201, invited.text);
  const browser = new Browser(world.app);
  const accepted = await browser.call('POST', '/api/invitations/accept', {
    body: { token: tokenOf(invited.body.data.link), password: goodPassword },
  });
  assert.equal(accepted.status, 200, accepted.text);
  return browser;
}

export function tokenOf(link: string): string {
  return link.split('#')[1] ?? '';
}
