import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { exhaustiveVariable } from '@harborguard/shared/testing/some-of.ts';
import { mintWebhookSecret } from './domain/webhooks/webhook-secret-text.ts';
import { resign } from './testing/resign.ts';
import type { SentWebhook, VendorSender } from './testing/vendor-sender.ts';
import { vendorSenders } from './testing/vendor-senders.ts';
import { addressOf, type Connected, WebhookWorld } from './testing/webhook-world.ts';

interface Forgery {
  readonly path: string;
  readonly sent: SentWebhook;
}

/** Ten thousand where every way is gone; every kind of every vendor in any case. */
const forgeriesMin = process.env[exhaustiveVariable] === 'true' ? 10_000 : 1_000;

test('of thousands of forged deliveries none is accepted, and all refusals look alike', async (t) => {
  const world = await WebhookWorld.start(t);
  const random = new SeededRandom('forgery');
  const refusals = new Set<string>();
  let tried = 0;
  const registries = new Map<VendorSender, Connected>();
  for (const sender of vendorSenders) registries.set(sender, await world.connect(sender));

  while (tried < forgeriesMin) {
    for (const [sender, registry] of registries) {
      for (const { path, sent } of forgeries(world, random, { sender, registry })) {
        tried += 1;
        const source = `10.0.${tried % 200}.${tried % 251}`;
        // Once each through HTTP; the rest spare themselves that way.
        if (tried > vendorSenders.length * 25) {
          const answer = await receive(world, { path, sent }, source);
          assert.equal(answer.kind, 'unauthenticated', `${sender.name} ${path}`);
          continue;
        }
        const answer = await world.post(sent, { path, source });
        assert.equal(answer.status, 401, `${sender.name} ${path} ${answer.text}`);
        const { id: _id, ...error } = answer.body.error;
        refusals.add(JSON.stringify(error));
      }
    }
  }

  assert.equal(refusals.size, 1);
  assert.deepEqual(await world.pushJobs(), []);
  for (const { id } of registries.values()) {
    const receipts = await world.receipts(id);
    assert.ok(receipts.every(({ outcome }) => outcome === 'refused'));
  }
});

function receive(world: WebhookWorld, { path, sent }: Forgery, source: string) {
  const [, , , format = '', registryId, token] = path.split('/');
  const message = { headers: sent.headers, body: Buffer.from(sent.body) };
  return world.api.services.api.webhooks.receive({ format, registryId, token, source, message });
}

/** What somebody could try who knows addresses and payloads, and has secrets of other registries. */
function forgeries(
  world: WebhookWorld,
  random: SeededRandom,
  { sender, registry }: { readonly sender: VendorSender; readonly registry: Connected },
): readonly Forgery[] {
  const image = world.image(sender, String(random.uniform()));
  const real = sender.send(image, registry.secret);
  const path = addressOf(sender, registry.id, real);
  const withSecret = (secret: string): Forgery => {
    const sent = sender.send(image, secret);
    return { sent, path: addressOf(sender, registry.id, sent) };
  };
  const at = Math.floor(random.uniform() * 40);
  const flipped = (text: string) => {
    const position = 6 + (at % (text.length - 6));
    const other = text[position] === 'a' ? 'b' : 'a';
    return `${text.slice(0, position)}${other}${text.slice(position + 1)}`;
  };
  const bare = Object.fromEntries(
    Object.entries(real.headers).filter(([name]) => !/authorization|x-/.test(name)),
  );
  const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;
  const unproven = `/api/webhooks/${sender.format}/${registry.id}`;
  const forged = (headers: Record<string, string>, to = unproven): Forgery => ({
    path: to,
    sent: { body: real.body, headers: { ...bare, ...headers } },
  });
  const changed = { ...real, body: real.body.replace(/app/, 'evil') };
  return [
    withSecret(mintWebhookSecret(random)),
    withSecret(flipped(registry.secret)),
    withSecret(registry.secret.slice(0, -1)),
    withSecret(registry.secret.toUpperCase()),
    withSecret(`${registry.secret}0`),
    withSecret('undefined'),
    forged({}),
    forged({}, `/api/webhooks/${sender.format}`),
    forged({ authorization: '' }),
    forged({ authorization: 'Bearer null' }),
    forged({ authorization: basic('admin:admin') }),
    forged({ authorization: basic(`x:${flipped(registry.secret)}`) }),
    forged({ 'x-api-key': registry.id }),
    forged({ 'x-hub-signature-256': 'sha256=', 'x-gitea-signature': '' }),
    forged({ 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }),
    forged({ 'x-nexus-webhook-signature': '0'.repeat(40), 'x-jfrog-event-auth': '0'.repeat(64) }),
    forged({ authorization: 'Bearer eyJhbGciOiJub25lIiwia2lkIjoiYSJ9.e30.AA' }),
    { path: unproven, sent: { ...resign(real, 'guess'), ...stripped(real, bare) } },
    ...(sender.isSigned ? [{ path, sent: changed }] : []),
    { path: path.replace(registry.id, '11111111-1111-7111-8111-111111111111'), sent: real },
    { path: `/api/webhooks/unheard-of/${registry.id}`, sent: real },
  ];
}

function stripped(real: SentWebhook, bare: Record<string, string>): SentWebhook {
  return { body: real.body, headers: bare };
}

test('the secret of a removed registry, and a revoked one, open nothing', async (t) => {
  const world = await WebhookWorld.start(t);
  for (const sender of vendorSenders) {
    const removed = await world.connect(sender);
    const revoked = await world.connect(sender);
    await world.api.call('DELETE', `/api/registries/${removed.id}`);
    await world.api.call('DELETE', `/api/registries/${revoked.id}/webhook`);

    for (const { id, secret } of [removed, revoked]) {
      const sent = sender.send(world.image(sender, id), secret);
      assert.equal((await world.deliver(sender, id, sent)).status, 401, sender.name);
      const atBare = await world.post(sent, { path: `/api/webhooks/${sender.format}` });
      assert.equal(atBare.status, 401, sender.name);
    }
  }
});

