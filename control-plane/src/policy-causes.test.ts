// What changes a verdict, without another scan: advisories, feeds, signatures, exceptions and policies; each seen in the
// verdict that is kept and in the answer of the gate. And what a dry run says of a policy is what saving it does.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import {
  dsseEnvelope,
  makeSigningKey,
  signBytes,
  simpleSigningPayload,
  statementOf,
} from '@harborguard/shared/testing/signatures/signing-kit.ts';
import { digestOf } from './store/testing/inventory-world.ts';
import { NotificationWorld } from './testing/notification-world.ts';

const dayMs = 24 * 60 * 60 * 1000;
const cve = 'CVE-2026-1000';
const openssl = { id: cve, packageName: 'openssl', fixed: '3.0.2', level: 'critical' } as const;
const image = 'registry.example.com/team/app:v1';

/** v1 with openssl, of which nothing is known yet. */
async function scannedWorld(t: TestContext): Promise<NotificationWorld> {
  const world = await NotificationWorld.open(t);
  await world.sync({}, { v1: 'first' });
  await world.scan('first', ['openssl@3.0.1']);
  return world;
}

function policy(when: object, changes: object = {}): object {
  return { name: JSON.stringify(when).slice(0, 90), effect: 'block', when, ...changes };
}

/** As it is kept, and as the gate judges now. */
async function verdicts(world: NotificationWorld): Promise<string> {
  const listed = await world.api.call('GET', '/api/images?tag=v1');
  const { verdict } = await gate(world);
  return `${listed.body.data[0].verdict} ${verdict}`;
}

async function gate(world: NotificationWorld, asked = image, key?: string) {
  const path = `/api/gate?image=${encodeURIComponent(asked)}`;
  const answer = await world.api.call('GET', path, key === undefined ? {} : { key });
  assert.equal(answer.status, 200, answer.text);
  return answer.body.data;
}

test('advisories that change are in the verdict without a scan', async (t) => {
  const world = await scannedWorld(t);
  await world.made('/api/policies', policy({ finding: { severityAtLeast: 'critical' } }));
  await world.judged();
  assert.equal(await verdicts(world), 'pass pass');
  const changed = [{ ecosystem: 'Debian:12', packageName: 'openssl' }];
  world.advisories.replace([openssl]);
  await world.imported(changed);
  assert.equal(await verdicts(world), 'block block');
  world.advisories.replace([{ ...openssl, isWithdrawn: true }]);
  await world.imported(changed);
  assert.equal(await verdicts(world), 'pass pass');
});

test('feeds change verdicts: unknown before they are there, then by what they say and by what they do not name', async (t) => {
  const world = await scannedWorld(t);
  world.advisories.replace([openssl]);
  await world.imported();
  await world.made('/api/policies', policy({ finding: { knownExploited: true } }));
  await world.judged();
  assert.equal(await verdicts(world), 'warn warn');
  assert.match((await gate(world)).sentence, /it is not known whether it is known to be exploited/);

  world.advisories.feeds = { kev: { version: '1', releasedAtMs: 1, records: 1 } };
  world.advisories.replace([openssl]);
  await world.imported([]);
  assert.equal(await verdicts(world), 'pass pass');

  world.advisories.signals = new Map([[cve, { kev: { addedAt: '2026-01-01' } }]]);
  world.advisories.replace([openssl]);
  await world.imported([]);
  assert.equal(await verdicts(world), 'block block');
  assert.match((await gate(world)).sentence, /1 finding known to be exploited: CVE-2026-1000/);

  world.advisories.signals = new Map();
  world.advisories.replace([openssl]);
  await world.imported([]);
  assert.equal(await verdicts(world), 'pass pass');
});

test('an EPSS that rises changes the verdict', async (t) => {
  const world = await scannedWorld(t);
  world.advisories.feeds = { epss: { model: '1', scoredAtMs: 1, records: 1 } };
  for (const [epss, expected] of [
    [0.1, 'pass pass'],
    [0.6, 'block block'],
    [0.4, 'pass pass'],
  ] as const) {
    world.advisories.signals = new Map([[cve, { epss }]]);
    world.advisories.replace([openssl]);
    await world.imported(epss === 0.1 ? 'all' : []);
    if (epss === 0.1) {
      await world.made('/api/policies', policy({ finding: { epssAtLeast: 0.5 } }));
      await world.judged();
    }
    assert.equal(await verdicts(world), expected, String(epss));
  }
});

