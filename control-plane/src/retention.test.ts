import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { sql } from 'kysely';
import { type ApiWorld, otherOrganisationId, startApi } from './cli/testing/api-world.ts';
import { runRetention } from './domain/retention/run-retention.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';

const dayMs = 24 * 3_600_000;
const now = 1000 * dayMs;

async function openWorld(t: TestContext) {
  const world = await startApi(t);
  world.clock.setNow(now);
  const { body } = await world.call('POST', '/api/registries', {
    body: { url: 'registry.example.com', scanMethod: 'sensor' },
  });
  return { world, registryId: body.data.id as string };
}

interface Content {
  readonly repository: string;
  readonly count: number;
  /** Days ago, the first one; each further one is as old. */
  readonly goneDaysAgo?: number;
  readonly prefix: string;
}

/** Tags `PREFIX-n`, each with an image, an inventory, a package and a resolved finding of its own. */
async function seed({ storage }: ApiWorld, registryId: string, content: Content): Promise<void> {
  const { repository, count, goneDaysAgo, prefix } = content;
  const repositoryId = await storage.unitOfWork.write(defaultOrganisationId, ({ inventory }) =>
    inventory.ensureRepository({ registryId, repository }, 1),
  );
  const at = now - (goneDaysAgo ?? 1000) * dayMs;
  const gone = goneDaysAgo === undefined ? null : at;
  const org = defaultOrganisationId;
  const numbers = sql`with recursive numbers(n) as
    (select 1 union all select n + 1 from numbers where n < ${count})`;
  const name = sql`${prefix} || '-' || n`;
  const { db } = storage;
  await sql`insert into image (org_id, digest, media_type, kind, first_seen_at, scan_state,
    package_count, critical, high, medium, low, unknown, uncovered_json)
    ${numbers} select ${org}, 'sha256:' || ${name}, '', 'image', 1, 'indexed', 1, 0, 0, 0, 0, 0, '[]'
    from numbers`.execute(db);
  await sql`insert into tag (org_id, repository_id, name, digest, first_seen_at, last_seen_at,
    moved_at, attachment, added_job_id, judged_job_id, judged_attempt, gone_at)
    ${numbers} select ${org}, ${repositoryId}, ${name}, 'sha256:' || ${name}, 1, 1, 1, 0, '', '', 1, ${gone}
    from numbers`.execute(db);
  const images = sql`select id from image where digest like ${`sha256:${prefix}-%`}`;
  await sql`insert into image_location (org_id, image_id, registry_id, repository, last_seen_at)
    select ${org}, id, ${registryId}, ${repository}, ${at} from (${images}) as image`.execute(db);
  await sql`insert into inventory (org_id, image_id, analyzer_version, body, bytes, received_at)
    select ${org}, id, 'a', ${Buffer.alloc(1)}, 1, 1 from (${images}) as image`.execute(db);
  await sql`insert into image_package (org_id, image_id, type, name, source_name, version, layer)
    select ${org}, id, 'deb', 'zlib', 'zlib', '1', 0 from (${images}) as image`.execute(db);
  await sql`insert into exposure (org_id, registry_id, repository, tag, platform, package_type,
    package_name, advisory_id, image_id, package_version, severity, severity_rank, first_seen_at,
    last_seen_at, resolved_at, resolved_reason)
    select ${org}, ${registryId}, ${repository}, 'x', 'linux/amd64', 'deb', 'zlib', 'CVE-' || id, id,
    '1', 'low', 3, 1, 1, ${at}, 'tag gone' from (${images}) as image`.execute(db);
}

