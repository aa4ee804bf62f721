// Ways in, and up, that somebody would try who knows how such programs are made.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { otherOrganisationId, testConfig } from './cli/testing/api-world.ts';
import type { Role } from './domain/keys/roles.ts';
import { sessionLifeMs } from './domain/people/person-sessions.ts';
import { Browser, type BrowserAnswer } from './testing/browser.ts';
import {
  goodPassword,
  ownerEmail,
  type PeopleWorld,
  startWithOwner,
  tokenOf,
} from './testing/people-world.ts';

const chosen = 'violet harbour 1999 gull';

function accept({ app }: PeopleWorld, path: string, link: string): Promise<BrowserAnswer> {
  return new Browser(app).call('POST', path, { body: { token: tokenOf(link), password: chosen } });
}

async function idOf(browser: Browser): Promise<string> {
  return (await browser.call('GET', '/api/me')).body.data.id;
}

async function setRole({ owner }: PeopleWorld, id: string, role: Role): Promise<void> {
  const answer = await owner.call('PATCH', `/api/members/${id}`, { body: { role } });
  assert.equal(answer.status, 200, answer.text);
}

/** Who came by the identity provider has an account without a password. */
async function memberWithoutPassword(
  { storage, clock }: PeopleWorld,
  { email, role, orgId }: { readonly email: string; readonly role: Role; readonly orgId: string },
): Promise<string> {
  const id = '0199a000-0000-7000-8000-00000000aaaa';
  const createdAt = clock.now();
  await storage.unitOfWork.writeSystem(async (stores) => {
    const person = { id, email, name: email, passwordHash: undefined, createdAt };
    await stores.people.insertPerson(person);
    await stores.organisation(orgId).people.addMember(id, role, createdAt);
  });
  return id;
}

test('a link for a new password is void once its member may do more than whoever made it', async (t) => {
  const world = await startWithOwner(t);
  const admin = await world.join('admin', 'ada@example.com');
  const id = await idOf(await world.join('developer', 'dora@example.com'));
  const minted = await admin.call('POST', `/api/members/${id}/password-reset`);
  await setRole(world, id, 'owner');

  const taken = await accept(world, '/api/password-resets/accept', minted.body.data.link);

  assert.equal(taken.body.error.code, 'LINK_INVALID');
});

test('a link for a new password is void once its member belongs elsewhere too', async (t) => {
  const world = await startWithOwner(t);
  const id = await idOf(await world.join('developer', 'dora@example.com'));
  const minted = await world.owner.call('POST', `/api/members/${id}/password-reset`);
  await world.storage.unitOfWork.write(otherOrganisationId, ({ people }) =>
    people.addMember(id, 'owner', world.clock.now()),
  );

  const taken = await accept(world, '/api/password-resets/accept', minted.body.data.link);

  assert.equal(taken.body.error.code, 'LINK_INVALID');
});

test('with a new password every other link for one is void', async (t) => {
  const world = await startWithOwner(t);
  const dora = await world.join('developer', 'dora@example.com');
  const mint = async () => {
    const minted = await world.owner.call('POST', `/api/members/${id}/password-reset`);
    return minted.body.data.link as string;
  };
  const id = await idOf(dora);
  const [first, second] = [await mint(), await mint()];
  const path = '/api/password-resets/accept';

  assert.equal((await accept(world, path, first)).status, 200);
  assert.equal((await accept(world, path, first)).body.error.code, 'LINK_INVALID');
  assert.equal((await accept(world, path, second)).body.error.code, 'LINK_INVALID');
  const third = await mint();
  await dora.call('POST', '/api/session', {
    body: { email: 'dora@example.com', password: chosen },
  });
  const change = { current: chosen, next: goodPassword };
  assert.equal((await dora.call('PUT', '/api/me/password', { body: change })).status, 200);
  assert.equal((await accept(world, path, third)).body.error.code, 'LINK_INVALID');
});

