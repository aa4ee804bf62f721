import assert from 'node:assert/strict';
import { createSign, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { buildApp } from './app.ts';
import { otherOrganisationId } from './cli/testing/api-world.ts';
import { createWebhooks } from './domain/webhooks/create-webhooks.ts';
import { vendorSenders } from './testing/vendor-senders.ts';
import { WebhookWorld } from './testing/webhook-world.ts';

function senderOf(name: string) {
  const sender = vendorSenders.find((known) => known.name === name);
  assert.ok(sender);
  return sender;
}

test('every provider is told where to send and where its secret goes', async (t) => {
  const world = await WebhookWorld.start(t, { publicUrl: 'https://guard.example.com' });
  for (const sender of vendorSenders) {
    const { id } = await world.connect(sender);
    const made = await world.api.call('POST', `/api/registries/${id}/webhook`);
    assert.equal(made.status, 201, made.text);
    const { secret, setups } = made.body.data;
    const setup = setups.find((known: { format: string }) => known.format === sender.format);
    const text = JSON.stringify(setup);

    assert.ok(setup.address.startsWith(`https://guard.example.com/api/webhooks/${sender.format}/`));
    assert.equal(text.split(secret).length, 2, sender.name);
    const shown = await world.api.call('GET', `/api/registries/${id}/webhook`);
    assert.ok(!shown.text.includes(secret.slice(12)));
    assert.equal(shown.body.data.secrets.length, 2);
  }
});

test('two secrets are valid at once, a third ends the oldest, and one can be revoked alone', async (t) => {
  const world = await WebhookWorld.start(t);
  for (const name of ['Harbor', 'Gitea', 'Quay']) {
    const sender = senderOf(name);
    const registry = await world.connect(sender);
    const make = async (): Promise<string> => {
      await world.api.clock.advance(1000);
      const made = await world.api.call('POST', `/api/registries/${registry.id}/webhook`);
      return made.body.data.secret;
    };
    const works = async (secret: string): Promise<boolean> => {
      const sent = sender.send(world.image(sender, `${Math.trunc(world.api.clock.now())}`), secret);
      await world.api.clock.advance(1000);
      return (await world.deliver(sender, registry.id, sent)).status !== 401;
    };
    const second = await make();
    assert.deepEqual([await works(registry.secret), await works(second)], [true, true], name);

    const third = await make();
    assert.equal(await works(registry.secret), false, name);
    assert.deepEqual([await works(second), await works(third)], [true, true], name);

    const listed = await world.api.call('GET', `/api/registries/${registry.id}/webhook`);
    const [newest, older] = listed.body.data.secrets;
    assert.ok(newest.lastUsedAt !== undefined && third.startsWith(newest.prefix));
    const path = `/api/registries/${registry.id}/webhook`;
    assert.equal((await world.api.call('DELETE', `${path}?secretId=${older.id}`)).status, 204);
    assert.equal((await world.api.call('DELETE', `${path}?secretId=${older.id}`)).status, 404);
    assert.deepEqual([await works(second), await works(third)], [false, true], name);
  }
});

test('only administrators make secrets, and nobody of another organisation sees any', async (t) => {
  const world = await WebhookWorld.start(t);
  const { id } = await world.connect(senderOf('Harbor'));
  const path = `/api/registries/${id}/webhook`;
  const stranger = await world.api.keyOf('owner', { orgId: otherOrganisationId });
  const developer = await world.api.keyOf('developer');
  const viewer = await world.api.keyOf('viewer');

  assert.equal((await world.api.call('POST', path, { key: developer })).status, 403);
  assert.equal((await world.api.call('DELETE', path, { key: developer })).status, 403);
  assert.equal((await world.api.call('GET', path, { key: developer })).status, 200);
  assert.equal((await world.api.call('GET', path, { key: viewer })).status, 403);
  for (const method of ['GET', 'POST', 'DELETE'] as const) {
    assert.equal((await world.api.call(method, path, { key: stranger })).status, 404, method);
  }
  const receipts = await world.api.call('GET', `${path}/receipts`, { key: stranger });
  assert.equal(receipts.status, 404);
});

test('secrets that senders sign with are sealed, all others are kept as a hash alone', async (t) => {
  const world = await WebhookWorld.start(t);
  for (const sender of vendorSenders) await world.connect(sender);

  const rows = await world.api.storage.db
    .selectFrom('webhook_secret')
    .innerJoin('registry', 'registry.id', 'webhook_secret.registry_id')
    .select(['registry.provider', 'sealed'])
    .execute();
  const sealed = rows.filter((row) => row.sealed !== null).map((row) => row.provider);

  assert.deepEqual([...new Set(sealed)].sort(), ['CUSTOM', 'GHCR', 'GITEA', 'JFROG', 'NEXUS']);
  assert.ok(rows.some((row) => row.sealed === null));
});

test('Event Grid is answered once it has shown the secret, and not before', async (t) => {
  const world = await WebhookWorld.start(t);
  const sender = senderOf('Event Grid');
  const { id, secret } = await world.connect(sender);
  const path = `/api/webhooks/acr/${id}/${secret}`;
  const body = JSON.stringify([
    {
      id: 'v',
      eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
      eventTime: new Date(world.api.clock.now()).toISOString(),
      data: { validationCode: 'code-1', validationUrl: 'http://127.0.0.1:553/validate' },
    },
  ]);
  const sent = { body, headers: { 'content-type': 'application/json' } };

  const answer = await world.post(sent, { path });
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.body, { validationResponse: 'code-1' });
  assert.equal((await world.post(sent, { path: `/api/webhooks/acr/${id}` })).status, 401);

  const headers = { 'webhook-request-origin': 'eventgrid.azure.net' };
  const ask = (to: string) => world.post({ body: '', headers }, { path: to, method: 'OPTIONS' });
  const allowed = await ask(path);
  assert.equal(allowed.status, 204);
  assert.equal(allowed.headers['webhook-allowed-origin'], 'eventgrid.azure.net');
  assert.ok(Number(allowed.headers['webhook-allowed-rate']) > 0);
  assert.equal((await ask(path.replace(secret, secret.replace(/.$/, 'x')))).status, 401);
  const other = await world.connect(sender);
  assert.equal((await ask(`/api/webhooks/acr/${other.id}/${secret}`)).status, 401);
});

