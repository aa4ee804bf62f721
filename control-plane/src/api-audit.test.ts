import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { otherOrganisationId } from './cli/testing/api-world.ts';
import { operator } from './domain/audit/audit-event.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { isAuditedRoute, questions } from './http/audit-trail.ts';
import { publishedRoutes } from './published-routes.ts';
import type { OpenDatabase } from './store/database.ts';
import { dialectOf } from './store/dialect/store-dialect.ts';
import { Browser } from './testing/browser.ts';
import { changingCalls } from './testing/changing-calls.ts';
import {
  goodPassword,
  ownerEmail,
  type PeopleWorld,
  startWithOwner,
} from './testing/people-world.ts';

const audited = (await publishedRoutes()).filter(({ method, path }) =>
  isAuditedRoute(method, path.replace(/\{(\w+)\}/g, ':$1')),
);
/** Without a source of advisories there would be nothing to ask for news. */
const withSource = {
  runAdvisoryUpdate: () =>
    Promise.resolve({
      kind: 'unchanged' as const,
      records: 0,
      changedPackages: 0,
      skipped: {},
      failedFeeds: [],
    }),
};

test('every row of the calls is a route that changes something', () => {
  const routes = audited.map(({ method, path }) => `${method} ${path}`);

  assert.deepEqual(Object.keys(changingCalls).toSorted(), routes.toSorted());
});

/** Who signs out, or is another afterwards, leaves nobody to go on with. */
const endsItsWorld =
  /^\/api\/(?:session|me|first-owner|members|password-resets|invitations|policies|signers)\b/;

test('every request that changes something leaves exactly one event that says who, from where and what', async (t) => {
  const shared = await startWithOwner(t, {}, withSource);
  for (const { method, path } of audited) {
    await t.test(`${method} ${path}`, async (t) => {
      const isApart = endsItsWorld.test(path);
      await leavesOneEvent(isApart ? await startWithOwner(t) : shared, method, path);
    });
  }
});

const askedBodies: Readonly<Record<string, object>> = {
  'POST /api/registries/preview-filters': {
    filters: {
      repositories: { include: [], exclude: [] },
      tags: { include: [], exclude: ['*-rc*'] },
    },
  },
  'POST /api/retention-rules/preview': {
    ...{ kind: 'gone-tags', repositories: ['**'], olderThanDays: 30 },
  },
  'POST /api/notification-rules/preview': { events: ['finding.opened'] },
  'POST /api/policies/dry-run': {
    policy: { name: 'No root', effect: 'block', when: { image: { runsAsRoot: true } } },
  },
  'POST /api/links/inspect': { token: 'x'.repeat(43) },
};

test('a question that is asked by POST leaves no event, however often a form asks it', async (t) => {
  const world = await startWithOwner(t);
  const registry = { url: 'registry.example.com', scanMethod: 'sensor' };
  const { id } = (await world.call('POST', '/api/registries', { body: registry })).body.data;
  const before = (await events(world)).length;

  assert.deepEqual(Object.keys(askedBodies).toSorted(), questions.toSorted());
  for (const [route, asked] of Object.entries(askedBodies)) {
    const path = route.replace('POST ', '');
    const body = path.startsWith('/api/registries') ? { ...asked, registryId: id } : asked;
    const answer = await world.owner.call('POST', path, { body });
    if (path !== '/api/links/inspect') assert.equal(answer.status, 200, answer.text);
  }

  assert.equal((await events(world)).length, before);
});

/** What leaves nothing to compare: sign-ins and their ends, and what is only sent. */
const withoutFacts: readonly string[] = [
  'POST /api/session',
  'PUT /api/session',
  'DELETE /api/session',
  'DELETE /api/me/sessions',
  'DELETE /api/me/sessions/{id}',
  'PUT /api/me/password',
  'POST /api/members/{id}/sign-out',
  'POST /api/notification-channels/{id}/test',
];

/** Whether there are to be a picture of before and one of after. */
function picturesOf(method: string, path: string, facts: readonly boolean[]): readonly boolean[] {
  if (withoutFacts.includes(`${method} ${path}`)) return [false, false];
  if (method === 'PUT' || method === 'PATCH') return [true, true];
  return facts.includes(true) ? facts : [true, false];
}

