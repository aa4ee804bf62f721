import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LogThreshold } from '@harborguard/shared/log-over-logger.ts';
import { noTracer } from '@harborguard/shared/tracing/no-tracer.ts';
import { testConfig } from './cli/testing/api-world.ts';
import { connectSensor, systemKey } from './cli/testing/stand-in-sensor.ts';
import { createServices } from './create-services.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { vendorSenders } from './testing/vendor-senders.ts';
import { digestOf, WebhookWorld } from './testing/webhook-world.ts';

test('a burst becomes one sync of all its repositories', async (t) => {
  const world = await WebhookWorld.start(t);
  const sender = senderOf('oci');
  const registry = await world.connect(sender);

  for (let number = 0; number < 30; number += 1) {
    const image = world.image({ repository: `team/app-${number % 10}` }, `burst-${number}`);
    const sent = sender.send(image, registry.secret);
    assert.equal((await world.deliver(sender, registry.id, sent)).status, 202);
  }

  const jobs = await world.pushJobs();
  const syncs = jobs.filter(({ kind }) => kind === 'sync');
  assert.equal(syncs.length, 1);
  const [{ intent } = assert.fail('no sync')] = syncs;
  assert.ok(intent.kind === 'sync');
  assert.equal(intent.repositories?.length, 10);
  assert.equal(jobs.filter(({ kind }) => kind === 'scan').length, 30);
});

test('pushes that never pause are not put off for more than five seconds', async (t) => {
  const world = await WebhookWorld.start(t);
  const sender = senderOf('oci');
  const registry = await world.connect(sender);

  for (let number = 0; number < 10; number += 1) {
    const image = world.image(sender, `steady-${number}`);
    await world.deliver(sender, registry.id, sender.send(image, registry.secret));
    await world.api.clock.advance(600);
  }

  const { jobs } = await world.api.services.api.jobs.list(
    defaultOrganisationId,
    { kind: 'sync' },
    { page: 1, pageSize: 10 },
  );
  assert.equal(jobs.filter(({ trigger }) => trigger === 'push').length, 1);
});

test('pushes during a waiting sync gather for the next, and one for a repository in line adds nothing', async (t) => {
  const world = await WebhookWorld.start(t);
  const sender = senderOf('oci');
  const registry = await world.connect(sender);
  const push = async (repository: string, word: string) => {
    const sent = sender.send(world.image({ repository }, word), registry.secret);
    assert.equal((await world.deliver(sender, registry.id, sent)).status, 202);
    return (await world.pushJobs()).filter(({ kind }) => kind === 'sync');
  };

  await push('team/a', '1');
  await push('team/a', '2');
  const waiting = await push('team/b', '3');
  assert.deepEqual(
    waiting.map(({ intent }) => intent),
    [{ kind: 'sync', repositories: ['team/a'] }],
  );

  await world.api.services.api.jobs.cancel(waiting[0]?.orgId ?? '', waiting[0]?.id ?? '');
  await world.api.clock.advance(60_000);
  const [, next] = (await world.pushJobs()).filter(({ kind }) => kind === 'sync');
  assert.deepEqual(next?.intent, { kind: 'sync', repositories: ['team/b'] });
});

test('what was accepted becomes jobs also when the program ends before it could', async (t) => {
  const world = await WebhookWorld.start(t);
  const sender = senderOf('harbor');
  const registry = await world.connect(sender);
  const sent = sender.send(world.image(sender, 'one'), registry.secret);
  await world.deliver(sender, registry.id, sent);
  await world.api.services.api.webhooks.stop();
  assert.deepEqual(await world.pushJobs(), []);

  const { clock, storage, log, folder, services } = world.api;
  const again = createServices({
    ...{ config: testConfig(folder), storage, clock, log, random: services.api.random },
    advisoryFile: {
      current: () => undefined,
      watch: () => undefined,
      close: () => Promise.resolve(),
    },
    advisoryExport: { open: () => Promise.resolve(undefined), close: () => Promise.resolve() },
    runAdvisoryUpdate: undefined,
    logThreshold: new LogThreshold('info'),
    tracer: noTracer,
    isReady: () => true,
    version: '0',
  });
  t.after(() => again.api.webhooks.stop());
  await again.api.webhooks.start();

  assert.equal((await world.pushJobs()).length, 2);
});

test('names outside the filters, impossible names and attachments start no scan', async (t) => {
  const world = await WebhookWorld.start(t);
  const sender = senderOf('harbor');
  const filters = {
    repositories: { include: ['project/**'], exclude: ['project/secret/**'] },
    tags: { include: ['v*'], exclude: [] },
  };
  const registry = await world.connect(sender, { filters, schedule: 'on_push' });
  const cases = [
    ['other/app', 'v1'],
    ['project/secret/app', 'v1'],
    ['project/../../etc', 'v1'],
    ['project/App', 'v1'],
    [`project/${'a'.repeat(300)}`, 'v1'],
    ['project/app', 'latest'],
  ] as const;

  for (const [repository, tag] of cases) {
    const image = { ...world.image({ repository }, `${repository}${tag}`), tag };
    const answer = await world.deliver(sender, registry.id, sender.send(image, registry.secret));
    assert.equal(answer.body.data.outcome, 'ignored', repository);
  }
  assert.deepEqual(await world.pushJobs(), []);

  const signature = `sha256-${'a'.repeat(64)}.sig`;
  const image = { ...world.image(sender, 'signature'), tag: signature };
  await world.deliver(sender, registry.id, sender.send(image, registry.secret));
  assert.deepEqual(
    (await world.pushJobs()).map(({ kind }) => kind),
    ['sync'],
  );
});

