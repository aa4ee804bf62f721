// Every kind of news from its cause to what arrives at every kind of channel, in one life of one control plane.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channelKinds } from './domain/notifications/channel.ts';
import {
  type EventKind,
  type EventKindRow,
  eventKindNames,
  eventKinds,
} from './domain/notifications/event-kinds.ts';
import { assertSigned, type WebhookEvent } from './testing/notification-receivers.ts';
import { NotificationWorld } from './testing/notification-world.ts';

const dayMs = 24 * 60 * 60 * 1000;
const critical = {
  id: 'CVE-2026-1000',
  packageName: 'openssl',
  fixed: '3.0.2',
  level: 'critical',
} as const;

interface Walked {
  readonly cause: (world: NotificationWorld) => unknown;
  readonly severity: string;
  readonly title: RegExp;
  readonly facts: Readonly<Record<string, string | RegExp>>;
}

const openssl = {
  repository: 'team/app',
  tag: 'v1',
  advisoryId: 'CVE-2026-1000',
  packageName: 'openssl',
};
const isoTime = /^[0-9]{4}-[0-9-]+T[0-9:.]+Z$/;

/** In the order in which they happen; a kind without a row does not compile. */
const walk: Readonly<Record<EventKind, Walked>> = {
  'registry.error': {
    cause: (world) => world.sync({ outcome: 'failed', code: 'REGISTRY_AUTHENTICATION_FAILED' }),
    severity: 'high',
    title: /^Registry .+ is in error: REGISTRY_AUTHENTICATION_FAILED$/,
    facts: { errorCode: 'REGISTRY_AUTHENTICATION_FAILED', firstCheck: /./, registryName: /./ },
  },
  'registry.recovered': {
    cause: (world) => world.sync(),
    severity: 'low',
    title: /^Registry .+ works again$/,
    facts: { registryName: /./ },
  },
  'image.new': {
    cause: (world) => world.sync({}, { v1: 'first' }),
    severity: 'low',
    title: /^New image team\/app:v1$/,
    facts: { repository: 'team/app', tag: 'v1', digest: /^sha256:/ },
  },
  'finding.opened': {
    cause: async (world) => {
      world.advisories.replace([critical]);
      await world.scan('first', ['openssl@3.0.1']);
    },
    severity: 'critical',
    title: /^CVE-2026-1000 \(critical\) in openssl 3\.0\.1 of team\/app:v1$/,
    facts: { ...openssl, packageVersion: '3.0.1', fixedIn: '3.0.2', platform: 'linux/amd64' },
  },
  'finding.exploited': {
    cause: async (world) => {
      world.advisories.signals = new Map([['CVE-2026-1000', { kev: { addedAt: '2026-01-01' } }]]);
      await world.imported();
    },
    severity: 'critical',
    title: /is known to be exploited$/,
    facts: openssl,
  },
  'policy.verdict_changed': {
    cause: (world) =>
      world.made('/api/policies', {
        ...{ name: 'Critical', effect: 'block' },
        when: { finding: { severityAtLeast: 'critical' } },
      }),
    severity: 'high',
    title: /^Verdict on team\/app:v1 changed from pass to block\. Blocked by "Critical"/,
    facts: { repository: 'team/app', tag: 'v1', verdictBefore: 'pass', verdict: 'block' },
  },
  'exception.expiring': {
    cause: async (world) => {
      const expiresAt = new Date(world.api.clock.now() + 8 * dayMs).toISOString();
      await world.made('/api/exceptions', { package: 'zlib', reason: 'unused', expiresAt });
      await world.pass(120_000);
      assert.deepEqual(
        kindsOf(world).filter((kind) => kind === 'exception.expiring'),
        [],
      );
      await world.jump(dayMs + 1);
      await world.pass(60_000);
    },
    severity: 'medium',
    title: /^The exception of zlib by .+ expires 2026-01-/,
    facts: { packageName: 'zlib', expiresAt: isoTime },
  },
  'finding.resolved': {
    cause: async (world) => {
      await world.sync({}, { v1: 'second' });
      await world.scan('second', ['openssl@3.0.2']);
    },
    severity: 'critical',
    title: /^CVE-2026-1000 in openssl of team\/app:v1 is resolved$/,
    facts: openssl,
  },
  'scan.failed': {
    cause: async (world) => {
      await world.sync({}, { v1: 'broken' });
      const offer = world.sensor.offer();
      await world.sensor.accept(offer);
      await world.sensor.finish(offer, { outcome: 'failed', code: 'MANIFEST_INVALID' });
    },
    severity: 'medium',
    title: /^Scan of team\/app@sha256:[0-9a-f]+ failed: MANIFEST_INVALID$/,
    facts: { repository: 'team/app', errorCode: 'MANIFEST_INVALID', firstCheck: /./ },
  },
  'sensor.offline': {
    cause: async (world) => {
      await world.sensor.disconnect();
      await world.pass(130_000);
    },
    severity: 'high',
    title: /^Sensor sensor-a is offline$/,
    facts: { sensorName: 'sensor-a' },
  },
  'sensor.online': {
    cause: (world) => world.sensor.connect(),
    severity: 'low',
    title: /^Sensor sensor-a is back$/,
    facts: { sensorName: 'sensor-a' },
  },
  'key.expiring': {
    cause: (world) =>
      world.made('/api/api-keys', { name: 'deploy', role: 'ci', expiresInDays: 10 }),
    severity: 'medium',
    title: /^API key deploy expires within 14 days$/,
    facts: { keyName: 'deploy', expiresAt: isoTime },
  },
  'advisories.stale': {
    cause: (world) => {
      world.advisories.builtAtMs = world.api.clock.now() - 4 * dayMs;
    },
    severity: 'high',
    title: /^The advisories are stale$/,
    facts: {},
  },
  'advisories.current': {
    cause: (world) => {
      world.advisories.builtAtMs = world.api.clock.now();
    },
    severity: 'low',
    title: /^The advisories are current again$/,
    facts: {},
  },
};

