// Policies, exceptions and the gate through the API: who may do what, and what nobody learns of others.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type ApiWorld, otherOrganisationId, startApi } from './cli/testing/api-world.ts';
import { type Role, roleAtLeast, roles } from './domain/keys/roles.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { debianInventory } from './store/testing/debian-inventory.ts';
import { digestOf } from './store/testing/inventory-world.ts';

const blockRoot = {
  name: 'No root',
  effect: 'block',
  when: { image: { runsAsRoot: true } },
};
const blockCritical = {
  name: 'Critical',
  effect: 'block',
  when: { finding: { severityAtLeast: 'critical' } },
};
const inDays = (world: ApiWorld, days: number): string =>
  new Date(world.clock.now() + days * 24 * 60 * 60 * 1000).toISOString();

/** A registry with `team/app:1`, indexed with openssl, of which a critical finding is known when asked for. */
async function imageWorld(t: TestContext) {
  const world = await startApi(t);
  await world.services.policyLoop.start();
  const registryId = await addRegistry(world, 'registry.example.com');
  await pushImage(world, registryId, { repository: 'team/app', tag: '1', word: 'app' });
  return { ...world, registryId };
}

async function addRegistry(world: ApiWorld, url: string): Promise<string> {
  const body = { url, scanMethod: 'sensor' };
  const created = await world.call('POST', '/api/registries', { body });
  return created.body.data.id;
}

async function pushImage(
  world: ApiWorld,
  registryId: string,
  {
    repository,
    tag,
    word,
  }: { readonly repository: string; readonly tag: string; readonly word: string },
): Promise<void> {
  const inventory = debianInventory({ word, packages: ['openssl@3.0.1'] });
  const { imageDigest: digest, mediaType } = inventory;
  const now = world.clock.now();
  const tagRow = {
    ...{ name: tag, digest, attachment: false, firstSeenAt: now, lastSeenAt: now, movedAt: now },
    ...{ addedJobId: 'a', judgedJobId: 'a', judgedAttempt: 1 },
  };
  await world.storage.unitOfWork.write(defaultOrganisationId, async (stores) => {
    const place = { registryId, repository };
    const repositoryId = await stores.inventory.ensureRepository(place, now);
    const [image] = await stores.inventory.ensureImages([{ digest, mediaType }], now);
    await stores.inventory.addLocations([image?.id ?? 0], place, now);
    await stores.inventory.saveTags(repositoryId, [tagRow]);
    await stores.inventory.saveInventory(image?.id ?? 0, inventory, now);
    await stores.findings.saveMatches(
      image?.id ?? 0,
      {
        matches: [finding],
        signals: [],
        counts: { critical: 1, high: 0, medium: 0, low: 0, unknown: 0 },
        coverage: 'covered',
        uncoveredTypes: [],
        matchedWith: 1,
      },
      now,
    );
    await stores.verdicts.queueTagsNamed(repositoryId, [tag], now);
  });
  await settle(world);
}

const finding = {
  advisoryId: 'CVE-2024-1',
  ids: ['CVE-2024-1', 'GHSA-xxxx'],
  sources: [],
  packageType: 'deb',
  packageName: 'openssl',
  packageVersion: '3.0.1',
  purl: 'pkg:deb/debian/openssl@3.0.1',
  severity: 'critical',
  severityOrigin: 'test',
  fixedIn: '3.0.2',
  status: 'fixed-available',
  summary: 'About openssl',
  layer: 0,
} as const;

async function settle({ services, clock }: ApiWorld): Promise<void> {
  services.policyLoop.wake();
  for (let turn = 0; turn < 10; turn += 1) await clock.advance(0);
  await services.policyLoop.idle();
}

const gate = (image: string): string => `/api/gate?image=${encodeURIComponent(image)}`;