test('a signature that is found lets an image through, a signed statement about it does not, and a signer who goes takes it back', async (t) => {
  const world = await scannedWorld(t);
  const subject = digestOf('first');
  const key = makeSigningKey();
  const signer = await world.made('/api/signers', {
    ...{ name: 'release', repositories: [], trust: { kind: 'key', publicKey: key.pem } },
  });
  await world.made('/api/policies', policy({ image: { notSignedBy: ['release'] } }));
  await world.judged();
  assert.equal(await verdicts(world), 'block block');
  assert.match((await gate(world)).sentence, /the image is not signed by release/);

  const attach = async (...attachments: readonly object[]): Promise<void> => {
    const { jobId, attempt } = world.sensor.offer();
    const place = { registryId: world.registryId, repository: 'team/app', subject };
    await world.sensor.report({ type: 'image.attachments', jobId, attempt, ...place, attachments });
    await world.judged();
  };
  const statement = dsseEnvelope(key, statementOf({ digest: subject }));
  const signed = simpleSigningPayload(subject);
  const base = { predicateTypes: [], sizeBytes: signed.length };
  const attestation = {
    ...{ ...base, digest: digestOf('attestation'), kind: 'attestation' },
    signatures: [{ format: 'dsse', envelope: JSON.stringify(statement) }],
  };
  const signature = {
    ...{ ...base, digest: digestOf('signature'), kind: 'signature' },
    signatures: [
      {
        ...{ format: 'simple-signing', payload: signed.toString('base64') },
        signature: signBytes(key, signed).toString('base64'),
      },
    ],
  };
  await attach(attestation);
  assert.equal(await verdicts(world), 'block block');
  await attach(attestation, signature);
  assert.equal(await verdicts(world), 'pass pass');
  assert.equal((await world.api.call('DELETE', `/api/signers/${signer.id}`)).status, 204);
  await world.judged();
  assert.equal(await verdicts(world), 'block block');
});

test('an exception holds until the very moment of its end, at the gate and, within a minute, in the verdict that is kept', async (t) => {
  const world = await scannedWorld(t);
  world.advisories.replace([openssl]);
  await world.imported();
  await world.made('/api/policies', policy({ finding: { severityAtLeast: 'critical' } }));
  const endsAt = world.api.clock.now() + 10 * dayMs;
  const expiresAt = new Date(endsAt).toISOString();
  await world.made('/api/exceptions', { advisory: cve, reason: 'unused', expiresAt });
  await world.judged();
  assert.equal(await verdicts(world), 'pass pass');
  await world.jump(endsAt - 1 - world.api.clock.now());
  assert.equal(await verdicts(world), 'pass pass');
  await world.jump(1);
  assert.equal(await verdicts(world), 'pass block');
  await world.pass(60_000);
  await world.judged();
  assert.equal(await verdicts(world), 'block block');
});

test('the gate tells what is known of an image: judged by tag, digest or neither, not scanned yet, or not known', async (t) => {
  const world = await scannedWorld(t);
  world.advisories.replace([openssl]);
  await world.imported();
  await world.made('/api/policies', policy({ finding: { severityAtLeast: 'critical' } }));
  await world.sync({}, { v1: 'first', latest: 'first', v2: 'waiting' });
  const key = await world.api.keyOf('ci');
  const name = 'registry.example.com/team/app';
  const rows = [
    [`${name}:v1`, 'judged', 'block', 1],
    [name, 'judged', 'block', 1],
    [`${name}@${digestOf('first')}`, 'judged', 'block', 1],
    [`${name}:v1@${digestOf('first')}`, 'judged', 'block', 1],
    [`${name}:v2`, 'not-scanned', 'unknown', 3],
    [`${name}@${digestOf('waiting')}`, 'not-scanned', 'unknown', 3],
    [`${name}:v3`, 'not-known', 'unknown', 3],
    [`${name}@${digestOf('nowhere')}`, 'not-known', 'unknown', 3],
    ['elsewhere.example.com/team/app:v1', 'not-known', 'unknown', 3],
  ] as const;
  for (const [asked, ...expected] of rows) {
    const { outcome, verdict, exitCode, sentence } = await gate(world, asked, key);
    assert.deepEqual([outcome, verdict, exitCode], expected, asked);
    assert.ok(sentence.length > 0);
  }
  // The tag moves on; the digest stays known and is judged by itself, with the facts of its scan.
  await world.made('/api/policies', policy({ image: { runsAsRoot: true } }));
  await world.sync({}, { v1: 'other', latest: 'other', v2: 'waiting' });
  const untagged = await gate(world, `${name}@${digestOf('first')}`, key);
  assert.deepEqual([untagged.outcome, untagged.verdict], ['judged', 'block']);
  assert.equal(untagged.images[0].reasons.length, 2, JSON.stringify(untagged.images[0].reasons));
  assert.match(JSON.stringify(untagged.images[0].reasons), /the image runs as root/);
});

