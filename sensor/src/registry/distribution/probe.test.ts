import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { startLoopbackServer } from '@harborguard/shared/testing/fake-registry/loopback-server.ts';
import {
  account,
  password,
  providerFor,
  signal,
  startRegistry,
} from '../testing/provider-on-test.ts';

const wrong = { kind: 'password', username: 'robot', password: 'wrong' } as const;

test('an open registry is reachable and lets us in', async (t) => {
  const registry = await startRegistry(t);
  const { provider } = providerFor(t, registry.url);

  const verdict = await provider.probe({ signal });

  assert.equal(verdict.reachable, true);
  assert.equal(verdict.authenticated, true);
  assert.equal(verdict.code, undefined);
  assert.equal(verdict.credentialSource, 'anonymous');
});

for (const authentication of [
  { kind: 'basic', ...account },
  { kind: 'bearer', ...account },
] as const) {
  test(`a ${authentication.kind} registry takes the right password and refuses the wrong one`, async (t) => {
    const registry = await startRegistry(t, { authentication });

    const good = await providerFor(t, registry.url, { credential: password }).provider.probe({
      signal,
    });
    const bad = await providerFor(t, registry.url, { credential: wrong }).provider.probe({
      signal,
    });

    assert.deepEqual([good.reachable, good.authenticated, good.code], [true, true, undefined]);
    assert.equal(good.credentialSource, 'registries-file');
    assert.deepEqual(
      [bad.reachable, bad.authenticated, bad.code],
      [true, false, 'REGISTRY_AUTHENTICATION_FAILED'],
    );
    assert.ok(!JSON.stringify([good, bad]).includes('canary'));
  });
}

test('401 without credentials is reachable, not authenticated', async (t) => {
  const registry = await startRegistry(t, { authentication: { kind: 'basic', ...account } });

  const verdict = await providerFor(t, registry.url).provider.probe({ signal });

  assert.deepEqual(
    [verdict.reachable, verdict.authenticated, verdict.code],
    [true, false, 'REGISTRY_UNAUTHENTICATED'],
  );
});

test('a token service that answers bad credentials with 403 means authentication failed', async (t) => {
  const authentication = { kind: 'bearer', ...account, refusalStatus: 403 } as const;
  const registry = await startRegistry(t, { authentication });

  const verdict = await providerFor(t, registry.url, { credential: wrong }).provider.probe({
    signal,
  });

  assert.equal(verdict.code, 'REGISTRY_AUTHENTICATION_FAILED');
});

test('the realm of another host is refused, and the credential arrives nowhere', async (t) => {
  const seen: string[] = [];
  const thief = await startLoopbackServer((request, response) => {
    seen.push(`${request.url} ${JSON.stringify(request.headers)}`);
    response.end('{"token":"x"}');
  });
  t.after(() => thief.close());
  const realm = `http://localhost:${thief.port}/token`;
  const authentication = { kind: 'bearer', ...account, realm } as const;
  const registry = await startRegistry(t, { authentication });
  const { provider, log } = providerFor(t, registry.url, { credential: password });

  const verdict = await provider.probe({ signal });

  assert.equal(verdict.code, 'REALM_REFUSED');
  assert.equal(verdict.details['realmHost'], `localhost:${thief.port}`);
  assert.deepEqual(seen, []);
  const basic = Buffer.from(`${account.username}:${account.password}`).toString('base64');
  const everything = `${log.text()} ${JSON.stringify(verdict)} ${JSON.stringify(registry.requests)}`;
  assert.ok(!everything.includes(account.password) && !everything.includes(basic));
});

test('credentials that a registry merely offers to hear are checked too', async (t) => {
  const open = await startLoopbackServer((request, response) => {
    const { authorization } = request.headers;
    response.setHeader('www-authenticate', 'basic realm=zot');
    response.statusCode = authorization === undefined ? 200 : 401;
    response.end('{}');
  });
  t.after(() => open.close());

  const bad = await providerFor(t, open.origin, { credential: wrong }).provider.probe({ signal });
  const none = await providerFor(t, open.origin).provider.probe({ signal });

  assert.equal(bad.code, 'REGISTRY_AUTHENTICATION_FAILED');
  assert.equal(none.authenticated, true);
});

test('what is no registry is said to be none', async (t) => {
  const registry = await startRegistry(t, { pingStatus: 404 });

  const verdict = await providerFor(t, registry.url).provider.probe({ signal });

  assert.equal(verdict.code, 'NOT_A_REGISTRY');
});

test('a refused connection is a verdict, not an exception', async (t) => {
  const gone = await startLoopbackServer(() => undefined);
  await gone.close();

  const verdict = await providerFor(t, gone.origin).provider.probe({ signal });

  assert.deepEqual([verdict.reachable, verdict.code], [false, 'REGISTRY_UNREACHABLE']);
  assert.equal(verdict.details['reason'], 'ECONNREFUSED');
});

test('a registry that stays silent is given up at the deadline', async (t) => {
  const registry = await startRegistry(t);
  registry.fail({ route: 'ping', action: { kind: 'hang' } });
  const { provider, clock } = providerFor(t, registry.url);

  const verdict = provider.probe({ signal });
  await registry.hung();
  await clock.advance(20_000);

  assert.deepEqual([(await verdict).reachable, (await verdict).code], [false, 'REGISTRY_TIMEOUT']);
  assert.equal((await verdict).latencyMs, 20_000);
});

test('a cancelled probe rejects', async (t) => {
  const registry = await startRegistry(t);
  registry.fail({ route: 'ping', action: { kind: 'hang' } });
  const controller = new AbortController();

  const verdict = providerFor(t, registry.url).provider.probe({ signal: controller.signal });
  await registry.hung();
  controller.abort(new Error('cancelled'));

  await assert.rejects(verdict, /cancelled/);
});

test('a broken source of credentials is named in the verdict', async (t) => {
  const registry = await startRegistry(t, { authentication: { kind: 'basic', ...account } });
  const credential = () => {
    throw new HarborError('CONFIGURATION_INVALID', { details: { file: '/etc/r.json' } });
  };

  const verdict = await providerFor(t, registry.url, { credential }).provider.probe({ signal });

  assert.equal(verdict.code, 'CONFIGURATION_INVALID');
  assert.equal(verdict.details['file'], '/etc/r.json');
});