async function leavesOneEvent(world: PeopleWorld, method: string, path: string): Promise<void> {
  const call = await changingCalls[`${method} ${path}`]?.(world, () => new Browser(world.app));
  assert.ok(call, 'a row in testing/changing-calls.ts');
  const before = await events(world);

  const browser = call.as ?? world.owner;
  const answer = await browser.call(method as 'POST', call.path, {
    body: call.body,
    address: '203.0.113.77',
  });

  assert.ok(
    answer.status < 300 || answer.body.error.code === 'SENSOR_NOT_CONNECTED_YET',
    answer.text,
  );
  const [event, ...others] = (await events(world)).slice(before.length);
  assert.deepEqual(others, []);
  assert.equal(event?.action, `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`);
  assert.equal(event?.actor.kind, 'person');
  assert.match(event?.actor.name ?? '', /@example\.com$/);
  assert.equal(event?.address, '203.0.113.77');
  assert.equal(event?.requestId, answer.headers['x-request-id']);
  const facts = [event?.beforeJson, event?.afterJson].map((json) => json !== null);
  assert.deepEqual(facts, picturesOf(method, path, facts), 'before, after');
  assert.equal((await world.services.api.audit.verify(defaultOrganisationId)).kind, 'whole');
}

test('a change shows before and after, and nothing that opens anything', async (t) => {
  const world = await startWithOwner(t);
  const canary = 'canary-credential-93';
  const created = await world.call('POST', '/api/registries', {
    body: {
      ...{ url: 'registry.example.com', scanMethod: 'cloud', name: 'one' },
      ...{ username: 'u', password: canary },
    },
  });
  const { id } = created.body.data;
  await world.call('PUT', `/api/registries/${id}`, { body: { name: 'two', password: null } });

  const { body, text } = await world.call('GET', `/api/audit?target=${id}`);

  assert.equal(body.meta.total, 2);
  assert.equal(body.data[0].before.name, 'one');
  assert.equal(body.data[0].after.name, 'two');
  assert.equal(body.data[0].before.hasCredential, true);
  assert.equal(body.data[0].after.hasCredential, false);
  assert.ok(!text.includes(canary));
});

test('a change that does not happen leaves no event', async (t) => {
  const world = await startWithOwner(t);
  const before = (await events(world)).length;

  await world.call('POST', '/api/api-keys', {
    body: { name: 'x', role: 'ci', registryIds: ['11111111-1111-7111-8111-111111111111'] },
  });
  await world.call('POST', '/api/registries', { body: { url: '::', scanMethod: 'cloud' } });

  assert.equal((await events(world)).length, before);
});

test('a refused sign-in is told where somebody has an account, without what was typed', async (t) => {
  const world = await startWithOwner(t);
  const browser = new Browser(world.app);
  for (const email of [ownerEmail, 'my-password-by-mistake@example.com']) {
    await browser.call('POST', '/api/session', {
      body: { email, password: 'wrong, wrong, wrong' },
    });
  }

  const { body, text } = await world.call('GET', '/api/audit?action=refused');

  assert.equal(body.meta.total, 1);
  assert.equal(body.data[0].actor.kind, 'nobody');
  assert.doesNotMatch(text, /by-mistake|wrong/);
});

test('the log is for auditors and above, of their own organisation', async (t) => {
  const world = await startWithOwner(t);
  const auditor = await world.join('auditor', 'ada@example.com');
  const stranger = await world.keyOf('owner', { orgId: otherOrganisationId });
  for (const role of ['developer', 'ci', 'viewer'] as const) {
    const answer = await world.call('GET', '/api/audit', { key: await world.keyOf(role) });
    assert.equal(answer.body.error.code, 'FORBIDDEN', role);
  }

  assert.equal((await auditor.call('GET', '/api/audit')).status, 200);
  assert.equal((await world.call('GET', '/api/audit', { key: stranger })).body.meta.total, 0);
});

