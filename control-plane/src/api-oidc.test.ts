import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { startApi } from './cli/testing/api-world.ts';
import type { ControlPlaneConfig } from './config.ts';
import type { Role } from './domain/keys/roles.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { startOpenIdProvider } from './outbound/testing/start-openid-provider.ts';
import { goodPassword } from './testing/people-world.ts';

const publicUrl = 'https://guard.example.com';
const roleMap: ReadonlyMap<string, Role> = new Map([
  ['everyone', 'viewer'],
  ['platform', 'developer'],
  ['security', 'owner'],
]);

async function startOidc(t: TestContext, changes: Partial<ControlPlaneConfig> = {}) {
  const provider = await startOpenIdProvider(t, `${publicUrl}/api/oidc/callback`);
  const { issuer, clientId, clientSecret } = provider;
  const world = await startApi(t, {
    publicUrl,
    oidc: {
      ...{ issuer, clientId, clientSecret, roleMap, groupsClaim: 'groups' },
      ...{ scopes: ['openid', 'email', 'profile'], label: 'Example login' },
    },
    ...changes,
  });
  const visit = async (path: string, cookies: readonly string[] = []) => {
    const headers = { cookie: cookies.join('; '), 'sec-fetch-site': 'cross-site' };
    const answer = await world.app.inject({ url: path, headers });
    const set = [answer.headers['set-cookie'] ?? []].flat();
    return { answer, set, location: String(answer.headers.location ?? '') };
  };
  const begin = async (returnTo = '/findings?page=2') => {
    const started = await visit(`/api/oidc/start?returnTo=${encodeURIComponent(returnTo)}`);
    assert.equal(started.answer.statusCode, 302, started.answer.body);
    return { ...started, cookie: pairOf(started.set[0]) };
  };
  const signIn = async (subject: string, returnTo?: string) => {
    const { location, cookie } = await begin(returnTo);
    const back = await provider.signIn(location, subject);
    return await visit(`${back.pathname}${back.search}`, [cookie]);
  };
  const session = (set: readonly string[]) =>
    set.map(pairOf).find((pair) => /^__Host-harborguard=./.test(pair)) ?? assert.fail('no session');
  const me = async (set: readonly string[]) =>
    JSON.parse((await visit('/api/me', [session(set)])).answer.body).data;
  return { provider, world, visit, begin, signIn, me, session };
}

function pairOf(line = ''): string {
  return line.split(';')[0] ?? '';
}

const olga = { email: 'Olga@Example.com', email_verified: true, name: 'Olga' };

test('somebody new comes in with the greatest role of their groups, where they came for', async (t) => {
  const { provider, world, signIn, me } = await startOidc(t);
  provider.people.set('s1', { ...olga, groups: ['everyone', 'platform', 'unknown'] });

  const { answer, location, set } = await signIn('s1');
  const person = await me(set);

  assert.equal(answer.statusCode, 302);
  assert.equal(location, '/findings?page=2');
  const cookie = set.find((line) => line.startsWith('__Host-harborguard=')) ?? '';
  for (const part of ['Secure', 'HttpOnly', 'SameSite=Strict', 'Path=/']) {
    assert.ok(cookie.includes(part), part);
  }
  assert.ok(
    set.some((line) => /^__Host-harborguard-oidc=;.*Max-Age=0/.test(line)),
    'used up',
  );
  assert.equal(person.name, 'olga@example.com');
  assert.equal(person.role, 'developer');
  const members = await world.call('GET', '/api/members');
  assert.equal(members.body.data[0].signsInWith, 'oidc');
  const events = await world.call('GET', '/api/audit');
  const [event] = events.body.data;
  assert.equal(event.action, 'sign-in by single sign-on');
  assert.equal(event.actor.name, 'olga@example.com');
});

test('the role follows the groups at each sign-in, and nobody is made twice', async (t) => {
  const { provider, world, signIn, me } = await startOidc(t);
  for (const [groups, role] of [
    [['everyone'], 'viewer'],
    [['security'], 'owner'],
    [['platform'], 'owner'],
  ] as const) {
    provider.people.set('s1', { ...olga, groups });
    assert.equal((await me((await signIn('s1')).set)).role, role, `${groups}`);
  }
  // The last owner stayed one above; with another owner the groups count again.
  provider.people.set('s2', { email: 'o@example.com', email_verified: true, groups: ['security'] });
  await signIn('s2');
  assert.equal((await me((await signIn('s1')).set)).role, 'developer');
  const members = await world.call('GET', '/api/members');
  assert.equal(members.body.meta?.total ?? members.body.data.length, 2);
});