async function countOf({ storage }: ApiWorld, table: 'tag' | 'image' | 'inventory' | 'exposure') {
  const { count } = await storage.db
    .selectFrom(table)
    .select((row) => row.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function addRule(world: ApiWorld, body: object): Promise<string> {
  const answer = await world.call('POST', '/api/retention-rules', {
    body: { name: 'rule', repositories: ['**'], ...body },
  });
  assert.equal(answer.status, 201, answer.text);
  return answer.body.data.id;
}

/** To its end, whose pauses the clock passes. */
async function run({ storage, clock, log }: ApiWorld, isStopped = () => false): Promise<void> {
  let isDone = false;
  const running = runRetention({ unitOfWork: storage.unitOfWork, clock, log }, isStopped).finally(
    () => {
      isDone = true;
    },
  );
  while (!isDone) await clock.advance(20);
  await running;
}

test('tens of thousands of gone tags go by age and repository, the newest of each stay', async (t) => {
  const { world, registryId } = await openWorld(t);
  await seed(world, registryId, {
    repository: 'ci/a',
    count: 12_000,
    goneDaysAgo: 40,
    prefix: 'a',
  });
  await seed(world, registryId, {
    repository: 'ci/b',
    count: 12_000,
    goneDaysAgo: 10,
    prefix: 'b',
  });
  await seed(world, registryId, { repository: 'shop', count: 100, goneDaysAgo: 40, prefix: 'c' });
  await seed(world, registryId, { repository: 'ci/live', count: 1000, prefix: 'd' });
  const rule = { kind: 'gone-tags', repositories: ['ci/*'], olderThanDays: 30, keepNewest: 5 };

  const preview = await world.call('POST', '/api/retention-rules/preview', { body: rule });
  const id = await addRule(world, rule);
  await run(world);

  assert.equal(preview.body.data.total, 11_995);
  assert.equal(preview.body.data.names.length, 100);
  assert.equal(await countOf(world, 'tag'), 5 + 12_000 + 100 + 1000);
  const { body } = await world.call('GET', '/api/retention-rules');
  assert.deepEqual([body.data[0].id, body.data[0].lastRemoved], [id, 11_995]);
  await run(world);
  assert.equal(await countOf(world, 'tag'), 5 + 12_000 + 100 + 1000);
});

test('images that no tag shows go with all that is known of them; what a live tag shows stays', async (t) => {
  const { world, registryId } = await openWorld(t);
  await seed(world, registryId, { repository: 'ci', count: 600, goneDaysAgo: 100, prefix: 'old' });
  await seed(world, registryId, { repository: 'ci', count: 200, prefix: 'live' });
  // One is a member of an index that a live tag shows, one lies in a second repository.
  const { db } = world.storage;
  await sql`insert into index_member (org_id, index_image_id, member_digest, role, position)
    select ${defaultOrganisationId}, id, 'sha256:old-1', 'attestation', 0 from image
    where digest = 'sha256:live-1'`.execute(db);
  await sql`insert into image_location (org_id, image_id, registry_id, repository, last_seen_at)
    select ${defaultOrganisationId}, id, ${registryId}, 'shop', 1 from image
    where digest = 'sha256:old-2'`.execute(db);
  await addRule(world, { kind: 'untagged-images', repositories: ['ci'], olderThanDays: 90 });

  await run(world);

  assert.equal(await countOf(world, 'image'), 202);
  assert.equal(await countOf(world, 'inventory'), 202);
  assert.equal(await countOf(world, 'exposure'), 202);
  const { rows } = await sql`select digest from image where digest like 'sha256:old%'
    order by digest`.execute(db);
  assert.deepEqual(rows, [{ digest: 'sha256:old-1' }, { digest: 'sha256:old-2' }]);
});

test('of overlapping rules each lets go what it lets go; an image of two repositories goes with its last place', async (t) => {
  const { world, registryId } = await openWorld(t);
  await seed(world, registryId, { repository: 'ci/a', count: 4, goneDaysAgo: 50, prefix: 'old' });
  await seed(world, registryId, { repository: 'ci/b', count: 4, goneDaysAgo: 10, prefix: 'new' });
  await world.storage.unitOfWork.write(defaultOrganisationId, ({ inventory }) =>
    inventory.ensureRepository({ registryId, repository: 'shop' }, 1),
  );
  const { db } = world.storage;
  await sql`insert into image_location (org_id, image_id, registry_id, repository, last_seen_at)
    select ${defaultOrganisationId}, id, ${registryId}, 'shop', 1 from image
    where digest = 'sha256:old-4'`.execute(db);
  const left = async () => {
    const { rows } = await sql<{
      readonly place: string;
    }>`select repository || ' ' || digest as place
      from image join image_location on image_location.image_id = image.id order by place`.execute(
      db,
    );
    return rows.map(({ place }) => place.replace('sha256:', ''));
  };
  const kept = ['ci/b new-1', 'ci/b new-2', 'ci/b new-3', 'ci/b new-4'];
  // The newest of ci/a stay by this rule, and go by the next all the same.
  const count = { kind: 'untagged-images', repositories: ['ci/**'], keepNewest: 2 };
  await addRule(world, { ...count, olderThanDays: 30 });
  await run(world);
  assert.deepEqual(await left(), ['ci/a old-3', 'ci/a old-4', ...kept, 'shop old-4']);
  await addRule(world, { kind: 'untagged-images', repositories: ['ci/a'], olderThanDays: 40 });
  await run(world);
  assert.deepEqual(await left(), [...kept, 'shop old-4']);
  await addRule(world, { kind: 'untagged-images', repositories: ['shop'], olderThanDays: 1 });
  await run(world);
  assert.deepEqual(await left(), kept);
  assert.equal(await countOf(world, 'image'), 4);
});

test('nothing is left that names a tag or an image that is gone', async (t) => {
  const { world, registryId } = await openWorld(t);
  await seed(world, registryId, { repository: 'ci', count: 20, goneDaysAgo: 100, prefix: 'old' });
  await seed(world, registryId, { repository: 'ci', count: 5, prefix: 'live' });
  const { db } = world.storage;
  const org = defaultOrganisationId;
  await sql`insert into image_policy_fact (org_id, image_id, facts_json)
    select ${org}, id, '{}' from image`.execute(db);
  await sql`insert into verdict (org_id, tag_id, image_id, platform, kind, sentence, reasons_json,
    accepted_findings, judged_at) select ${org}, tag.id, image.id, '', 'allow', '', '[]', 0, 1
    from tag join image on image.digest = tag.digest`.execute(db);
  await sql`insert into verdict_queue (org_id, tag_id, requested_at)
    select ${org}, id, 1 from tag`.execute(db);
  for (const kind of ['gone-tags', 'untagged-images']) {
    await addRule(world, { kind, olderThanDays: 90 });
  }

  await run(world);

  assert.deepEqual([await countOf(world, 'tag'), await countOf(world, 'image')], [5, 5]);
  const naming = (await db.introspection.getTables()).flatMap(({ name, columns }) =>
    columns
      .filter((column) => column.name === 'tag_id' || column.name === 'image_id')
      .map((column) => [name, column.name] as const),
  );
  assert.ok(naming.length > 10, `${naming.length} columns`);
  for (const [table, column] of naming) {
    const named = sql.table(column.replace('_id', ''));
    const { rows } = await sql`select * from ${sql.table(table)} where ${sql.ref(column)} not in
      (select id from ${named})`.execute(db);
    assert.deepEqual(rows, [], `${table}.${column}`);
  }
});

test('inventories of images that no tag shows go, and the images wait to be scanned again', async (t) => {
  const { world, registryId } = await openWorld(t);
  await seed(world, registryId, { repository: 'ci', count: 50, goneDaysAgo: 100, prefix: 'old' });
  await seed(world, registryId, { repository: 'ci', count: 50, prefix: 'live' });
  await addRule(world, { kind: 'untagged-inventories', keepNewest: 10 });

  await run(world);

  assert.equal(await countOf(world, 'inventory'), 60);
  assert.equal(await countOf(world, 'image'), 100);
  const waiting = await world.storage.db
    .selectFrom('image')
    .select('digest')
    .where('scan_state', '=', 'waiting')
    .execute();
  assert.equal(waiting.length, 40);
});

test('resolved findings go by age, open ones never', async (t) => {
  const { world, registryId } = await openWorld(t);
  await seed(world, registryId, { repository: 'ci', count: 20_000, goneDaysAgo: 100, prefix: 'a' });
  await seed(world, registryId, { repository: 'ci', count: 10, goneDaysAgo: 5, prefix: 'b' });
  const { db } = world.storage;
  await sql`update exposure set resolved_at = null where id <= 7`.execute(db);
  await addRule(world, { kind: 'resolved-findings', olderThanDays: 30 });

  await run(world);

  assert.equal(await countOf(world, 'exposure'), 17);
});

test('a run is stopped between batches and goes on with the next', async (t) => {
  const { world, registryId } = await openWorld(t);
  await seed(world, registryId, { repository: 'ci', count: 2000, goneDaysAgo: 40, prefix: 'a' });
  await addRule(world, { kind: 'gone-tags', olderThanDays: 30 });
  let asked = 0;
  await run(world, () => {
    asked += 1;
    return asked > 3;
  });

  const left = await countOf(world, 'tag');
  assert.ok(left > 0 && left < 2000 && left % 500 === 0, `${left} left`);
  await run(world);
  assert.equal(await countOf(world, 'tag'), 0);
});

test('images go ten at a time, others get their turn in between, and what came back meanwhile stays', async (t) => {
  const { world, registryId } = await openWorld(t);
  await seed(world, registryId, { repository: 'ci', count: 50, goneDaysAgo: 40, prefix: 'a' });
  await addRule(world, { kind: 'untagged-images', olderThanDays: 30 });
  const left: number[] = [];
  const running = runRetention({
    unitOfWork: world.storage.unitOfWork,
    clock: world.clock,
    log: world.log,
  });
  const endedEarly = running.then(() => assert.fail('the run left nobody a turn in between'));
  for (let turn = 0; turn < 5; turn += 1) {
    await Promise.race([world.clock.timersPending(), endedEarly]);
    left.push(await countOf(world, 'image'));
    if (turn === 0) {
      await sql`update tag set gone_at = null where name = 'a-50'`.execute(world.storage.db);
    }
    await world.clock.advance(20);
  }
  await running;

  assert.deepEqual(left, [40, 30, 20, 10, 1]);
  const { body } = await world.call('GET', '/api/retention-rules');
  assert.equal(body.data[0].lastRemoved, 49);
});

test('a rule that is off, of another organisation or of another registry removes nothing', async (t) => {
  const { world, registryId } = await openWorld(t);
  await seed(world, registryId, { repository: 'ci', count: 10, goneDaysAgo: 40, prefix: 'a' });
  const other = await world.call('POST', '/api/registries', {
    body: { url: 'other.example.com', scanMethod: 'sensor' },
  });
  const rule = { kind: 'gone-tags', olderThanDays: 1 };
  await addRule(world, { ...rule, isEnabled: false });
  await addRule(world, { ...rule, registryId: other.body.data.id });
  await world.call('POST', '/api/retention-rules', {
    key: await world.keyOf('admin', { orgId: otherOrganisationId }),
    body: { name: 'theirs', repositories: ['**'], ...rule },
  });

  await run(world);

  assert.equal(await countOf(world, 'tag'), 10);
});

test('what was removed stands in the audit log, and the log is whole', async (t) => {
  const { world, registryId } = await openWorld(t);
  await seed(world, registryId, { repository: 'ci', count: 10, goneDaysAgo: 40, prefix: 'a' });
  const id = await addRule(world, { kind: 'gone-tags', olderThanDays: 30 });

  await run(world);

  const { body } = await world.call('GET', '/api/audit?action=retention.removed');
  assert.equal(body.data[0].target.id, id);
  assert.equal(body.data[0].actor.kind, 'system');
  assert.equal(body.data[0].after.removed, 10);
  assert.equal((await world.services.api.audit.verify(defaultOrganisationId)).kind, 'whole');
});

test('rules are for admins of the whole organisation, and say by what they remove', async (t) => {
  const { world, registryId } = await openWorld(t);
  const rule = { name: 'r', kind: 'gone-tags', repositories: ['**'], olderThanDays: 1 };
  const path = '/api/retention-rules';
  const status = async (key: string) =>
    (await world.call('POST', path, { key, body: rule })).status;

  assert.equal(await status(await world.keyOf('developer')), 403);
  assert.equal(await status(await world.keyOf('admin', { registryIds: [registryId] })), 403);
  assert.equal(await status(await world.keyOf('admin')), 201);
  const { olderThanDays: _, ...useless } = rule;
  const refused = await world.call('POST', path, { body: useless });
  assert.equal(refused.body.error.code, 'VALIDATION_FAILED');
  for (const glob of ['!ci/**', 'ci/[a', 'ci, shop', '/ci']) {
    for (const call of [path, `${path}/preview`]) {
      const { name: _name, ...scope } = rule;
      const body = { ...(call === path ? rule : scope), repositories: ['**', glob] };
      const slip = await world.call('POST', call, { body });
      assert.equal(slip.status, 400, glob);
      assert.match(slip.text, /repositories\/1/);
    }
  }
  const unknown = { ...rule, registryId: '01890a5d-ac96-774b-bcce-b302099a8057' };
  assert.equal((await world.call('POST', path, { body: unknown })).status, 404);
  const id = await addRule(world, rule);
  const stranger = await world.keyOf('owner', { orgId: otherOrganisationId });
  const theirs = await world.call('DELETE', `${path}/${id}`, { key: stranger });
  assert.equal(theirs.status, 404);
  assert.equal((await world.call('DELETE', `${path}/${id}`)).status, 204);
});
