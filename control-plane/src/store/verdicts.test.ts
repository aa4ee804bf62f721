// Verdicts over a real database: kept current by what changes, and equal to judging everything anew; exceptions from
// their beginning to their end, by a clock in the test's hand.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Policy } from '@harborguard/shared/policy/policy.ts';
import { dayMs } from '@harborguard/shared/policy/truth.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { createPolicies } from '../domain/policies/create-policies.ts';
import {
  createExceptionService,
  type ExceptionWish,
} from '../domain/policies/exception-service.ts';
import { currentRules, judgeSubjects } from '../domain/policies/judge-subjects.ts';
import { createPolicyService } from '../domain/policies/policy-service.ts';
import { createUnitOfWork } from './create-unit-of-work.ts';
import { debianInventory } from './testing/debian-inventory.ts';
import { digestOf, type InventoryWorld, inventoryWorld, orgs } from './testing/inventory-world.ts';

const { orgId } = orgs.one;
const critical = {
  id: 'CVE-1',
  aliases: ['GHSA-1'],
  packageName: 'openssl',
  fixed: '3.0.2',
  level: 'critical',
} as const;
const low = { id: 'CVE-2', packageName: 'zlib', level: 'low' } as const;

const blockCritical: Policy = {
  name: 'critical',
  effect: 'block',
  when: { finding: { severityAtLeast: 'critical' } },
};
const minuteMs = 60_000;
const admin = { id: 'ada', name: 'ada', mayApprove: true };

class PolicyWorld {
  readonly world: InventoryWorld;
  readonly policies;
  readonly exceptions;
  #loop;

  constructor(world: InventoryWorld, random: SeededRandom) {
    const base = { unitOfWork: world.unitOfWork, clock: world.clock, random, log: world.log };
    this.world = world;
    this.policies = createPolicyService({
      ...base,
      advisories: () => ({ description: undefined }),
      wake: () => undefined,
    });
    this.exceptions = createExceptionService({
      ...{ ...base, exceptionDaysMax: 365 },
      wake: () => undefined,
    });
    this.#loop = this.#newLoop();
  }

  /** Another process over the same database. */
  async restart(): Promise<void> {
    await this.#loop.stop();
    await this.world.restart(createUnitOfWork(this.world.db));
    this.#loop = this.#newLoop();
  }

  /** Everything that is due, until nothing is. */
  async settle(): Promise<void> {
    await this.world.matchAll();
    await this.#loop.start();
    for (let turn = 0; turn < 50 && (await this.#isDue()); turn += 1) {
      this.world.loop.wake();
      this.#loop.wake();
      await this.world.clock.advance(0);
    }
  }

  async accept(wish: Partial<ExceptionWish>, days: number): Promise<string> {
    const expiresAt = new Date(this.world.clock.now() + days * dayMs).toISOString();
    const full = { advisory: undefined, packageName: undefined, scope: {}, ...wish };
    const terms = { reason: 'tested', expiresAt };
    const [made] = await this.exceptions.create(orgId, [full], terms, admin);
    return made?.id ?? '';
  }

  async verdicts(): Promise<readonly string[]> {
    const { rows } = await this.world.images.list(orgId, {}, { page: 1, pageSize: 100 });
    return rows.map((row) => `${row.tag} ${row.verdict}`);
  }

  async events(kind: string): Promise<readonly string[]> {
    const rows = await this.world.db
      .selectFrom('notification_event')
      .select('body_json')
      .where('kind', '=', kind)
      .where('org_id', '=', orgId)
      .orderBy('id')
      .execute();
    return rows.map((row) => (JSON.parse(row.body_json) as { title: string }).title);
  }

  async #isDue(): Promise<boolean> {
    for (const table of ['match_queue', 'exposure_queue', 'verdict_queue'] as const) {
      if ((await this.world.db.selectFrom(table).select('org_id').execute()).length > 0)
        return true;
    }
    return false;
  }

  #newLoop() {
    const { unitOfWork, clock, log } = this.world;
    return createPolicies({
      ...{ unitOfWork, clock, log, random: new SeededRandom('loop'), exceptionDaysMax: 365 },
      jobs: { requestScan: () => Promise.reject(new Error('not asked for here')) },
      advisories: () => ({ state: 'current', description: undefined }),
      wakeMatching: () => this.world.loop.wake(),
    }).policyLoop;
  }
}