for (const [where, orgId] of [
  ['here', undefined],
  ['in another organisation', otherOrganisationId],
] as const) {
  test(`an invitation gives no password to an account without one that has rights ${where}`, async (t) => {
    const world = await startWithOwner(t);
    const admin = await world.join('admin', 'ada@example.com');
    const email = 'boss@example.com';
    const invited = await admin.call('POST', '/api/invitations', {
      body: { email, role: 'viewer' },
    });
    const here = (await world.owner.call('GET', '/api/me')).body.data.organisation.id;
    const id = await memberWithoutPassword(world, { email, role: 'owner', orgId: orgId ?? here });

    const taken = await accept(world, '/api/invitations/accept', invited.body.data.link);

    assert.equal(taken.body.error.code, 'SIGN_IN_REFUSED');
    const person = await world.storage.unitOfWork.readSystem(({ people }) => people.person(id));
    assert.equal(person?.passwordHash, undefined);
  });
}

const shownOut: Readonly<
  Record<string, (world: PeopleWorld, admin: Browser, keyId: string) => Promise<unknown>>
> = {
  'was removed': async ({ owner }, admin) =>
    owner.call('DELETE', `/api/members/${await idOf(admin)}`),
  'may do less': async (world, admin) => setRole(world, await idOf(admin), 'developer'),
  'has had its key revoked': (world, _admin, keyId) =>
    world.owner.call('DELETE', `/api/api-keys/${keyId}`),
};

for (const [what, lose] of Object.entries(shownOut)) {
  test(`nobody comes in by the invitation of somebody who ${what}`, async (t) => {
    const world = await startWithOwner(t);
    const admin = await world.join('admin', 'ada@example.com');
    const made = await world.owner.call('POST', '/api/api-keys', {
      body: { name: 'inviting', role: 'admin' },
    });
    const { id: keyId, key } = made.body.data;
    const body = { email: 'nina@example.com', role: 'admin' };
    const invited =
      what === 'has had its key revoked'
        ? await world.call('POST', '/api/invitations', { body, key })
        : await admin.call('POST', '/api/invitations', { body });
    assert.equal(invited.status, 201);
    const { link } = invited.body.data;
    const look = { body: { token: tokenOf(link) } };
    assert.equal(
      (await new Browser(world.app).call('POST', '/api/links/inspect', look)).status,
      200,
    );

    await lose(world, admin, keyId);

    const looked = await new Browser(world.app).call('POST', '/api/links/inspect', look);
    assert.equal(looked.body.error.code, 'LINK_INVALID');
    const taken = await accept(world, '/api/invitations/accept', link);
    assert.equal(taken.body.error.code, 'LINK_INVALID');
  });
}

test('going on in an organisation makes no session last longer', async (t) => {
  const { owner, clock } = await startWithOwner(t);
  const { id } = (await owner.call('GET', '/api/me')).body.data.organisation;
  const hourMs = 3_600_000;
  for (let hours = 0; hours < sessionLifeMs / hourMs; hours += 6) {
    const entered = await owner.call('PUT', '/api/session', { body: { organisationId: id } });
    assert.equal(entered.status, 200, `after ${hours} hours`);
    await clock.advance(6 * hourMs);
  }

  assert.equal((await owner.call('GET', '/api/me')).status, 401);
});

test('a key that expires makes no key that outlives it', async (t) => {
  const world = await startWithOwner(t);
  const day = 86_400_000;
  const key = await world.keyOf('admin', { expiresAt: world.clock.now() + 2 * day });
  const make = (expiresInDays?: number) =>
    world.call('POST', '/api/api-keys', {
      key,
      body: { name: 'child', role: 'viewer', ...(expiresInDays && { expiresInDays }) },
    });

  assert.equal((await make()).status, 403);
  assert.equal((await make(3)).status, 403);
  assert.equal((await make(2)).status, 201);
});