test('who is in no group with a role is refused, and out where they were in', async (t) => {
  const { provider, signIn, visit, session } = await startOidc(t);
  provider.people.set('s1', { ...olga, groups: ['everyone'] });
  const inside = session((await signIn('s1')).set);
  assert.equal((await visit('/api/me', [inside])).answer.statusCode, 200);

  provider.people.set('s1', { ...olga, groups: [] });
  const { answer, location, set } = await signIn('s1');

  assert.equal(answer.statusCode, 302);
  assert.equal(location, '/?refused=OIDC_NO_ROLE');
  assert.ok(!set.some((line) => /^__Host-harborguard=./.test(line)));
  assert.equal((await visit('/api/me', [inside])).answer.statusCode, 401);
});

for (const [what, groups] of [
  ['a group that may make none', ['platform']],
  ['no group at all', []],
] as const) {
  test(`what somebody let sensors in by ends once the provider says ${what}`, async (t) => {
    const { provider, world, signIn } = await startOidc(t);
    provider.people.set('s1', { ...olga, groups: ['security'] });
    provider.people.set('s2', {
      email: 'o@example.com',
      email_verified: true,
      groups: ['security'],
    });
    for (const subject of ['s2', 's1']) await signIn(subject);
    const members: readonly { id: string; name: string; email: string }[] = (
      await world.call('GET', '/api/members')
    ).body.data;
    const { enrolments } = world.services.api;
    const tokenOf = async (email: string) => {
      const maker = members.find((member) => member.email === email) ?? assert.fail(email);
      const made = await enrolments.create(defaultOrganisationId, {
        ...{ name: 'clusters', registryIds: [], labels: {}, usesMax: 9 },
        ...{ expiresAt: world.clock.now() + 3_600_000, createdBy: { id: maker.id, name: email } },
      });
      return made.text;
    };
    const [theirs, others] = [await tokenOf('olga@example.com'), await tokenOf('o@example.com')];
    assert.ok(await enrolments.recognise(theirs));

    provider.people.set('s1', { ...olga, groups });
    await signIn('s1');

    assert.equal(await enrolments.recognise(theirs), undefined);
    assert.ok(await enrolments.recognise(others));
  });
}

test('an address of an account that is there opens it only when the provider has verified it', async (t) => {
  const { provider, world, signIn, me } = await startOidc(t);
  const minted = await world.services.api.links.firstOwner();
  const body = { token: minted?.token, email: 'olga@example.com', password: goodPassword };
  const made = await world.app.inject({
    ...{ method: 'POST', url: '/api/first-owner', payload: body },
    headers: { 'x-harborguard-request': '1', 'sec-fetch-site': 'same-origin' },
  });
  assert.equal(made.statusCode, 200, made.body);

  provider.people.set('s1', { ...olga, email_verified: false, groups: ['security'] });
  assert.equal((await signIn('s1')).location, '/?refused=OIDC_EMAIL_TAKEN');
  provider.people.set('s2', { ...olga, groups: ['security'] });
  assert.equal((await me((await signIn('s2')).set)).role, 'owner');
  provider.people.set('s3', { ...olga, groups: ['security'] });
  assert.equal((await signIn('s3')).location, '/?refused=OIDC_EMAIL_TAKEN', 'another subject');
  provider.people.set('s4', { groups: ['everyone'] });
  assert.equal((await signIn('s4')).location, '/?refused=OIDC_EMAIL_MISSING');
});

test('a return that was begun elsewhere, changed, cut or repeated opens nothing', async (t) => {
  const { provider, begin, visit } = await startOidc(t);
  provider.people.set('s1', { ...olga, groups: ['everyone'] });
  const mine = await begin();
  const other = await begin();
  const back = await provider.signIn(mine.location, 's1');
  const path = `${back.pathname}${back.search}`;
  const state = back.searchParams.get('state') ?? '';
  const refused = async (address: string, cookies: readonly string[]) => {
    const { location, set } = await visit(address, cookies);
    assert.equal(location, '/?refused=OIDC_REFUSED', address);
    assert.ok(!set.some((line) => /^__Host-harborguard=./.test(line)));
  };

  await refused(path, []);
  await refused(path, [other.cookie]);
  await refused(path, [mine.cookie, mine.cookie]);
  await refused(path, ['__Host-harborguard-oidc=bm90IGpzb24']);
  await refused(path.replace(state, 'x'), [mine.cookie]);
  await refused(path.replace(/code=[^&]+/, 'code=made-up'), [mine.cookie]);
  await refused(`/api/oidc/callback?error=access_denied&state=${state}`, [mine.cookie]);
  await refused('/api/oidc/callback', [mine.cookie]);
  assert.equal((await visit(path, [mine.cookie])).location, '/findings?page=2');
  await refused(path, [mine.cookie]);
});