test('a dry run says what saving does, kind by kind and sentence by sentence', async (t) => {
  const world = await NotificationWorld.open(t);
  const low = { id: 'CVE-2026-2000', packageName: 'zlib', level: 'low' } as const;
  world.advisories.replace([openssl, low]);
  const packages = [['openssl@3.0.1'], ['zlib@1.2'], ['openssl@3.0.1', 'zlib@1.2'], []];
  for (const [index, installed] of packages.entries()) {
    const tags = Object.fromEntries(
      packages.slice(0, index + 1).map((_, at) => [`t${at}`, `word${at}`]),
    );
    await world.sync({}, tags);
    await world.scan(`word${index}`, installed);
  }
  const random = new SeededRandom('dry run');
  const pick = <One>(all: readonly One[]): One => all[random.integer(all.length)] as One;
  const whens = [
    { finding: { severityAtLeast: 'critical' } },
    { finding: { fixable: true } },
    { finding: { packages: ['zlib'] } },
    { image: { runsAsRoot: true } },
    { image: { secretsFound: true } },
  ];
  const saved: string[] = [];
  for (let turn = 0; turn < 12; turn += 1) {
    const replaced = saved.length > 2 && random.integer(2) === 0 ? pick(saved) : undefined;
    const draft = {
      ...{ name: `policy ${turn}`, effect: pick(['block', 'warn']), when: pick(whens) },
      ...{ unknown: pick(['pass', 'warn', 'block']), scope: { tags: [pick(['*', 't0', 't2'])] } },
    };
    const before = await kept(world);
    const body = { policy: draft, ...(replaced === undefined ? {} : { replaces: replaced }) };
    const running = world.api.call('POST', '/api/policies/dry-run', { body });
    for (let wait = 0; wait < 10; wait += 1) await world.api.clock.advance(0);
    const { data: said } = (await running).body;
    assert.deepEqual(await kept(world), before, 'nothing is written');
    if (replaced === undefined) saved.push((await world.made('/api/policies', draft)).id);
    else await world.api.call('PUT', `/api/policies/${replaced}`, { body: draft });
    await world.judged();

    const after = await kept(world);
    const changed = [...after].filter(([tag, { verdict }]) => before.get(tag)?.verdict !== verdict);
    assert.equal(said.changed, changed.length, JSON.stringify(draft));
    for (const { tag, from, to, sentence } of said.changes) {
      assert.equal(before.get(tag)?.verdict, from);
      assert.deepEqual(after.get(tag), { verdict: to, sentence });
    }
    for (const kind of ['pass', 'warn', 'block', 'unknown']) {
      const count = [...after.values()].filter(({ verdict }) => verdict === kind).length;
      assert.equal(said.draft[kind], count, kind);
    }
  }
  const gone = { policy: policy({ finding: { fixable: true } }), replaces: world.registryId };
  assert.equal((await world.api.call('POST', '/api/policies/dry-run', { body: gone })).status, 404);
});

async function kept(world: NotificationWorld) {
  const { body } = await world.api.call('GET', '/api/images?limit=100');
  const rows: readonly { tag: string; verdict: string; verdictSentence: string }[] = body.data;
  return new Map(
    rows.map(({ tag, verdict, verdictSentence: sentence }) => [tag, { verdict, sentence }]),
  );
}
