// Keys, tokens and sessions that were good once, in every way in which that ends, and one that never was. For tests only.
import assert from 'node:assert/strict';
import { mintKeyText } from '@harborguard/shared/protocol/api-key-text.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { defaultOrganisationId } from '../domain/unit-of-work.ts';
import type { Browser } from './browser.ts';
import type { PeopleWorld } from './people-world.ts';

/** What each shows, by how it ended. */
export async function endedCallers(
  world: PeopleWorld,
): Promise<Readonly<Record<string, Readonly<Record<string, string>>>>> {
  return {
    'a key nobody made': bearer(mintKeyText(new SeededRandom('nobody made it'))),
    'an expired key': bearer(await world.keyOf('owner', { expiresAt: world.clock.now() })),
    'a revoked key': bearer(await revoked(world, 'user')),
    'a revoked sensor key': bearer(await revoked(world, 'sensor')),
    'an enrolment token that was taken back': bearer(await revokedEnrolment(world)),
    ...(await tokensOfPeople(world)),
    ...(await sessionsOfPeople(world)),
  };
}

const bearer = (text: string) => ({ authorization: `Bearer ${text}` });
const withCookie = (cookie = '') => ({
  cookie,
  'sec-fetch-site': 'same-origin',
  'x-harborguard-request': '1',
});

async function revoked({ services }: PeopleWorld, kind: 'user' | 'sensor'): Promise<string> {
  const { keys } = services.api;
  const everything = { role: 'owner', registryIds: [] } as const;
  const wanted = { name: 'revoked', kind, role: 'owner' } as const;
  const { key, text } = await keys.create(defaultOrganisationId, wanted, everything);
  await keys.revoke(defaultOrganisationId, key.id, everything);
  return text;
}

async function revokedEnrolment({ owner }: PeopleWorld): Promise<string> {
  const made = await owner.call('POST', '/api/enrolment-tokens', { body: { name: 'gone' } });
  await owner.call('DELETE', `/api/enrolment-tokens/${made.body.data.id}`);
  return made.body.data.token;
}

async function tokensOfPeople(world: PeopleWorld) {
  const taken = await world.join('admin', 'taken@example.com');
  const leaver = await world.join('admin', 'leaver@example.com');
  const make = async (browser: Browser) => {
    const body = { name: 'laptop', role: 'admin' };
    const made = await browser.call('POST', '/api/me/tokens', { body });
    assert.equal(made.status, 201, made.text);
    return made.body.data;
  };
  const [first, second] = [await make(taken), await make(leaver)];
  await taken.call('DELETE', `/api/me/tokens/${first.id}`);
  await remove(world, leaver);
  return {
    'a personal token that was revoked': bearer(first.key),
    'a personal token of somebody who left': bearer(second.key),
  };
}

async function sessionsOfPeople(world: PeopleWorld) {
  const signedOut = await world.join('admin', 'out@example.com');
  const { cookie } = signedOut;
  await signedOut.call('DELETE', '/api/session');
  const removed = await world.join('admin', 'removed@example.com');
  const cookieOfRemoved = removed.cookie;
  await remove(world, removed);
  return {
    'a session that was ended': withCookie(cookie),
    'a session of somebody who was removed': withCookie(cookieOfRemoved),
  };
}

async function remove({ owner }: PeopleWorld, browser: Browser): Promise<void> {
  const { id } = (await browser.call('GET', '/api/me')).body.data;
  assert.equal((await owner.call('DELETE', `/api/members/${id}`)).status, 204);
}