test('a token for another sign-in, client or time, or of another issuer, opens nothing and is noted without itself', async (t) => {
  const { provider, world, begin, signIn, visit } = await startOidc(t);
  provider.people.set('s1', { ...olga, groups: ['everyone'] });
  const now = Math.floor(Date.now() / 1000);
  const canary = 'canary-of-the-token';
  const forged: readonly Readonly<Record<string, unknown>>[] = [
    { nonce: canary },
    { nonce: undefined },
    { aud: canary },
    { aud: [provider.clientId, canary], azp: canary },
    { iss: `https://${canary}.example.com` },
    { exp: now - 3600, iat: now - 7200 },
    { iat: now + 3600, nbf: now + 3600 },
  ];
  for (const claims of forged) {
    provider.sayInTokens(claims);
    const { location, set } = await signIn('s1');
    assert.equal(location, '/?refused=OIDC_TOKEN_REFUSED', JSON.stringify(claims));
    assert.ok(!set.some((line) => /^__Host-harborguard=./.test(line)));
  }
  provider.sayInTokens({});
  const mine = await begin();
  const back = await provider.signIn(mine.location, 's1');
  back.searchParams.set('iss', `https://${canary}.example.com`);
  const elsewhere = await visit(`${back.pathname}${back.search}`, [mine.cookie]);
  assert.equal(elsewhere.location, '/?refused=OIDC_REFUSED', 'the address names another issuer');

  const { body, text } = await world.call('GET', '/api/audit?action=refused');
  assert.equal(body.data.length, forged.length);
  for (const { action, actor, target, after } of body.data) {
    assert.equal(action, 'sign-in by single sign-on refused');
    assert.equal(actor.kind, 'nobody');
    assert.deepEqual(target, { kind: 'identity-provider', id: provider.issuer });
    assert.equal(after.code, 'OIDC_TOKEN_REFUSED');
    assert.match(after.reason, /^OAUTH_[A-Z_]+$/);
  }
  for (const said of [text, JSON.stringify(world.log.lines)]) {
    assert.ok(!said.includes(canary));
    assert.ok(!said.includes('eyJ'), 'no token');
  }
  assert.equal((await world.call('GET', '/api/members')).body.data.length, 0);
  assert.equal((await signIn('s1')).location, '/findings?page=2', 'the provider is in order again');
});

test('nobody is led to another host, and PKCE, state and nonce are asked for', async (t) => {
  const { provider, begin, signIn } = await startOidc(t);
  provider.people.set('s1', { ...olga, groups: ['everyone'] });

  for (const returnTo of [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/api/me',
  ]) {
    assert.equal((await signIn('s1', returnTo)).location, '/', returnTo);
  }
  const asked = new URL((await begin()).location).searchParams;
  assert.equal(asked.get('code_challenge_method'), 'S256');
  for (const name of ['state', 'nonce', 'code_challenge']) assert.ok(asked.get(name), name);
  assert.equal(asked.get('redirect_uri'), `${publicUrl}/api/oidc/callback`);
});

test('the sign-in page learns of it, and passwords can be turned off', async (t) => {
  const { visit, world } = await startOidc(t, { localAccounts: false });
  const ways = JSON.parse((await visit('/api/sign-in')).answer.body).data;

  assert.deepEqual(ways, {
    local: false,
    singleSignOn: { label: 'Example login', path: '/api/oidc/start' },
    wantsFirstOwner: false,
    signedIn: false,
  });
  const answer = await world.app.inject({
    ...{ method: 'POST', url: '/api/session' },
    payload: { email: 'a@example.com', password: goodPassword },
    headers: { 'x-harborguard-request': '1', 'sec-fetch-site': 'same-origin' },
  });
  assert.equal(answer.json().error.code, 'LOCAL_ACCOUNTS_OFF');
});

test('a provider that is away, and too many tries, are told by code; the secret is told nowhere', async (t) => {
  const { visit, world, provider } = await startOidc(t, {
    oidc: {
      ...{
        issuer: 'http://127.0.0.1:1',
        clientId: 'x',
        clientSecret: 'openid-client-secret-canary',
      },
      ...{ roleMap, groupsClaim: 'groups', scopes: ['openid'], label: 'x' },
    },
  });
  const locations = [];
  for (let count = 0; count < 32; count += 1) {
    locations.push((await visit('/api/oidc/start')).location);
  }

  assert.equal(locations[0], '/?refused=OIDC_UNAVAILABLE');
  assert.equal(locations.at(-1), '/?refused=RATE_LIMITED');
  assert.ok(!JSON.stringify(world.log.lines).includes(provider.clientSecret));
});

test('without a provider there is nothing to come in by', async (t) => {
  const world = await startApi(t);

  for (const path of ['/api/oidc/start', '/api/oidc/callback?code=x']) {
    assert.equal((await world.call('GET', path, { key: null })).status, 404);
  }
  const ways = await world.call('GET', '/api/sign-in', { key: null });
  assert.equal(ways.body.data.singleSignOn, undefined);
});