test('a policy is made, shown in words, changed, exported and removed', async (t) => {
  const world = await imageWorld(t);

  const made = await world.call('POST', '/api/policies', { body: blockCritical });
  const taken = await world.call('POST', '/api/policies', { body: blockCritical });
  const { id } = made.body.data;
  const changed = await world.call('PUT', `/api/policies/${id}`, {
    body: { ...blockCritical, effect: 'warn', unknown: 'pass' },
  });
  const listed = await world.call('GET', '/api/policies');
  const exported = await world.call('GET', '/api/policies/export');
  const removed = await world.call('DELETE', `/api/policies/${id}`);

  assert.equal(made.status, 201, made.text);
  assert.equal(made.body.data.words, 'Block critical findings');
  assert.equal(taken.status, 409);
  assert.equal(changed.body.data.words, 'Warn of critical findings');
  assert.deepEqual(
    listed.body.data.map(({ name }: { name: string }) => name),
    ['Critical'],
  );
  assert.deepEqual(exported.body, {
    schemaVersion: 1,
    policies: [{ ...blockCritical, effect: 'warn', unknown: 'pass' }],
    exceptions: [],
  });
  assert.equal(removed.status, 204);
  assert.equal((await world.call('GET', `/api/policies/${id}`)).status, 404);
});

const wrong: readonly (readonly [string, unknown])[] = [
  ['no condition', { ...blockRoot, when: {} }],
  ['an empty group of conditions', { ...blockRoot, when: { finding: {} } }],
  ['a condition that does not exist', { ...blockRoot, when: { image: { isPretty: true } } }],
  ['an effect that does not exist', { ...blockRoot, effect: 'explode' }],
  ['too many patterns', { ...blockRoot, scope: { tags: Array.from({ length: 51 }, () => 'a') } }],
];
for (const [what, body] of wrong) {
  test(`a policy with ${what} is refused by field`, async (t) => {
    const world = await startApi(t);

    const answer = await world.call('POST', '/api/policies', { body });

    assert.equal(answer.status, 400);
    assert.equal(answer.body.error.code, 'VALIDATION_FAILED');
    assert.ok(answer.body.error.issues.length > 0);
  });
}

test('images are listed and shown with their verdict, and found by it', async (t) => {
  const world = await imageWorld(t);
  await world.call('POST', '/api/policies', { body: blockRoot });
  await settle(world);

  const blocked = await world.call('GET', '/api/images?verdict=block');
  const passed = await world.call('GET', '/api/images?verdict=pass');
  const one = await world.call('GET', `/api/images/${digestOf('app')}`);

  assert.equal(blocked.body.meta.total, 1, blocked.text);
  assert.equal(blocked.body.data[0].verdict, 'block');
  assert.equal(
    blocked.body.data[0].verdictSentence,
    'Blocked by "No root": the image runs as root.',
  );
  assert.equal(passed.body.meta.total, 0);
  assert.equal(one.body.data.verdicts[0].verdict, 'block');
  assert.equal(one.body.data.verdicts[0].reasons[0].policy, 'No root');
});

test('the gate judges by tag and by digest, and says how to end', async (t) => {
  const world = await imageWorld(t);
  const key = await world.keyOf('ci');
  const before = await world.call('GET', gate('registry.example.com/team/app:1'), { key });
  await world.call('POST', '/api/policies', { body: blockCritical });

  const byTag = await world.call('GET', gate('registry.example.com/team/app:1'), { key });
  const byDigest = await world.call(
    'GET',
    gate(`registry.example.com/team/app@${digestOf('app')}`),
    { key },
  );
  const otherPlatform = await world.call(
    'GET',
    `${gate('registry.example.com/team/app:1')}&platform=linux/arm64`,
    { key },
  );

  assert.equal(before.body.data.verdict, 'pass', before.text);
  assert.equal(before.body.data.exitCode, 0);
  for (const { body } of [byTag, byDigest]) {
    assert.equal(body.data.verdict, 'block');
    assert.equal(body.data.exitCode, 1);
    assert.match(
      body.data.sentence,
      /1 critical finding: CVE-2024-1 in openssl 3\.0\.1 \(fixed in 3\.0\.2\)/,
    );
    assert.deepEqual(body.data.images[0].findings, {
      critical: 1,
      high: 0,
      medium: 0,
      low: 0,
      unknown: 0,
    });
    assert.equal(body.data.advisories.state, 'missing');
  }
  assert.equal(otherPlatform.body.data.outcome, 'not-known');
});