test('the secret shows in no answer, log line, receipt or file after its making', async (t) => {
  const world = await WebhookWorld.start(t);
  const canaries: string[] = [];
  const texts: string[] = [];
  for (const sender of vendorSenders) {
    const registry = await world.connect(sender);
    canaries.push(registry.secret);
    const path = `/api/webhooks/${sender.format}/${registry.id}/${registry.secret}`;
    const real = sender.send(world.image(sender, 'one'), registry.secret);
    const attempts: readonly Forgery[] = [
      { path, sent: real },
      { path: addressOf(sender, registry.id, real), sent: { ...real, body: '{"a":' } },
      { path, sent: { ...real, body: 'x'.repeat(300_000) } },
      { path: `${path}/more`, sent: real },
      { path: `${path}%zz`, sent: real },
      { path: `${path}${'y'.repeat(300)}`, sent: real },
      { path: path.replace(sender.format, 'nothing'), sent: real },
      { path: path.replace(registry.id, 'no-id'), sent: real },
    ];
    for (const attempt of attempts) {
      texts.push((await world.post(attempt.sent, { path: attempt.path })).text);
    }
    for (const suffix of ['', '/receipts']) {
      const url = `/api/registries/${registry.id}/webhook${suffix}`;
      texts.push((await world.api.call('GET', url)).text);
    }
  }
  await world.api.services.api.webhooks.stop();

  const { folder, log } = world.api;
  const files = globSync('**/*', { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
  const all = [...texts, ...files, log.text()].join('\n');
  assert.ok(files.length > 1 && log.lines.length > 10);
  for (const canary of canaries) assert.ok(!all.includes(canary.slice(12)), 'a secret shows');
});

test('bodies beyond 256 KiB are refused by their size, proven or not', async (t) => {
  const world = await WebhookWorld.start(t);
  for (const sender of vendorSenders) {
    const registry = await world.connect(sender);
    const real = sender.send(world.image(sender, 'one'), registry.secret);
    const padded = { ...real, body: `${real.body}${' '.repeat(256 * 1024)}` };
    const sent = resign(padded, registry.secret);

    const answer = await world.deliver(sender, registry.id, sent);

    assert.equal(answer.status, 413, sender.name);
    assert.equal(answer.body.error.code, 'PAYLOAD_TOO_LARGE');
  }
});

test('a source that asks too often waits, and others do not', async (t) => {
  const world = await WebhookWorld.start(t);
  const path = '/api/webhooks/oci/11111111-1111-7111-8111-111111111111';
  const ask = (source: string) => world.post({ headers: {}, body: '{}' }, { path, source });

  const forgery = { path, sent: { headers: {}, body: '{}' } };
  let kind = 'unauthenticated';
  for (let count = 0; count < 2100 && kind === 'unauthenticated'; count += 1) {
    kind = (await receive(world, forgery, '192.0.2.1')).kind;
  }
  const last = await ask('192.0.2.1');

  assert.equal(kind, 'rate-limited');
  assert.equal(last.status, 429);
  assert.equal(last.body.error.code, 'RATE_LIMITED');
  assert.equal(last.headers['retry-after'], '1');
  assert.equal((await ask('192.0.2.2')).status, 401);
  await world.api.clock.advance(1000);
  assert.equal((await ask('192.0.2.1')).status, 401);
});

test('strangers use up nothing of what a registry may deliver, nor push its receipts out', async (t) => {
  const world = await WebhookWorld.start(t);
  const sender = vendorSenders.find(({ format }) => format === 'harbor');
  assert.ok(sender);
  const registry = await world.connect(sender);
  await world.deliver(sender, registry.id, sender.send(world.image(sender, 'a'), registry.secret));

  const forged = sender.send(world.image(sender, 'b'), mintWebhookSecret(new SeededRandom(1)));
  const forgery = { path: addressOf(sender, registry.id, forged), sent: forged };
  assert.equal((await world.deliver(sender, registry.id, forged)).status, 401);
  for (let count = 0; count < 1050; count += 1) await receive(world, forgery, '127.0.0.1');
  const after = sender.send(world.image(sender, 'c'), registry.secret);
  const answer = await world.deliver(sender, registry.id, after);

  assert.equal(answer.status, 202);
  const receipts = await world.receipts(registry.id);
  assert.equal(receipts.filter(({ outcome }) => outcome === 'accepted').length, 2);
  const refused = receipts.filter(({ outcome }) => outcome === 'refused');
  assert.ok(refused.length > 0 && refused.length <= 20, String(refused.length));
  assert.equal(refused[0]?.['reason'], 'secret-wrong');
});

test('a registry that delivers too much waits', async (t) => {
  const world = await WebhookWorld.start(t);
  const sender = vendorSenders.find(({ format }) => format === 'quay');
  assert.ok(sender);
  const registry = await world.connect(sender);
  const sent = sender.send(world.image(sender, 'a'), registry.secret);

  const delivery = { path: addressOf(sender, registry.id, sent), sent };
  const kinds = new Set<string>();
  for (let count = 0; count < 1000; count += 1) {
    kinds.add((await receive(world, delivery, '127.0.0.1')).kind);
  }
  const { status } = await world.deliver(sender, registry.id, sent);

  assert.deepEqual([[...kinds], status], [['accepted'], 429]);
  const { total } = (await world.api.call('GET', `/api/registries/${registry.id}/webhook/receipts`))
    .body.meta;
  assert.equal(total, 500);
});