async function policyWorld(t: TestContext): Promise<PolicyWorld> {
  const world = await inventoryWorld(t);
  const policies = new PolicyWorld(world, new SeededRandom('policies'));
  t.after(() => policies.restart());
  return policies;
}

/** Two tags: v1 with a critical finding, v2 without. */
async function twoTags(t: TestContext): Promise<PolicyWorld> {
  const policies = await policyWorld(t);
  const { world } = policies;
  world.advisories.replace([critical, low]);
  await world.seen(world.context(1), { tags: { v1: 'bad', v2: 'good' } });
  for (const [word, packages] of [
    ['bad', ['openssl@3.0.1']],
    ['good', ['zlib@1.2']],
  ] as const) {
    await world.inventory(world.context(1), debianInventory({ word, packages }));
  }
  await policies.settle();
  return policies;
}

test('a policy changes the verdicts of the images it speaks of, and says so once', async (t) => {
  const policies = await twoTags(t);
  assert.deepEqual(await policies.verdicts(), ['v1 pass', 'v2 pass']);

  const { id } = await policies.policies.create(orgId, { policy: blockCritical, isEnabled: true });
  await policies.settle();
  const blocked = await policies.verdicts();
  await policies.policies.change(orgId, id, { policy: blockCritical, isEnabled: false });
  await policies.settle();

  assert.deepEqual(blocked, ['v1 block', 'v2 pass']);
  assert.deepEqual(await policies.verdicts(), ['v1 pass', 'v2 pass']);
  const told = await policies.events('policy.verdict_changed');
  assert.equal(told.length, 2);
  assert.match(
    told[0] ?? '',
    /Verdict on app:v1 changed from pass to block\. Blocked by "critical"/,
  );
  assert.match(told[1] ?? '', /from block to pass/);
});

test('only tags in the scope of a policy are judged again', async (t) => {
  const policies = await twoTags(t);
  const policy = { ...blockCritical, scope: { tags: ['v2'] } };

  await policies.policies.create(orgId, { policy, isEnabled: true });

  const queued = await policies.world.db
    .selectFrom('verdict_queue')
    .innerJoin('tag', 'tag.id', 'verdict_queue.tag_id')
    .select('tag.name')
    .execute();
  assert.deepEqual(queued, [{ name: 'v2' }]);
});

test('an image that was not scanned has no verdict until it is', async (t) => {
  const policies = await twoTags(t);
  const { world } = policies;
  await policies.policies.create(orgId, { policy: blockCritical, isEnabled: true });
  await world.seen(world.context(2), { tags: { v3: 'new' } });
  await policies.settle();
  assert.ok((await policies.verdicts()).includes('v3 unknown'));

  const inventory = debianInventory({ word: 'new', packages: ['openssl@3.0.1'] });
  await world.inventory(world.context(2), inventory);
  await policies.settle();

  assert.ok((await policies.verdicts()).includes('v3 block'));
});

test('a tag that comes to show a worse image is told, although nothing was known of it in between', async (t) => {
  const policies = await twoTags(t);
  const { world } = policies;
  await policies.policies.create(orgId, { policy: blockCritical, isEnabled: true });
  await policies.settle();
  await world.seen(world.context(2), { tags: { v2: 'worse' } });
  await policies.settle();
  await policies.restart();
  const inventory = debianInventory({ word: 'worse', packages: ['openssl@3.0.1'] });
  await world.inventory(world.context(2), inventory);
  await policies.settle();

  const told = await policies.events('policy.verdict_changed');
  assert.match(told.at(-1) ?? '', /^Verdict on app:v2 changed from pass to block\./);
});

test('time alone changes a verdict on its day, after a restart too', async (t) => {
  const policies = await twoTags(t);
  const policy: Policy = {
    name: 'old fixes',
    effect: 'block',
    when: { finding: { severityAtLeast: 'critical', fixKnownForDays: 7 } },
  };
  await policies.policies.create(orgId, { policy, isEnabled: true });
  await policies.settle();
  assert.deepEqual(await policies.verdicts(), ['v1 pass', 'v2 pass']);

  await policies.restart();
  await policies.world.clock.advance(6 * dayMs);
  await policies.settle();
  const before = await policies.verdicts();
  await policies.restart();
  await policies.world.clock.advance(dayMs + 1);
  await policies.settle();

  assert.deepEqual(before, ['v1 pass', 'v2 pass']);
  assert.deepEqual(await policies.verdicts(), ['v1 block', 'v2 pass']);
});