test('an export holds every event, is a file, and is an event itself', async (t) => {
  const world = await startWithOwner(t);
  const auditor = await world.join('auditor', 'ada@example.com');
  await world.owner.call('POST', '/api/api-keys', { body: { name: '=1+1"', role: 'ci' } });

  const json = await auditor.call('GET', '/api/audit/export');
  const csv = await world.app.inject({
    url: '/api/audit/export?format=csv&action=api-keys',
    headers: { authorization: `Bearer ${world.ownerKey}` },
  });
  const { body } = await auditor.call('GET', '/api/audit?action=exported');

  assert.equal(json.headers['content-disposition'], 'attachment; filename="audit.json"');
  assert.equal(json.body.at(-1).action, 'audit.exported');
  assert.deepEqual(
    json.body.map((event: { seq: number }) => event.seq),
    json.body.map((_event: unknown, index: number) => index + 1),
  );
  const [head, line, ...rest] = csv.body.split('\r\n');
  assert.match(head ?? '', /^seq,at,actor_kind/);
  assert.match(line ?? '', /POST \/api\/api-keys/);
  assert.match(line ?? '', /""name"":""=1\+1/);
  assert.deepEqual(rest, ['']);
  assert.equal(body.meta.total, 2);
  assert.deepEqual(body.data[0].after, { format: 'csv', action: 'api-keys' });
});

test('the database refuses to change or remove an event', async (t) => {
  const world = await startWithOwner(t);
  const { db } = world.storage;

  await assert.rejects(
    db.updateTable('audit_event').set({ actor_name: 'x' }).execute(),
    /never changed/,
  );
  await assert.rejects(db.deleteFrom('audit_event').execute(), /are kept/);
});

const forgeries: readonly (readonly [string, string, RegExp])[] = [
  ['changed', "update audit_event set actor_name = 'x' where seq = 2", /2 was changed/],
  ['removed', 'delete from audit_event where seq = 2', /2 is missing/],
  ['cut off before', 'delete from audit_event where seq < 3', /1 is missing/],
];

/** PostgreSQL wants to know of which table. */
async function dropTrigger(db: OpenDatabase['db'], name: string): Promise<void> {
  const isPostgres = dialectOf(db).name === 'postgres';
  const table = isPostgres ? sql` on ${sql.id('audit_event')}` : sql``;
  await sql`drop trigger ${sql.id(name)}${table}`.execute(db);
}

for (const [name, statement, verdict] of forgeries) {
  test(`an event that was ${name} behind the back of the program shows`, async (t) => {
    const world = await startWithOwner(t);
    for (const role of ['ci', 'viewer']) {
      await world.call('POST', '/api/api-keys', { body: { name: role, role } });
    }
    const { db } = world.storage;
    for (const trigger of ['audit_event_no_update', 'audit_event_no_delete']) {
      await dropTrigger(db, trigger);
    }
    assert.equal((await world.services.api.audit.verify(defaultOrganisationId)).kind, 'whole');

    await sql.raw(statement).execute(db);

    const found = await world.services.api.audit.verify(defaultOrganisationId);
    assert.match(found.kind === 'broken' ? `${found.seq} ${found.reason}` : 'whole', verdict);
  });
}

test('old events go by a checkpoint; the rest can be proven, a checkpoint nobody made shows', async (t) => {
  const world = await startWithOwner(t);
  const { audit } = world.services.api;
  for (let index = 0; index < 3; index += 1) {
    await world.clock.advance(60_000);
    await world.call('POST', '/api/api-keys', { body: { name: `${index}`, role: 'ci' } });
  }
  const noted = await audit.verify(defaultOrganisationId);
  assert.ok(noted.kind === 'whole');

  const removed = await audit.prune(defaultOrganisationId, world.clock.now());
  const verdict = await audit.verify(defaultOrganisationId, noted.end);
  const forged = await audit.verify(defaultOrganisationId, { ...noted.end, hash: 'a'.repeat(64) });

  assert.equal(removed, noted.end.seq - 1);
  assert.equal(verdict.kind, 'whole');
  assert.equal(forged.kind, 'broken');
  await world.storage.db
    .insertInto('audit_checkpoint')
    .values({
      org_id: defaultOrganisationId,
      seq: noted.end.seq,
      hash: noted.end.hash,
      created_at: 0,
    })
    .execute();
  await world.storage.db.deleteFrom('audit_event').where('seq', '<=', noted.end.seq).execute();
  assert.equal((await audit.verify(defaultOrganisationId)).kind, 'broken');
});

async function events(world: PeopleWorld) {
  const { audit } = world.services.api;
  const all = [];
  for await (const batch of audit.export(defaultOrganisationId, {})) all.push(...batch);
  return all;
}

