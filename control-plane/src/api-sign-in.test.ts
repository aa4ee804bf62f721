import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApi } from './cli/testing/api-world.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { Browser } from './testing/browser.ts';
import { goodPassword, ownerEmail, startWithOwner, tokenOf } from './testing/people-world.ts';
import { storedText } from './testing/stored-text.ts';

test('the first owner comes in by the link, once, and is signed in', async (t) => {
  const world = await startApi(t);
  const browser = new Browser(world.app);
  const before = (await browser.call('GET', '/api/sign-in')).body.data;
  assert.deepEqual([before.wantsFirstOwner, before.signedIn], [true, false]);
  const minted = await world.services.api.links.firstOwner();
  const body = { token: minted?.token, email: 'Olga@Example.com', password: goodPassword };

  const inspected = await browser.call('POST', '/api/links/inspect', {
    body: { token: minted?.token },
  });
  const first = await browser.call('POST', '/api/first-owner', { body });
  const second = await new Browser(world.app).call('POST', '/api/first-owner', { body });
  const me = await browser.call('GET', '/api/me');

  assert.equal(inspected.body.data.kind, 'first-owner');
  assert.equal(first.status, 200, first.text);
  assert.equal(second.body.error.code, 'LINK_INVALID');
  assert.equal(me.body.data.name, ownerEmail);
  assert.equal(me.body.data.role, 'owner');
  assert.equal(me.body.data.organisation.name, 'default');
  const after = (await browser.call('GET', '/api/sign-in')).body.data;
  assert.deepEqual([after.wantsFirstOwner, after.signedIn], [false, true]);
  const stranger = new Browser(world.app);
  stranger.cookie = `harborguard_session=${'x'.repeat(43)}`;
  assert.equal((await stranger.call('GET', '/api/sign-in')).body.data.signedIn, false);
  assert.equal(await world.services.api.links.firstOwner(), undefined);
});

test('who is a member already becomes the owner by the link of the first', async (t) => {
  const world = await startApi(t);
  const id = '0199a000-0000-7000-8000-00000000aaaa';
  const createdAt = world.clock.now();
  await world.storage.unitOfWork.writeSystem(async (stores) => {
    // As they come by an identity provider: with a role, without a password.
    await stores.people.insertPerson({
      ...{ id, email: ownerEmail, name: 'Olga', passwordHash: undefined, createdAt },
    });
    await stores.organisation(defaultOrganisationId).people.addMember(id, 'viewer', createdAt);
  });
  const minted = await world.services.api.links.firstOwner();
  const browser = new Browser(world.app);

  const answer = await browser.call('POST', '/api/first-owner', {
    body: { token: minted?.token, email: ownerEmail, password: goodPassword },
  });

  assert.equal(answer.status, 200, answer.text);
  assert.equal((await browser.call('GET', '/api/me')).body.data.role, 'owner');
});

test('a link that was replaced, has expired or was made up is answered alike', async (t) => {
  const world = await startApi(t);
  const replaced = await world.services.api.links.firstOwner();
  const expired = await world.services.api.links.firstOwner();
  await world.clock.advance(24 * 60 * 60_000);
  const answers = [];
  for (const token of [replaced?.token, expired?.token, 'x'.repeat(43)]) {
    const answer = await new Browser(world.app).call('POST', '/api/first-owner', {
      body: { token, email: ownerEmail, password: goodPassword },
    });
    const { id: _id, ...error } = answer.body.error;
    answers.push(JSON.stringify(error));
  }

  assert.match(answers[0] ?? '', /LINK_INVALID/);
  assert.equal(new Set(answers).size, 1);
});

test('the cookie is unreadable for scripts and other sites, and bound to the host over HTTPS', async (t) => {
  const plain = await startWithOwner(t);
  const secure = await startApi(t, { publicUrl: 'https://hg.example' });
  const browser = new Browser(secure.app, 'hg.example');
  const minted = await secure.services.api.links.firstOwner();

  const overHttp = await plain.owner.call('POST', '/api/session', {
    body: { email: ownerEmail, password: goodPassword },
  });
  const overHttps = await browser.call('POST', '/api/first-owner', {
    body: { token: minted?.token, email: ownerEmail, password: goodPassword },
  });

  assert.match(
    String(overHttp.headers['set-cookie']),
    /^harborguard_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=604800$/,
  );
  assert.match(
    String(overHttps.headers['set-cookie']),
    /^__Host-harborguard=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure; Max-Age=604800$/,
  );
  assert.equal((await browser.call('GET', '/api/me')).status, 200);
});