test('an image that is not known has its code, and a scan is asked for only on request', async (t) => {
  const world = await imageWorld(t);
  const image = gate('registry.example.com/team/new:1');

  const plain = await world.call('GET', image);
  const scanned = await world.call('GET', `${image}&scan=true`);
  const broken = await world.call('GET', gate('registry.example.com/UPPER'));
  const scan = await world.call('GET', scanned.body.data.scan.url);

  assert.equal(plain.status, 200);
  assert.equal(plain.body.data.code, 'IMAGE_NOT_KNOWN');
  assert.equal(plain.body.data.exitCode, 3);
  assert.equal(plain.body.data.scan, undefined);
  assert.equal(scanned.status, 202);
  assert.equal(scan.body.data.state, 'queued', scan.text);
  assert.equal(broken.body.error.code, 'REFERENCE_INVALID');
});

test('what a key may not see and what is not there are the same to the gate', async (t) => {
  const world = await imageWorld(t);
  const elsewhere = await addRegistry(world, 'other.example.com');
  const scoped = await world.keyOf('ci', { registryIds: [elsewhere] });
  const foreign = await world.keyOf('owner', { orgId: otherOrganisationId });
  const there = gate('registry.example.com/team/app:1');
  const nowhere = gate('registry.example.com/team/nothing:1');

  for (const key of [scoped, foreign]) {
    const [one, two] = [
      await world.call('GET', `${there}&scan=true`, { key }),
      await world.call('GET', `${nowhere}&scan=true`, { key }),
    ];
    assert.equal(one.status, 200);
    const text = one.text.replace('team/app', 'team/nothing');
    assert.equal(text, two.text);
    assert.equal(one.body.data.code, 'IMAGE_NOT_KNOWN');
  }
  const named = await world.call('GET', `${there}&registry=${world.registryId}`, { key: scoped });
  assert.equal(named.status, 404);
});

test('policies and exceptions of one organisation do not exist for another, nor for a key limited to registries', async (t) => {
  const world = await imageWorld(t);
  const foreign = await world.keyOf('owner', { orgId: otherOrganisationId });
  const scoped = await world.keyOf('owner', { registryIds: [world.registryId] });
  const policy = await world.call('POST', '/api/policies', { body: blockCritical });
  const body = { advisory: 'CVE-2024-1', reason: 'because', expiresAt: inDays(world, 3) };
  const exception = await world.call('POST', '/api/exceptions', { body });
  assert.equal(exception.status, 201, exception.text);

  for (const path of [
    `/api/policies/${policy.body.data.id}`,
    `/api/exceptions/${exception.body.data.id}`,
  ]) {
    assert.equal((await world.call('GET', path, { key: foreign })).status, 404);
    assert.equal((await world.call('GET', path, { key: scoped })).status, 403);
  }
  const revoke = `/api/exceptions/${exception.body.data.id}/revoke`;
  assert.equal((await world.call('POST', revoke, { key: foreign })).status, 404);
  for (const path of ['/api/policies', '/api/exceptions']) {
    assert.deepEqual((await world.call('GET', path, { key: foreign })).body.data, []);
  }
  const exported = await world.call('GET', '/api/policies/export', { key: foreign });
  assert.deepEqual(exported.body, { schemaVersion: 1, policies: [], exceptions: [] });
});

test('a developer asks for an exception, and it holds once an admin approves', async (t) => {
  const world = await imageWorld(t);
  const developer = await world.keyOf('developer');
  const image = gate('registry.example.com/team/app:1');
  await world.call('POST', '/api/policies', { body: blockCritical });
  const body = {
    advisory: 'ghsa-XXXX',
    package: 'openssl',
    reason: 'unused',
    expiresAt: inDays(world, 3),
  };

  const asked = await world.call('POST', '/api/exceptions', { body, key: developer });
  const path = `/api/exceptions/${asked.body.data.id}`;
  const meanwhile = await world.call('GET', image);
  const refused = await world.call('POST', `${path}/approve`, { key: developer });
  const approved = await world.call('POST', `${path}/approve`);
  const twice = await world.call('POST', `${path}/approve`);
  const during = await world.call('GET', image);
  const exported = await world.call('GET', '/api/policies/export');
  const revoked = await world.call('POST', `${path}/revoke`);
  const after = await world.call('GET', image);

  assert.equal(asked.body.data.state, 'requested', asked.text);
  assert.equal(meanwhile.body.data.verdict, 'block');
  assert.equal(refused.status, 403);
  assert.equal(approved.body.data.state, 'active');
  assert.equal(approved.body.data.approvedBy, 'owner');
  assert.equal(twice.status, 409);
  assert.equal(during.body.data.verdict, 'pass');
  assert.equal(during.body.data.images[0].acceptedFindings, 1);
  assert.equal(exported.body.exceptions.length, 1);
  assert.equal(revoked.body.data.state, 'revoked');
  assert.equal(after.body.data.verdict, 'block');
});