test('a password is in no event', async (t) => {
  const world = await startWithOwner(t);

  assert.ok(!JSON.stringify(await events(world)).includes(goodPassword));
});

/** Asks for piece after piece, as a client does, while the clock lets others have their turn in between. */
async function proof({ call, clock, keyOf }: PeopleWorld, query = '') {
  const key = await keyOf('auditor');
  const pieces = [];
  for (let cursor = ''; ; ) {
    let isAnswered = false;
    const asked = call('GET', `/api/audit/verify?${cursor}${query}`, { key }).finally(() => {
      isAnswered = true;
    });
    while (!isAnswered) await clock.advance(0);
    const { status, body, text } = await asked;
    assert.equal(status, 200, text);
    pieces.push(body.data);
    if (body.data.state !== 'checking') return pieces;
    cursor = `cursor=${body.data.cursor}&`;
  }
}

async function addEvents({ storage, clock }: PeopleWorld, count: number): Promise<void> {
  await storage.unitOfWork.write(defaultOrganisationId, async ({ audit }) => {
    for (let index = 0; index < count; index += 1) {
      await audit.append({
        ...{ at: clock.now(), address: '', requestId: `r${index}`, action: 'create-key' },
        ...{ actor: operator, target: { kind: 'api-keys', id: `${index}` } },
        ...{ before: undefined, after: undefined },
      });
    }
  });
}

test('a long log is proven in pieces that say how far they are, each with turns for others in between', async (t) => {
  const world = await startWithOwner(t);
  await addEvents(world, 10_600);
  const { end } = (await world.services.api.audit.verify(defaultOrganisationId)) as {
    readonly end: { readonly seq: number; readonly hash: string };
  };
  const turns = t.mock.method(world.clock, 'setTimer');

  const pieces = await proof(world);

  assert.ok(turns.mock.callCount() >= 20, `${turns.mock.callCount()} turns`);
  assert.deepEqual(
    pieces.map(({ state, checked, total }) => [state, checked, total]),
    [
      ['checking', 10_000, end.seq],
      ['whole', undefined, undefined],
    ],
  );
  assert.equal(pieces.at(-1).head, `${end.seq}:${end.hash}`);
  assert.equal((await proof(world, `head=${end.seq}:${end.hash}`)).at(-1).state, 'whole');
  const other = await proof(world, `head=9:${'0'.repeat(64)}`);
  assert.deepEqual(other.at(-1), { state: 'broken', seq: 9, reason: 'is not the one noted down' });
});

test('an event that was changed, and an end that was cut off, are told by where they are', async (t) => {
  const world = await startWithOwner(t);
  await addEvents(world, 20);
  const { db } = world.storage;
  const { seq } = await db
    .selectFrom('audit_event')
    .select((event) => event.fn.max('seq').as('seq'))
    .executeTakeFirstOrThrow();
  const on = dialectOf(db).name === 'postgres' ? sql` on audit_event` : sql``;
  for (const name of ['audit_event_no_update', 'audit_event_no_delete']) {
    await sql`drop trigger ${sql.id(name)}${on}`.execute(db);
  }
  const cut = seq - 3;
  await db.deleteFrom('audit_event').where('seq', '>=', cut).execute();
  assert.deepEqual(await proof(world), [{ state: 'broken', seq: cut, reason: 'is missing' }]);

  await sql`update audit_event set actor_name = 'somebody else' where seq = 5`.execute(db);

  assert.deepEqual(await proof(world), [{ state: 'broken', seq: 5, reason: 'was changed' }]);
});

test('a place in a proof that nobody gave out, and an end that is none, are refused by field', async (t) => {
  const { call } = await startWithOwner(t);
  const made = Buffer.from(JSON.stringify({ end: { seq: -1 } })).toString('base64url');
  for (const query of [`cursor=${made}`, 'cursor=%7B', 'head=5', `head=5:${'x'.repeat(64)}`]) {
    const { status, body, text } = await call('GET', `/api/audit/verify?${query}`);
    assert.equal(status, 400, query);
    assert.equal(body.error.code, 'VALIDATION_FAILED');
    assert.ok(text.includes(query.slice(0, query.indexOf('='))), text);
  }
});
