import assert from 'node:assert/strict';
import { test } from 'node:test';
import { otherOrganisationId } from './cli/testing/api-world.ts';
import type { Job } from './domain/jobs/job.ts';
import { resign } from './testing/resign.ts';
import type { VendorSender } from './testing/vendor-sender.ts';
import { vendorSenders } from './testing/vendor-senders.ts';
import { type Connected, type Delivered, WebhookWorld } from './testing/webhook-world.ts';

test('a push leads to a sync of that repository and a scan of that image', async (t) => {
  const world = await WebhookWorld.start(t);
  for (const sender of vendorSenders) {
    const { name, repository } = sender;
    const registry = await world.connect(sender);
    const image = world.image(sender, 'one');

    const answer = await world.deliver(sender, registry.id, sender.send(image, registry.secret));

    assert.equal(answer.status, 202, `${name}: ${answer.text}`);
    assert.deepEqual(answer.body, { data: { outcome: 'accepted' } });
    const intents = (await jobsOf(world, registry)).map(({ intent }) => intent);
    assert.deepEqual(
      intents,
      [
        { kind: 'sync', repositories: [repository] },
        { kind: 'scan', repository, reference: sender.namesDigest ? image.digest : image.tag },
      ],
      name,
    );
    const [receipt] = await world.receipts(registry.id);
    assert.equal(receipt?.['outcome'], 'accepted');
    assert.deepEqual(receipt?.['repositories'], [repository]);
  }
});

test('the same delivery again has no second effect', async (t) => {
  const world = await WebhookWorld.start(t);
  for (const sender of vendorSenders) {
    const registry = await world.connect(sender);
    const sent = sender.send(world.image(sender, 'one'), registry.secret);
    const first = await world.deliver(sender, registry.id, sent);
    const before = await jobsOf(world, registry);

    const again = await world.deliver(sender, registry.id, sent);

    assert.equal(first.status, 202, sender.name);
    assert.ok([200, 202].includes(again.status), sender.name);
    assert.equal((await jobsOf(world, registry)).length, before.length, sender.name);
    // Quay's pushes of one tag cannot be told apart: a second one joins the jobs of the first.
    const isMarked = sender.format !== 'quay';
    assert.equal(again.body.data.outcome, isMarked ? 'replayed' : 'accepted', sender.name);
  }
});

test('the bare address finds the registry by secret or signature', async (t) => {
  const world = await WebhookWorld.start(t);
  await world.connect({ url: 'decoy.example.com', provider: 'CUSTOM' });
  const found: string[] = [];
  for (const sender of vendorSenders) {
    const registry = await world.connect(sender);
    const sent = sender.send(world.image(sender, 'one'), registry.secret);

    const answer = await world.post(sent, { path: `/api/webhooks/${sender.format}` });

    // A sender that can only be given an address has to be given its own; Nexus names no host.
    const isFound = sent.token === undefined && sender.format !== 'nexus';
    assert.equal(answer.status, isFound ? 202 : 401, `${sender.name}: ${answer.text}`);
    if (isFound) found.push(registry.id);
    assert.equal((await jobsOf(world, registry)).length > 0, isFound, sender.name);
  }
  const served = new Set((await world.pushJobs()).map(({ registryId }) => registryId));
  assert.deepEqual([...served].toSorted(), found.toSorted(), 'nobody else’s');
});

test('the secret of another registry or organisation opens nothing', async (t) => {
  const world = await WebhookWorld.start(t);
  const key = await world.api.keyOf('owner', { orgId: otherOrganisationId });
  for (const sender of vendorSenders) {
    const own = await world.connect(sender);
    const sibling = await world.connect({ ...sender, url: 'sibling.example.com' });
    const foreign = await world.connect(sender, { key });
    const image = world.image(sender, 'one');

    for (const secret of [sibling.secret, foreign.secret]) {
      const answer = await world.deliver(sender, own.id, sender.send(image, secret));
      assert.equal(answer.status, 401, `${sender.name}: ${answer.text}`);
    }
  }
  assert.deepEqual(await world.pushJobs(), []);
  assert.deepEqual(await world.pushJobs(otherOrganisationId), []);
});

test('an event that is too old, or ahead of time, is refused', async (t) => {
  const world = await WebhookWorld.start(t);
  const eightDaysMs = 8 * 24 * 60 * 60_000;
  for (const sender of vendorSenders.filter(({ namesTime }) => namesTime)) {
    const registry = await world.connect(sender);

    for (const offset of [-eightDaysMs, 10 * 60_000]) {
      const image = world.image(sender, `at${offset}`);
      const late = sender.send({ ...image, time: image.time + offset }, registry.secret);
      const answer = await world.deliver(sender, registry.id, late);

      assertRefused(sender, answer);
    }
    const [receipt] = await world.receipts(registry.id);
    assert.equal(receipt?.['reason'], 'too-old-or-ahead', sender.name);
  }
  assert.deepEqual(await world.pushJobs(), []);
});