test('a fix that came after the finding counts from the day it came', async (t) => {
  const policies = await policyWorld(t);
  const { world } = policies;
  const { fixed: _, ...unfixed } = critical;
  world.advisories.replace([unfixed]);
  await world.seen(world.context(1), { tags: { v1: 'bad' } });
  await world.inventory(
    world.context(1),
    debianInventory({ word: 'bad', packages: ['openssl@3.0.1'] }),
  );
  await policies.settle();
  await policies.restart();
  await world.clock.advance(30 * dayMs);
  world.advisories.replace([critical]);
  await world.loop.advisoriesChanged('all');
  await policies.settle();

  const row = await world.db.selectFrom('finding_age').selectAll().executeTakeFirstOrThrow();

  assert.equal(row.fix_seen_at, (row.unfixed_seen_at ?? 0) + 30 * dayMs);
});

test('an exception resolves the exposure as accepted and its end opens the same one again', async (t) => {
  const policies = await twoTags(t);
  const { world } = policies;
  await policies.policies.create(orgId, { policy: blockCritical, isEnabled: true });
  const firstSeen = await world.db
    .selectFrom('exposure')
    .select(['id', 'first_seen_at'])
    .orderBy('id')
    .execute();
  await policies.accept({ advisory: 'ghsa-1' }, 30);
  await policies.settle();

  assert.deepEqual(await policies.verdicts(), ['v1 pass', 'v2 pass']);
  assert.ok(
    (await world.exposures()).includes('app:v1 linux/amd64 | CVE-1 openssl@3.0.1 | accepted'),
  );
  assert.deepEqual(await policies.events('exception.expiring'), []);

  await policies.restart();
  await world.clock.advance(24 * dayMs);
  await policies.settle();
  await policies.restart();
  await policies.settle();
  const warned = await policies.events('exception.expiring');
  assert.equal(warned.length, 1);
  assert.match(warned[0] ?? '', /The exception of ghsa-1 by ada expires/);

  await policies.restart();
  await world.clock.advance(6 * dayMs - minuteMs);
  await policies.settle();
  assert.deepEqual(await policies.verdicts(), ['v1 pass', 'v2 pass']);
  await world.clock.advance(2 * minuteMs);
  await policies.settle();
  await policies.restart();
  await policies.settle();

  assert.deepEqual(await policies.verdicts(), ['v1 block', 'v2 pass']);
  assert.deepEqual(
    await world.db.selectFrom('exposure').select(['id', 'first_seen_at']).orderBy('id').execute(),
    firstSeen,
  );
  assert.equal((await policies.events('exception.expiring')).length, 1);
});

test('a revocation opens again what was accepted, and a rebuild meanwhile makes nothing new', async (t) => {
  const policies = await twoTags(t);
  const { world } = policies;
  const id = await policies.accept({ packageName: 'openssl', scope: { tags: ['v1'] } }, 10);
  await policies.settle();
  await world.seen(world.context(2), { tags: { v1: 'rebuilt' } });
  const inventory = debianInventory({ word: 'rebuilt', packages: ['openssl@3.0.1'] });
  await world.inventory(world.context(2), inventory);
  await policies.settle();
  const accepted = await world.exposures();

  await policies.exceptions.revoke(orgId, id, 'ada');
  await policies.settle();

  assert.equal(accepted.filter((one) => one.includes('CVE-1')).length, 1);
  assert.ok(accepted.some((one) => one.endsWith('| accepted')));
  assert.deepEqual(
    (await world.exposures()).filter((one) => one.includes('CVE-1')),
    ['app:v1 linux/amd64 | CVE-1 openssl@3.0.1 | open'],
  );
});

test('a finding that comes while it is accepted is kept as accepted and opens at the end', async (t) => {
  const policies = await policyWorld(t);
  const { world } = policies;
  world.advisories.replace([critical]);
  const id = await policies.accept(
    { advisory: 'CVE-1', scope: { digests: [digestOf('bad')] } },
    10,
  );
  await world.seen(world.context(1), { tags: { v1: 'bad', v2: 'other' } });
  for (const word of ['bad', 'other']) {
    await world.inventory(world.context(1), debianInventory({ word, packages: ['openssl@3.0.1'] }));
  }
  await policies.settle();
  const during = await world.exposures();
  await policies.exceptions.revoke(orgId, id, 'ada');
  await policies.settle();

  assert.deepEqual(during.toSorted(), [
    'app:v1 linux/amd64 | CVE-1 openssl@3.0.1 | accepted',
    'app:v2 linux/amd64 | CVE-1 openssl@3.0.1 | open',
  ]);
  assert.ok((await world.exposures()).every((one) => one.endsWith('| open')));
});