test('who asked for an exception withdraws it as long as nobody answered, and nobody else does', async (t) => {
  const world = await imageWorld(t);
  const developer = await world.keyOf('developer');
  // Of the same name: names do not make somebody the one who asked.
  const other = await world.keyOf('developer');
  const ask = async (key = developer) => {
    const expiresAt = inDays(world, 3);
    const body = { advisory: 'GHSA-xxxx', reason: 'unused', expiresAt };
    const asked = await world.call('POST', '/api/exceptions', { body, key });
    return `/api/exceptions/${asked.body.data.id}`;
  };
  const withdraw = (path: string, key = developer) =>
    world.call('POST', `${path}/withdraw`, { key });
  const own = await ask();
  const answered = await ask();
  await world.call('POST', `${answered}/approve`);

  const refused = await withdraw(own, other);
  const byOwner = await withdraw(own, world.ownerKey);
  const stranger = await withdraw(own, await world.keyOf('owner', { orgId: otherOrganisationId }));
  const [mine, theirs] = [
    await world.call('GET', own, { key: developer }),
    await world.call('GET', own, { key: other }),
  ];
  const withdrawn = await withdraw(own);

  assert.deepEqual(
    [refused, byOwner].map(({ body }) => body.error.code),
    Array(2).fill('FORBIDDEN'),
  );
  assert.equal(stranger.status, 404);
  assert.deepEqual([mine.body.data.own, theirs.body.data.own], [true, false]);
  const { state, author, revokedBy } = withdrawn.body.data;
  assert.deepEqual([state, revokedBy], ['revoked', author]);
  assert.equal((await withdraw(own)).status, 409, 'once');
  assert.equal((await withdraw(answered)).status, 409, 'an approved one is revoked by an admin');
  assert.equal((await world.call('POST', `${own}/approve`)).status, 409);
});

test('a finding of an image says by which exception it is accepted, or which one waits', async (t) => {
  const world = await imageWorld(t);
  const path = `/api/images/${digestOf('app')}/findings`;
  const about = async (key = world.ownerKey) =>
    (await world.call('GET', path, { key })).body.data[0].exception;
  const developer = await world.keyOf('developer');
  const scoped = await world.keyOf('viewer', { registryIds: [world.registryId] });
  const expiresAt = inDays(world, 3);
  const wish = { advisory: 'GHSA-xxxx', package: 'openssl', reason: 'unused', expiresAt };
  const elsewhere = { ...wish, scope: { repositories: ['other/**'] } };

  const before = await about();
  await world.call('POST', '/api/exceptions', { body: elsewhere });
  const afterOther = await about();
  const asked = await world.call('POST', '/api/exceptions', { body: wish, key: developer });
  const { id } = asked.body.data;
  const waiting = await about();
  await world.call('POST', `/api/exceptions/${id}/approve`);
  const accepted = await about();
  const limited = await about(scoped);
  await pushImage(world, world.registryId, { repository: 'team/app', tag: '2', word: 'app' });
  const both = await about();
  await world.call('POST', `/api/exceptions/${id}/revoke`);
  const revoked = await about();
  await world.call('POST', '/api/exceptions', { body: { ...wish, scope: { tags: ['2'] } } });
  const partly = await about();
  await world.clock.advance(4 * 24 * 60 * 60 * 1000);
  const ended = await about();

  assert.equal(before, undefined);
  assert.equal(afterOther, undefined);
  const { author } = waiting;
  const whose = { id, author, own: false, reason: 'unused', expiresAt, everywhere: true };
  assert.deepEqual(waiting, { ...whose, state: 'requested' });
  assert.deepEqual(accepted, { ...whose, state: 'active', approvedBy: 'owner' });
  assert.deepEqual(limited, { state: 'active', everywhere: true, expiresAt });
  assert.equal(both.everywhere, true);
  assert.equal(revoked, undefined);
  assert.equal(partly.everywhere, false);
  assert.equal(ended, undefined);
});