test('names twice in one object are refused although the sender is proven', async (t) => {
  const world = await WebhookWorld.start(t);
  const twice = (body: string) => body.replace(/^(\[?)\{/, '$1{"action":"x","\\u0061ction":"y",');
  for (const sender of vendorSenders) {
    const registry = await world.connect(sender);
    const real = sender.send(world.image(sender, 'one'), registry.secret);
    const sent = resign({ ...real, body: twice(real.body) }, registry.secret);

    const answer = await world.deliver(sender, registry.id, sent);

    assertRefused(sender, answer);
    const [receipt] = await world.receipts(registry.id);
    assert.equal(receipt?.['reason'], 'duplicate-names', sender.name);
  }
  assert.deepEqual(await world.pushJobs(), []);
});

test('a signature at the bare address finds a registry connected below a path, and nobody else there', async (t) => {
  const world = await WebhookWorld.start(t);
  const sender = vendorSenders.find(({ name }) => name === 'JFrog with payload signing');
  assert.ok(sender);
  const key = await world.api.keyOf('owner', { orgId: otherOrganisationId });
  await world.connect(sender, { key });
  const url = 'https://team.jfrog.io/artifactory/api/docker/docker-local';
  const registry = await world.connect({ ...sender, url });
  const away = await world.connect({ ...sender, url: 'https://team.jfrog.io.example.com' });
  const post = (secret: string) =>
    world.post(sender.send(world.image(sender, 'one'), secret), { path: '/api/webhooks/jfrog' });

  assert.equal((await post(registry.secret)).status, 202);
  assert.equal((await post(away.secret)).status, 401);
  const jobs = await world.pushJobs();
  assert.deepEqual(jobs[0]?.intent, { kind: 'sync', repositories: ['app'] });
  assert.ok(jobs.every(({ registryId }) => registryId === registry.id));
  assert.deepEqual(await world.pushJobs(otherOrganisationId), []);
});

test('stale by minutes is enough where a vendor sends once', async (t) => {
  const world = await WebhookWorld.start(t);
  for (const sender of vendorSenders.filter(({ format }) => /nexus|zot/.test(format))) {
    const registry = await world.connect(sender);
    for (const [minutes, status] of [
      [4, 202],
      [6, 400],
    ] as const) {
      const image = world.image(sender, `${sender.name}${minutes}`);
      const sent = sender.send({ ...image, time: image.time - minutes * 60_000 }, registry.secret);
      assert.equal((await world.deliver(sender, registry.id, sent)).status, status, sender.name);
    }
  }
});

test('a signed body counts once, whatever id stands in its headers', async (t) => {
  const world = await WebhookWorld.start(t);
  for (const sender of vendorSenders.filter(({ isSigned }) => isSigned)) {
    const registry = await world.connect(sender);
    const sent = sender.send(world.image(sender, 'one'), registry.secret);
    assert.equal((await world.deliver(sender, registry.id, sent)).status, 202);

    const renamed = Object.fromEntries(
      Object.entries(sent.headers).map(([name, value]) => [
        name,
        name.endsWith('-delivery') ? `${value}-other` : value,
      ]),
    );
    const again = await world.deliver(sender, registry.id, { ...sent, headers: renamed });

    assert.equal(again.body.data.outcome, 'replayed', sender.name);
  }
});

test('unknown events are taken with thanks and do nothing', async (t) => {
  const world = await WebhookWorld.start(t);
  const bodies = [
    '{}',
    '{"zen":"x","hook_id":1}',
    '{"type":"SCANNING_COMPLETED"}',
    '{"events":[]}',
  ];
  for (const sender of vendorSenders) {
    const registry = await world.connect(sender);
    for (const body of bodies) {
      const real = sender.send(world.image(sender, 'x'), registry.secret);
      const headers = { ...real.headers, 'ce-type': 'something.else' };
      const sent = resign({ ...real, headers, body }, registry.secret);
      const answer = await world.deliver(sender, registry.id, sent);
      const wantsEnvelope = sender.format === 'gcr' && answer.status === 400;
      assert.ok(answer.status === 200 || wantsEnvelope, `${sender.name} ${body} ${answer.text}`);
    }
  }
  assert.deepEqual(await world.pushJobs(), []);
});

async function jobsOf(world: WebhookWorld, { id }: Connected): Promise<readonly Job[]> {
  return (await world.pushJobs()).filter(({ registryId }) => registryId === id);
}

/** Distribution repeats what is refused, and nothing newer would ever come after it. */
function assertRefused({ format, name }: VendorSender, answer: Delivered): void {
  if (format === 'oci' || format === 'gitlab') {
    assert.equal(answer.status, 200, `${name}: ${answer.text}`);
    assert.equal(answer.body.data.outcome, 'refused');
    return;
  }
  assert.equal(answer.status, 400, `${name}: ${answer.text}`);
  assert.equal(answer.body.error.code, 'VALIDATION_FAILED');
}