test('a Google identity token opens only the registry that names its account', async (t) => {
  const publicUrl = 'https://guard.example.com';
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const world = await WebhookWorld.start(t, { publicUrl });
  const { api } = world.api.services;
  const { dataKeys } = world.api.storage;
  const keys = new Map([['one', publicKey.export({ format: 'jwk' })]]);
  const fetchKeys = () => Promise.resolve(keys);
  const { webhooks } = createWebhooks({ ...api, dataKeys, publicUrl, fetchKeys });
  const app = await buildApp({ ...api, webhooks });
  t.after(async () => {
    await webhooks.stop();
    await app.close();
  });
  const sender = senderOf('Pub/Sub with a token in the address');
  const { id, secret } = await world.connect(sender);
  const other = await world.connect(sender);
  const email = 'push@project.iam.gserviceaccount.com';
  await world.api.call('POST', `/api/registries/${id}/webhook`, {
    body: { googleIdentity: { email } },
  });
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const address = `/api/webhooks/gcr/${id}`;
  const post = async (word: string, as: string, path: string): Promise<number> => {
    const claims = {
      iss: 'https://accounts.google.com',
      aud: `${publicUrl}${address}`,
      email: as,
      email_verified: true,
      exp: world.api.clock.now() / 1000 + 600,
    };
    const signed = `${part({ alg: 'RS256', kid: 'one' })}.${part(claims)}`;
    const signature = createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url');
    const { body, headers } = sender.send(world.image(sender, word), secret);
    const authorization = `Bearer ${signed}.${signature}`;
    const options = { method: 'POST', url: path, payload: body } as const;
    return (await app.inject({ ...options, headers: { ...headers, authorization } })).statusCode;
  };

  assert.equal(await post('a', email, address), 202);
  assert.equal(await post('b', email, '/api/webhooks/gcr'), 202);
  assert.equal(await post('c', 'evil@project.iam.gserviceaccount.com', address), 401);
  assert.equal(await post('d', email, address.replace(id, other.id)), 401);
  await world.api.call('DELETE', `/api/registries/${id}/webhook`);
  assert.equal(await post('e', email, address), 401);
});

test('an account without a public address has to name its audience', async (t) => {
  const world = await WebhookWorld.start(t);
  const { id } = await world.connect(senderOf('Pub/Sub with a token in the address'));
  const path = `/api/registries/${id}/webhook`;
  const email = 'push@project.iam.gserviceaccount.com';

  const refused = await world.api.call('POST', path, { body: { googleIdentity: { email } } });
  assert.equal(refused.status, 400);
  const googleIdentity = { email, audience: 'harborguard' };
  assert.equal((await world.api.call('POST', path, { body: { googleIdentity } })).status, 201);
  await world.api.call('POST', path, { body: { googleIdentity: null } });
  const shown = await world.api.call('GET', path);
  assert.equal(shown.body.data.googleIdentity, undefined);
});