test('many findings are accepted with one reason, all or none, and not for longer than allowed', async (t) => {
  const world = await imageWorld(t);
  const findings = Array.from({ length: 500 }, (_, index) => ({
    advisory: `CVE-2024-${1000 + index}`,
  }));
  const body = { findings, reason: 'moved to the new base', expiresAt: inDays(world, 30) };

  const made = await world.call('POST', '/api/exceptions/bulk', { body });
  const half = await world.call('POST', '/api/exceptions/bulk', {
    body: { ...body, findings: [{ advisory: 'CVE-2024-9' }, { scope: { tags: ['a'] } }] },
  });
  const endless = await world.call('POST', '/api/exceptions', {
    body: { advisory: 'CVE-2024-9', reason: 'x', expiresAt: inDays(world, 366) },
  });
  const past = await world.call('POST', '/api/exceptions', {
    body: { advisory: 'CVE-2024-9', reason: 'x', expiresAt: inDays(world, -1) },
  });
  const listed = await world.call('GET', '/api/exceptions?state=active&limit=10');
  const one = await world.call('GET', '/api/exceptions?cve=cve-2024-1001');

  assert.equal(made.status, 201, made.text);
  assert.equal(made.body.data.length, 500);
  for (const answer of [half, endless, past])
    assert.equal(answer.body.error.code, 'VALIDATION_FAILED');
  assert.match(endless.text, /within 365 days/);
  assert.equal(listed.body.meta.total, 500);
  assert.equal(one.body.meta.total, 1);
});

test('a dry run counts what a draft would change and changes nothing', async (t) => {
  const world = await imageWorld(t);
  await pushImage(world, world.registryId, { repository: 'other', tag: '2', word: 'other' });
  const policy = { ...blockCritical, scope: { repositories: ['other'] } };

  const run = world.call('POST', '/api/policies/dry-run', { body: { policy } });
  await settle(world);
  const { body } = await run;

  assert.equal(body.data.complete, true);
  assert.equal(body.data.images, 2);
  assert.deepEqual(body.data.today, { pass: 2, warn: 0, block: 0, unknown: 0 });
  assert.deepEqual(body.data.draft, { pass: 1, warn: 0, block: 1, unknown: 0 });
  assert.equal(body.data.changes[0].repository, 'other');
  assert.deepEqual([body.data.changes[0].from, body.data.changes[0].to], ['pass', 'block']);
  assert.deepEqual((await world.call('GET', '/api/policies')).body.data, []);
  assert.equal((await world.call('GET', '/api/images?verdict=block')).body.meta.total, 0);
});

const wantedRoles: readonly (readonly [Role, 'GET' | 'POST', string, unknown])[] = [
  ['admin', 'POST', '/api/policies', blockRoot],
  ['developer', 'POST', '/api/policies/dry-run', { policy: blockRoot }],
  ['ci', 'GET', gate('registry.example.com/team/app:1'), undefined],
  ['viewer', 'GET', '/api/exceptions', undefined],
  ['viewer', 'GET', '/api/policies/export', undefined],
  ['viewer', 'GET', '/api/policies', undefined],
];
for (const [role, method, path, body] of wantedRoles) {
  test(`${method} ${path.split('?')[0]} wants ${role}`, async (t) => {
    const world = await startApi(t);
    for (const given of roles) {
      const key = await world.keyOf(given);
      const options = { key, ...(body === undefined ? {} : { body }) };
      const running = world.call(method, path, options);
      await world.clock.advance(0);
      const isEnough = roleAtLeast(given, role);
      assert.equal((await running).status !== 403, isEnough, given);
    }
  });
}