test('a cookie that somebody planted is never the session of who signs in', async (t) => {
  const world = await startWithOwner(t);
  const attacker = await world.join('viewer', 'mallory@example.com');
  const victim = new Browser(world.app);
  victim.cookie = attacker.cookie;

  const answer = await victim.call('POST', '/api/session', {
    body: { email: ownerEmail, password: goodPassword },
  });

  assert.equal(answer.status, 200);
  assert.notEqual(victim.cookie, attacker.cookie);
  assert.equal((await attacker.call('GET', '/api/me')).body.data.role, 'viewer');
  assert.equal((await victim.call('GET', '/api/me')).body.data.role, 'owner');
});

test('an enrolment token ends with the rights of whoever made it, and what they made is told', async (t) => {
  const world = await startWithOwner(t);
  const { owner, services } = world;
  const isGood = async (text: string) =>
    (await services.api.enrolments.recognise(text)) !== undefined;
  const token = async (browser: Browser, authorization?: string): Promise<string> => {
    const made = await browser.call('POST', '/api/enrolment-tokens', {
      body: { name: 'clusters' },
      headers: authorization ? { authorization: `Bearer ${authorization}` } : {},
    });
    assert.equal(made.status, 201, made.text);
    return made.body.data.token;
  };
  const keyOf = async (browser: Browser, path: string) =>
    (await browser.call('POST', path, { body: { name: 'script', role: 'admin' } })).body.data;
  const leaver = await world.join('admin', 'lea@example.com');
  const demoted = await world.join('admin', 'dora@example.com');
  const kept = await world.join('owner', 'kim@example.com');
  const key = await keyOf(owner, '/api/api-keys');
  const tokens = {
    leaver: await token(leaver),
    script: await token(leaver, (await keyOf(leaver, '/api/me/tokens')).key),
    demoted: await token(demoted),
    kept: await token(kept),
    key: await token(owner, key.key),
    owner: await token(owner),
  };
  await keyOf(leaver, '/api/api-keys');
  const leaverId = await idOf(leaver);

  await owner.call('DELETE', `/api/members/${leaverId}`);
  await setRole(world, await idOf(demoted), 'developer');
  await setRole(world, await idOf(kept), 'admin');
  await owner.call('DELETE', `/api/api-keys/${key.id}`);

  const good = [];
  for (const [name, text] of Object.entries(tokens)) if (await isGood(text)) good.push(name);
  assert.deepEqual(good, ['kept', 'owner']);
  const { data } = (await owner.call('GET', '/api/enrolment-tokens')).body;
  assert.equal(data.filter((one: { revokedAt?: string }) => one.revokedAt).length, 4);
  const listed = (await owner.call('GET', '/api/api-keys')).body.data;
  assert.deepEqual(listed[0].createdBy, { id: leaverId, name: 'lea@example.com' });
});

const wrong = { email: ownerEmail, password: 'wrong wrong wrong' };

test('without a trusted proxy X-Forwarded-For changes neither what is counted nor what is noted', async (t) => {
  const world = await startWithOwner(t);
  const { owner } = world;
  const tries = async (name: string) => {
    const headers = { 'x-forwarded-for': name, forwarded: `for=${name}`, 'x-real-ip': name };
    const body = { email: `${name.replaceAll('.', '-')}@example.com`, password: wrong.password };
    return await new Browser(world.app).call('POST', '/api/session', { body, headers });
  };
  const seen = new Set<number>();
  for (let number = 0; number < 40; number += 1) {
    seen.add((await tries(`203.0.113.${number}`)).status);
  }
  await owner.call('POST', '/api/api-keys', {
    body: { name: 'noted', role: 'viewer' },
    headers: { 'x-forwarded-for': '203.0.113.99' },
  });

  assert.deepEqual([...seen].toSorted(), [401, 429]);
  const { text } = await owner.call('GET', '/api/audit');
  assert.ok(text.includes('192.0.2.7') && !text.includes('203.0.113.'));
});