test('nobody signs in over plain HTTP from another machine', async (t) => {
  const world = await startWithOwner(t);
  const browser = new Browser(world.app, 'harborguard.lan:8080');

  const answer = await browser.call('POST', '/api/session', {
    body: { email: ownerEmail, password: goodPassword },
  });

  assert.equal(answer.body.error.code, 'SIGN_IN_INSECURE');
  assert.equal(answer.headers['set-cookie'], undefined);
});

test('a wrong password and an unknown address are refused in the same words', async (t) => {
  const world = await startWithOwner(t);
  const errors = [];
  for (const email of [ownerEmail, 'nobody@example.com']) {
    const answer = await new Browser(world.app).call('POST', '/api/session', {
      body: { email, password: 'not the password at all' },
    });
    assert.equal(answer.status, 401);
    assert.equal(answer.headers['set-cookie'], undefined);
    const { id: _id, ...error } = answer.body.error;
    errors.push(JSON.stringify(error));
  }

  assert.match(errors[0] ?? '', /SIGN_IN_REFUSED/);
  assert.equal(errors[0], errors[1]);
});

test('tries are counted by account over all addresses, and the wait is said', async (t) => {
  const world = await startWithOwner(t);
  const attempt = (index: number, password = 'not the password at all', email = ownerEmail) =>
    new Browser(world.app).call('POST', '/api/session', {
      body: { email, password },
      address: `198.51.100.${index}`,
    });
  for (let index = 0; index < 10; index += 1) {
    assert.equal((await attempt(index)).body.error.code, 'SIGN_IN_REFUSED');
  }

  const throttled = await attempt(11, goodPassword);
  const unknown = [];
  for (let index = 0; index < 11; index += 1) {
    unknown.push((await attempt(index, 'x', 'nobody@example.com')).body.error.code);
  }
  await world.clock.advance(30_000);

  assert.equal(throttled.status, 429);
  assert.equal(throttled.body.error.code, 'RATE_LIMITED');
  assert.equal(throttled.headers['retry-after'], '30');
  assert.equal(unknown.at(-1), 'RATE_LIMITED');
  assert.equal((await attempt(12, goodPassword)).status, 200);
  assert.equal((await attempt(13)).body.error.code, 'SIGN_IN_REFUSED');
});

test('tries are counted by address over all accounts', async (t) => {
  const world = await startWithOwner(t);
  const codes = [];
  for (let index = 0; index < 31; index += 1) {
    const answer = await new Browser(world.app).call('POST', '/api/session', {
      body: { email: `person-${index}@example.com`, password: 'x' },
      address: '203.0.113.9',
    });
    codes.push(answer.body.error.code);
  }

  assert.equal(codes[29], 'SIGN_IN_REFUSED');
  assert.equal(codes[30], 'RATE_LIMITED');
});

test('an invited member comes in with the role of the invitation, and its rights at once', async (t) => {
  const world = await startWithOwner(t);

  const viewer = await world.join('viewer', 'vera@example.com');
  const denied = await viewer.call('POST', '/api/invitations', {
    body: { email: 'x@example.com', role: 'viewer' },
  });
  const members = await world.owner.call('GET', '/api/members');
  const vera = members.body.data.find((row: { email: string }) => row.email === 'vera@example.com');
  await world.owner.call('PATCH', `/api/members/${vera.id}`, { body: { role: 'admin' } });
  const allowed = await viewer.call('POST', '/api/invitations', {
    body: { email: 'x@example.com', role: 'viewer' },
  });

  assert.equal(denied.body.error.code, 'FORBIDDEN');
  assert.equal(members.body.meta.total, 2);
  assert.equal(vera.signsInWith, 'password');
  assert.equal(allowed.status, 201);
});

test('nobody gives, takes or changes more than they have, and one owner stays', async (t) => {
  const world = await startWithOwner(t);
  const admin = await world.join('admin', 'anna@example.com');
  const { body } = await world.owner.call('GET', '/api/members');
  const idOf = (email: string) =>
    body.data.find((row: { email: string }) => row.email === email).id as string;
  const [annaId, olgaId] = [idOf('anna@example.com'), idOf(ownerEmail)];
  const code = async (answer: ReturnType<Browser['call']>) => (await answer).body?.error?.code;

  const forbidden = [
    admin.call('POST', '/api/invitations', { body: { email: 'x@example.com', role: 'owner' } }),
    admin.call('PATCH', `/api/members/${annaId}`, { body: { role: 'owner' } }),
    admin.call('PATCH', `/api/members/${olgaId}`, { body: { role: 'viewer' } }),
    admin.call('DELETE', `/api/members/${olgaId}`),
    admin.call('POST', `/api/members/${olgaId}/password-reset`),
    admin.call('POST', `/api/members/${olgaId}/sign-out`),
  ];
  for (const answer of forbidden) assert.equal(await code(answer), 'FORBIDDEN');
  const demoted = world.owner.call('PATCH', `/api/members/${olgaId}`, { body: { role: 'admin' } });
  assert.equal(await code(demoted), 'CONFLICT');
  assert.equal(await code(world.owner.call('DELETE', `/api/members/${olgaId}`)), 'CONFLICT');
});