test('each kind of news reaches each kind of channel once, from its cause to what arrives', async (t) => {
  const world = await NotificationWorld.open(t);
  const secrets = new Map<string, string>();
  for (const kind of channelKinds) secrets.set(kind, (await world.channel(kind)).signingSecret);
  // What is there from the start is the base from which changes are told.
  await world.tell();
  assert.deepEqual(kindsOf(world), []);

  const kinds = Object.keys(walk) as EventKind[];
  assert.deepEqual(kinds.toSorted(), eventKindNames.toSorted());
  for (const kind of kinds) {
    const before = world.receivers.counts();
    await walk[kind].cause(world);
    await world.tell();
    const news = eventsOf(world, before.webhook).filter((event) => event.kind === kind);
    assert.equal(news.length, 1, `${kind}: ${JSON.stringify(kindsOf(world).slice(-5))}`);
    const [event] = news;
    assert.ok(event);
    assertEvent(event, walk[kind], kind);
    assertEverywhere(world, before, event);
  }
  // Nothing of it comes again.
  const told = world.receivers.counts();
  await world.pass(120_000);
  assert.deepEqual(world.receivers.counts(), told);
  for (const request of world.receivers.of('webhook')) {
    assertSigned(request, secrets.get('webhook') ?? '');
  }
  for (const { headers } of world.receivers.of('teams')) {
    assert.equal(headers['content-type'], 'application/json; charset=utf-8');
  }
  assertAlertsEnd(world);
});

function eventsOf(world: NotificationWorld, from = 0): readonly WebhookEvent[] {
  return world.receivers
    .webhooks()
    .slice(from)
    .flatMap(({ data }) => data.events);
}

function kindsOf(world: NotificationWorld): readonly string[] {
  return eventsOf(world).map(({ kind }) => kind);
}

function assertEvent(event: WebhookEvent, { severity, title, facts }: Walked, kind: string): void {
  assert.equal(event.severity, severity, kind);
  assert.match(event.title, title);
  for (const [name, expected] of Object.entries(facts)) {
    const fact = event.facts[name] ?? '';
    if (typeof expected === 'string') assert.equal(fact, expected, `${kind} ${name}`);
    else assert.match(fact, expected, `${kind} ${name}`);
  }
}

function assertEverywhere(
  world: NotificationWorld,
  before: ReturnType<NotificationWorld['receivers']['counts']>,
  event: WebhookEvent,
): void {
  const { kind, subject, title, facts } = event;
  for (const channel of ['email', 'slack', 'teams'] as const) {
    const texts = world.receivers.texts(channel, before[channel]);
    const place = `${kind} ${channel}: ${texts.join('\n')}`;
    assert.equal(texts.filter((text) => text.includes(title)).length, 1, place);
    for (const name of ['repository', 'sensorName', 'keyName', 'firstCheck'] as const) {
      const fact = (facts[name] ?? '').slice(0, 40);
      assert.ok(
        texts.some((text) => text.includes(fact)),
        place,
      );
    }
  }
  const alerts = world.receivers.texts('pagerduty', before.pagerduty);
  const row: EventKindRow = eventKinds[event.kind as EventKind];
  const expected =
    row.ends === undefined ? `trigger ${subject} ${kind} ${title}` : `resolve ${subject}`;
  assert.equal(alerts.filter((alert) => alert === expected).length, 1, alerts.join('\n'));
}

/** What began and ended has no open alert; what has no end does. */
function assertAlertsEnd(world: NotificationWorld): void {
  const open = new Map<string, string>();
  for (const { text } of world.receivers.of('pagerduty')) {
    const { event_action: action, dedup_key: key, payload } = JSON.parse(text);
    if (action === 'resolve') open.delete(key);
    else open.set(key, payload.class);
  }
  assert.deepEqual([...new Set(open.values())].toSorted(), [
    ...['exception.expiring', 'image.new', 'key.expiring', 'scan.failed'],
  ]);
}