test('another address of the same IPv6 network is no way around the limits of an address', async (t) => {
  const world = await startWithOwner(t, {
    operations: { ...testConfig('').operations, addressRateLimit: 100 },
  });
  const signIn = async (number: number, network = '2001:db8:7:9') => {
    const body = { email: `nobody-${number}@example.com`, password: wrong.password };
    const address = `${network}::${number.toString(16)}`;
    return (await new Browser(world.app).call('POST', '/api/session', { body, address })).status;
  };
  const guess = async (number: number, network = '2001:db8:7:a') => {
    const call = { method: 'GET', url: '/api/registries' } as const;
    const remoteAddress = `${network}::${number.toString(16)}`;
    return (await world.app.inject({ ...call, remoteAddress })).statusCode;
  };
  const signIns = new Set<number>();
  for (let number = 0; number < 40; number += 1) signIns.add(await signIn(number));
  const guesses = new Set<number>();
  for (let number = 0; number < 110; number += 1) guesses.add(await guess(number));

  assert.deepEqual([...signIns].toSorted(), [401, 429]);
  assert.deepEqual([...guesses].toSorted(), [401, 429]);
  assert.equal(await signIn(1, '2001:db8:7:b'), 401);
  assert.equal(await guess(1, '2001:db8:7:c'), 401);
});

test('behind a trusted proxy the address it saw counts, not those a caller put before it', async (t) => {
  const world = await startWithOwner(t, { trustedProxies: ['192.0.2.7'] });
  await world.owner.call('POST', '/api/api-keys', {
    body: { name: 'noted', role: 'viewer' },
    headers: { 'x-forwarded-for': '203.0.113.1, 198.51.100.4' },
  });
  const stranger = await world.owner.call('POST', '/api/api-keys', {
    body: { name: 'noted too', role: 'viewer' },
    headers: { 'x-forwarded-for': '203.0.113.2' },
    address: '198.51.100.9',
  });

  assert.equal(stranger.status, 201);
  const { text } = await world.owner.call('GET', '/api/audit');
  assert.ok(text.includes('198.51.100.4') && text.includes('198.51.100.9'));
  assert.ok(!text.includes('203.0.113.'));
});

test('who is stopped for their address keeps nobody else out of their account', async (t) => {
  const { app, owner } = await startWithOwner(t);
  const from = (address: string, body: object) =>
    new Browser(app).call('POST', '/api/session', { body, address });
  for (let number = 0; number < 30; number += 1) {
    await from('203.0.113.9', { ...wrong, email: `nobody-${number}@example.com` });
  }
  for (let number = 0; number < 20; number += 1) {
    assert.equal((await from('203.0.113.9', wrong)).status, 429);
  }

  const answer = await from('198.51.100.1', { email: ownerEmail, password: goodPassword });

  assert.equal(answer.status, 200);
  assert.equal((await owner.call('GET', '/api/me')).status, 200);
});

test('keys of JSON that reach for prototypes are refused, at the top and within', async (t) => {
  const world = await startWithOwner(t);
  const bodies = [
    '{"__proto__":{"role":"owner"},"email":"a@example.com","role":"viewer"}',
    '{"constructor":{"prototype":{"role":"owner"}},"email":"a@example.com","role":"viewer"}',
    '{"email":{"__proto__":{"x":1}},"role":"viewer"}',
    '{"\\u005f_proto__":{"role":"owner"},"email":"a@example.com","role":"viewer"}',
  ];
  for (const payload of bodies) {
    const headers = {
      authorization: `Bearer ${world.ownerKey}`,
      'content-type': 'application/json',
    };
    const answer = await world.app.inject({
      ...{ method: 'POST', url: '/api/invitations', headers, payload },
    });
    assert.equal(answer.statusCode, 400, payload);
  }
  assert.equal(Object.hasOwn(Object.prototype, 'role'), false);
});