test('what another organisation decides changes nothing here', async (t) => {
  const policies = await twoTags(t);
  await policies.policies.create(orgId, { policy: blockCritical, isEnabled: true });
  const other = orgs.two.orgId;
  const expiresAt = new Date(policies.world.clock.now() + dayMs).toISOString();
  const wish = { advisory: 'CVE-1', packageName: undefined, scope: {} };
  await policies.exceptions.create(other, [wish], { reason: 'theirs', expiresAt }, admin);
  await policies.policies.create(other, {
    policy: { ...blockCritical, name: 'theirs', when: { finding: { severityAtLeast: 'low' } } },
    isEnabled: true,
  });
  await policies.settle();

  assert.deepEqual(await policies.verdicts(), ['v1 block', 'v2 pass']);
});

test('verdicts kept by what changes equal those of judging everything anew', async (t) => {
  const policies = await policyWorld(t);
  const { world } = policies;
  const random = new SeededRandom('property');
  const one = (count: number): number => random.integer(count);
  const packages = [
    ['openssl@3.0.1'],
    ['openssl@3.0.2'],
    ['zlib@1.2'],
    ['openssl@3.0.1', 'zlib@1.2'],
  ];
  const scopes: Policy['scope'][] = [{}, { tags: ['t1', 't2'] }, { repositories: ['other'] }];
  const whens: Policy['when'][] = [
    { finding: { severityAtLeast: 'critical' } },
    { finding: { fixKnownForDays: 3 } },
    { finding: { firstSeenForDays: 2 } },
    { image: { runsAsRoot: true } },
    { image: { coverageUnknown: true } },
  ];
  const made: string[] = [];
  const given: string[] = [];
  const steps = [
    () => world.seen(world.context(1), { tags: { [`t${one(4)}`]: `w${one(6)}` } }),
    () => {
      const inventory = debianInventory({ word: `w${one(6)}`, packages: packages[one(4)] ?? [] });
      return world.inventory(world.context(1), inventory);
    },
    async () => {
      world.advisories.replace([[critical], [low], [critical, low], []][one(4)] ?? []);
      await world.loop.advisoriesChanged('all');
    },
    async () => {
      const policy: Policy = {
        name: `p${made.length}`,
        effect: one(2) === 0 ? 'block' : 'warn',
        scope: scopes[one(3)] ?? {},
        when: whens[one(5)] ?? { image: { runsAsRoot: true } },
      };
      made.push((await policies.policies.create(orgId, { policy, isEnabled: true })).id);
    },
    async () => {
      const id = made.pop();
      if (id !== undefined) await policies.policies.remove(orgId, id);
    },
    async () =>
      void given.push(await policies.accept({ advisory: `CVE-${1 + one(2)}` }, 1 + one(3))),
    async () => {
      const id = given.pop();
      await policies.exceptions.revoke(orgId, id ?? '', 'ada').catch(() => undefined);
    },
    async () => {
      await policies.restart();
      await world.clock.advance(dayMs);
    },
    () => policies.restart(),
  ];
  for (let turn = 0; turn < 120; turn += 1) {
    await steps[one(steps.length)]?.();
    if (turn % 3 !== 0) continue;
    await policies.settle();
    const [kept, anew] = await bothVerdicts(world);
    assert.deepEqual(kept, anew, `after turn ${turn}`);
  }
});

async function bothVerdicts(world: InventoryWorld) {
  return await world.unitOfWork.read(orgId, async (stores) => {
    const now = world.clock.now();
    const tags = await stores.verdicts.liveTags(0, 1000);
    const ids = tags.map(({ tagId }) => tagId);
    const subjects = await stores.verdicts.subjects(ids);
    const rules = await currentRules(stores, { epss: false, kev: false }, now);
    const anew = await judgeSubjects(stores, subjects, await rules, now);
    const kept = await stores.verdicts.verdicts(ids);
    const texts = subjects.map((subject, index) => {
      const { kind, sentence } = anew[index] ?? { kind: 'missing', sentence: '' };
      return `${subject.tagId} ${subject.imageId} ${kind} ${sentence}`;
    });
    return [
      kept.map((row) => `${row.tagId} ${row.imageId} ${row.kind} ${row.sentence}`).toSorted(),
      texts.toSorted(),
    ];
  });
}