test('a deletion leads to a sync and no scan', async (t) => {
  const world = await WebhookWorld.start(t);
  const sender = senderOf('harbor');
  const registry = await world.connect(sender);
  const sent = sender.send(world.image(sender, 'one'), registry.secret);

  const body = sent.body.replace('PUSH_ARTIFACT', 'DELETE_ARTIFACT');
  await world.deliver(sender, registry.id, { ...sent, body });

  assert.deepEqual(
    (await world.pushJobs()).map(({ kind }) => kind),
    ['sync'],
  );
});

test('an image whose content is known is not scanned again', async (t) => {
  const world = await WebhookWorld.start(t);
  const sender = senderOf('harbor');
  const registry = await world.connect(sender);
  const digest = digestOf('one');
  await world.api.storage.unitOfWork.write(defaultOrganisationId, async ({ inventory }) => {
    const mediaType = 'application/vnd.oci.image.manifest.v1+json';
    await inventory.ensureImages([{ digest, mediaType }], 1);
  });
  await world.api.storage.db.updateTable('image').set({ scan_state: 'indexed' }).execute();

  const sent = sender.send(world.image(sender, 'one'), registry.secret);
  await world.deliver(sender, registry.id, sent);

  assert.deepEqual(
    (await world.pushJobs()).map(({ kind }) => kind),
    ['sync'],
  );
});

test('an answer waits for no sensor, and a sensor that is there has the work within seconds', async (t) => {
  const world = await WebhookWorld.start(t);
  const sender = senderOf('harbor');
  const registry = await world.connect(sender, { schedule: 'on_push' });
  const sent = sender.send(world.image(sender, 'one'), registry.secret);

  // The clock stands still: nothing that waits for a timer could have answered.
  const answer = await world.deliver(sender, registry.id, sent);
  assert.equal(answer.status, 202);
  assert.deepEqual(world.api.clock.pendingDelaysMs().filter((delay) => delay <= 1000).length, 1);

  const sensor = await connectSensor(world.api, await systemKey(world.api));
  await world.api.clock.advance(2000);
  const kinds = new Set<string>();
  for (let count = 0; count < 2; count += 1) kinds.add((await sensor.nextJob()).job.payload.kind);
  assert.deepEqual([...kinds].sort(), ['scan', 'sync']);
});

test('a push that comes while its repository is being synced leads to another look', async (t) => {
  const world = await WebhookWorld.start(t);
  const sender = senderOf('quay');
  const registry = await world.connect(sender, { schedule: 'on_push' });
  const sensor = await connectSensor(world.api, await systemKey(world.api));
  const push = async () => {
    const sent = sender.send(world.image(sender, 'one'), registry.secret);
    await world.deliver(sender, registry.id, sent);
    await world.pushJobs();
  };
  // The first sync of a new registry would stand in the way: one registry is synced once at a time.
  const { job: first } = await sensor.nextJob();
  await world.api.services.api.jobs.cancel(defaultOrganisationId, first.jobId);
  await push();
  const held = [(await sensor.nextJob()).job, (await sensor.nextJob()).job];
  assert.deepEqual(held.map(({ payload }) => payload.kind).sort(), ['scan', 'sync']);

  await push();
  assert.equal((await world.pushJobs()).length, 2);
  for (const job of await world.pushJobs()) {
    await world.api.services.api.jobs.cancel(job.orgId, job.id);
  }
  await world.api.clock.advance(60_000);

  const kinds = (await world.pushJobs()).map(({ kind }) => kind);
  assert.deepEqual(kinds.slice(2).sort(), ['scan', 'sync']);
});

test('a pending push of a registry that is removed ends with it', async (t) => {
  const world = await WebhookWorld.start(t);
  const sender = senderOf('harbor');
  const registry = await world.connect(sender);
  const sent = sender.send(world.image(sender, 'one'), registry.secret);
  await world.deliver(sender, registry.id, sent);

  await world.api.call('DELETE', `/api/registries/${registry.id}`);

  assert.deepEqual(await world.pushJobs(), []);
  const left = await world.api.storage.db.selectFrom('webhook_pending').selectAll().execute();
  assert.deepEqual(left, []);
});

test('where a payload leaves the name open, what is known of the registry decides', async (t) => {
  const world = await WebhookWorld.start(t);
  const sender = { ...senderOf('nexus'), url: 'https://nexus.example.com' };
  const cases = [
    { known: undefined, named: 'team/app' },
    { known: 'team/app', named: 'team/app' },
    { known: 'docker-hosted/team/app', named: 'docker-hosted/team/app' },
    { known: 'docker-hosted/team/other', named: 'docker-hosted/team/app' },
    { known: 'docker-hosted-2/team/app', named: 'team/app' },
  ];
  for (const { known, named } of cases) {
    const registry = await world.connect(sender);
    const place = { registryId: registry.id, repository: known ?? '' };
    if (known !== undefined) {
      await world.api.storage.unitOfWork.write(defaultOrganisationId, ({ inventory }) =>
        inventory.ensureRepository(place, 1),
      );
    }
    const sent = sender.send(world.image(sender, 'one'), registry.secret);
    assert.equal((await world.deliver(sender, registry.id, sent)).status, 202);

    const jobs = (await world.pushJobs()).filter((job) => job.registryId === registry.id);
    assert.deepEqual(jobs[0]?.intent, { kind: 'sync', repositories: [named] }, known ?? 'nothing');
  }
});

function senderOf(format: string) {
  const sender = vendorSenders.find((known) => known.format === format);
  assert.ok(sender);
  return sender;
}