test('a removed member is out at once', async (t) => {
  const world = await startWithOwner(t);
  const viewer = await world.join('viewer', 'vera@example.com');
  const { body } = await viewer.call('GET', '/api/me');

  await world.owner.call('DELETE', `/api/members/${body.data.id}`);

  assert.equal((await viewer.call('GET', '/api/me')).status, 401);
  const again = await viewer.call('POST', '/api/session', {
    body: { email: 'vera@example.com', password: goodPassword },
  });
  assert.equal(again.body.error.code, 'SIGN_IN_REFUSED');
});

test('who is invited to an account that exists shows its password', async (t) => {
  const world = await startWithOwner(t);
  await world.join('viewer', 'vera@example.com');
  const { body } = await world.owner.call('GET', '/api/members');
  const vera = body.data.find((row: { email: string }) => row.email === 'vera@example.com');
  await world.owner.call('DELETE', `/api/members/${vera.id}`);
  const invited = await world.owner.call('POST', '/api/invitations', {
    body: { email: 'vera@example.com', role: 'viewer' },
  });
  const token = tokenOf(invited.body.data.link);
  const accept = (password: string) =>
    new Browser(world.app).call('POST', '/api/invitations/accept', { body: { token, password } });

  assert.equal((await accept('another good one 81')).body.error.code, 'SIGN_IN_REFUSED');
  assert.equal((await accept(goodPassword)).status, 200);
});

test('a new password ends every other session, and the old one is no longer good', async (t) => {
  const world = await startWithOwner(t);
  const other = new Browser(world.app);
  const next = 'violet harbour 1999 gull';
  await other.call('POST', '/api/session', { body: { email: ownerEmail, password: goodPassword } });

  const wrong = await world.owner.call('PUT', '/api/me/password', {
    body: { current: 'not it, for sure', next },
  });
  const weak = await world.owner.call('PUT', '/api/me/password', {
    body: { current: goodPassword, next: 'password1234' },
  });
  const changed = await world.owner.call('PUT', '/api/me/password', {
    body: { current: goodPassword, next },
  });

  assert.equal(wrong.body.error.code, 'SIGN_IN_REFUSED');
  assert.deepEqual(weak.body.error.issues, [
    { path: '/next', message: 'is one of the passwords that are guessed first' },
  ]);
  assert.equal(changed.status, 200);
  assert.equal((await other.call('GET', '/api/me')).status, 401);
  assert.equal((await world.owner.call('GET', '/api/me')).status, 200);
  const old = await other.call('POST', '/api/session', {
    body: { email: ownerEmail, password: goodPassword },
  });
  assert.equal(old.body.error.code, 'SIGN_IN_REFUSED');
});

test('a member who forgot the password gets a link, which ends what was open', async (t) => {
  const world = await startWithOwner(t);
  const vera = await world.join('viewer', 'vera@example.com');
  const { body } = await vera.call('GET', '/api/me');
  const minted = await world.owner.call('POST', `/api/members/${body.data.id}/password-reset`);
  const next = 'violet harbour 1999 gull';

  const accepted = await new Browser(world.app).call('POST', '/api/password-resets/accept', {
    body: { token: tokenOf(minted.body.data.link), password: next },
  });

  assert.match(minted.body.data.link, /^http:\/\/localhost:8080\/password-reset#/);
  assert.equal(accepted.status, 200, accepted.text);
  assert.equal((await vera.call('GET', '/api/me')).status, 401);
});

test('nothing of a password, token or cookie is stored or logged as it is', async (t) => {
  const world = await startWithOwner(t);
  const invited = await world.owner.call('POST', '/api/invitations', {
    body: { email: 'vera@example.com', role: 'viewer' },
  });
  const secrets = [
    goodPassword,
    tokenOf(invited.body.data.link),
    world.owner.cookie?.split('=')[1] ?? '',
  ];

  const stored = await storedText(world.storage.db, world.folder);
  assert.ok(stored.includes('vera@example.com'));

  for (const secret of secrets) {
    assert.ok(secret.length > 20);
    assert.ok(!stored.includes(secret), 'in the database');
    assert.ok(!world.log.text().includes(secret));
  }
});
