// What rules let through and when it comes: filters by what really happened, digests over changes of the clock, and quiet
// hours with what is tried again or comes late.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingEvent } from './domain/notifications/testing/sample-events.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { NotificationWorld } from './testing/notification-world.ts';

const channels = '/api/notification-channels';

/** Rule and the kinds it tells, of two images with a grave finding each and a lost sensor. */
const filters: Readonly<Record<string, readonly [object, readonly string[]]>> = {
  'a rule for findings tells them all': [
    { events: ['finding.opened'] },
    ['CVE-1 v1', 'CVE-1 v2', 'CVE-2 other'],
  ],
  'only new leaves out what another tag of the repository had': [
    { events: ['finding.opened'], onlyNew: true },
    ['CVE-1 v1', 'CVE-2 other'],
  ],
  'only with a fix leaves out the other': [
    { events: ['finding.opened'], onlyFixable: true },
    ['CVE-1 v1', 'CVE-1 v2'],
  ],
  'a severity leaves out what is less grave': [
    { events: ['finding.opened'], severity: 'critical' },
    ['CVE-1 v1', 'CVE-1 v2'],
  ],
  'a glob takes the repositories it names': [
    { events: ['finding.opened'], repositories: ['side/*'] },
    ['CVE-2 other'],
  ],
  'an event that is not named does not come': [
    { events: ['sensor.offline', 'sensor.online'] },
    ['sensor.offline', 'sensor.online'],
  ],
  'a rule that is turned off tells nothing': [{ isEnabled: false }, []],
};

test('rules tell what they ask for and nothing else', async (t) => {
  const world = await NotificationWorld.open(t);
  const other = await world.made('/api/registries', {
    ...{ url: 'other.example.com', scanMethod: 'sensor', schedule: 'manual' },
  });
  const byRegistry: typeof filters = {
    'a registry leaves out others': [{ registryIds: [other.id] }, []],
    'a registry takes its own': [
      { events: ['finding.opened'], registryIds: [world.registryId] },
      ['CVE-1 v1', 'CVE-1 v2', 'CVE-2 other'],
    ],
  };
  const rows = Object.entries({ ...filters, ...byRegistry });
  for (const [index, [, [rule]]] of rows.entries()) {
    await world.channel('webhook', rule, `hook${index}`);
  }
  await world.tell();
  world.advisories.replace([
    { id: 'CVE-1', packageName: 'openssl', fixed: '3.0.2', level: 'critical' },
    { id: 'CVE-2', packageName: 'zlib', level: 'high' },
  ]);
  await world.sync({}, { v1: 'first' });
  await world.scan('first', ['openssl@3.0.1']);
  await world.sync({}, { v1: 'first', v2: 'second' });
  await world.scan('second', ['openssl@3.0.1']);
  await world.sync({}, { other: 'third' }, 'side/app');
  await world.scan('third', ['zlib@1.2'], 'side/app');
  await world.tell();
  await world.sensor.disconnect();
  await world.pass(130_000);
  await world.tell();
  await world.sensor.connect();
  await world.tell();

  for (const [index, [name, [, expected]]] of rows.entries()) {
    const events = world.receivers.webhooks(`hook${index}`).flatMap(({ data }) => data.events);
    const told = events.map(({ kind, facts }) =>
      facts['advisoryId'] === undefined ? kind : `${facts['advisoryId']} ${facts['tag']}`,
    );
    assert.deepEqual(told.toSorted(), expected.toSorted(), name);
  }
});

class Timetable {
  readonly world: NotificationWorld;
  #number = 0;

  constructor(world: NotificationWorld) {
    this.world = world;
  }

  /** News at the time, told as far as it is due. */
  async at(time: string, ...severities: readonly ('critical' | 'high')[]): Promise<void> {
    const { clock, services, storage } = this.world.api;
    clock.setNow(Date.parse(time));
    const { registryId: _none, ...event } = findingEvent();
    const events = severities.map((severity) => {
      this.#number += 1;
      const key = `news${this.#number}`;
      return { ...event, key, newsKey: key, subject: key, title: key, severity };
    });
    await storage.unitOfWork.write(defaultOrganisationId, ({ notifications }) =>
      notifications.addEvents(events),
    );
    await clock.advance(5_000);
    await services.notificationLoop.settled();
  }

  /** Titles of each message on the path. */
  told(path = 'webhook'): readonly string[] {
    return this.world.receivers
      .webhooks(path)
      .map(({ data }) => data.events.map(({ title }) => title.replace('news', '')).join(' '));
  }
}

test('digests come at the full hour, and each day at their time in their zone, over both changes of the clock', async (t) => {
  const table = new Timetable(await NotificationWorld.open(t));
  const { world } = table;
  const findings = { events: ['finding.opened'] };
  await world.channel('webhook', { ...findings, digest: 'hourly' }, 'hourly');
  const berlin = { digest: 'daily', digestAt: '08:00', timeZone: 'Europe/Berlin' };
  await world.channel('webhook', { ...findings, ...berlin }, 'daily');
  await world.channel('email', { ...findings, ...berlin });

  await table.at('2026-03-28T12:10:00Z', 'high');
  await table.at('2026-03-28T12:50:00Z', 'critical', 'high');
  await table.at('2026-03-28T12:59:50Z');
  assert.deepEqual([table.told('hourly'), table.told('daily')], [[], []]);
  await table.at('2026-03-28T13:00:00Z', 'high');
  assert.deepEqual([table.told('hourly'), table.told('daily')], [['1 2 3'], []]);
  // In the night the clocks are moved on: eight o'clock comes an hour sooner.
  await table.at('2026-03-29T05:59:50Z');
  assert.deepEqual(table.told('daily'), []);
  await table.at('2026-03-29T06:00:00Z');
  assert.deepEqual([table.told('hourly'), table.told('daily')], [['1 2 3', '4'], ['1 2 3 4']]);
  assert.equal(world.receivers.counts().email, 1);

  await table.at('2026-10-24T12:00:00Z', 'high');
  await table.at('2026-10-25T06:59:50Z');
  assert.equal(table.told('daily').length, 1);
  await table.at('2026-10-25T07:00:00Z');
  assert.deepEqual(table.told('daily'), ['1 2 3 4', '5']);
  await table.at('2026-10-26T12:00:00Z');
  assert.equal(table.told('daily').length, 2);
});

test('quiet hours hold news, also what comes late or is tried again, and tell it once when they are over', async (t) => {
  const table = new Timetable(await NotificationWorld.open(t));
  const { world } = table;
  const night = { from: '22:00', until: '07:00', criticalPasses: true };
  const quiet = { events: ['finding.opened'], timeZone: 'Europe/Berlin', quietHours: night };
  const { id } = await world.channel('webhook', quiet);

  await table.at('2026-01-10T22:00:00Z', 'high', 'high');
  await table.at('2026-01-11T01:00:00Z', 'high');
  assert.deepEqual(table.told(), []);
  await table.at('2026-01-11T02:00:00Z', 'critical');
  assert.deepEqual(table.told(), ['4']);
  await table.at('2026-01-11T06:00:00Z');
  assert.deepEqual(table.told(), ['4', '1 2 3']);

  // Tried in vain just before the night: the next try would be within it.
  world.receivers.answers.push(503);
  await table.at('2026-01-11T20:59:50Z', 'high');
  assert.deepEqual(table.told(), ['4', '1 2 3', '5']);
  await table.at('2026-01-11T23:00:00Z');
  assert.equal(table.told().length, 3);
  const tested = await world.api.call('POST', `${channels}/${id}/test`);
  assert.deepEqual(tested.body.data, { sent: true, status: 200 });
  await table.at('2026-01-12T06:00:00Z');
  assert.deepEqual(table.told(), ['4', '1 2 3', '5', '', '5']);

  // Due before the night, and nobody was there to tell it until then.
  const late = await world.channel('webhook', { ...quiet, digest: 'hourly' }, 'late');
  const turn = (isEnabled: boolean) =>
    world.api.call('PUT', `${channels}/${late.id}`, {
      body: { name: 'late', isEnabled, target: { kind: 'webhook' } },
    });
  await table.at('2026-01-12T19:10:00Z', 'high');
  await turn(false);
  await table.at('2026-01-12T20:00:00Z');
  await table.at('2026-01-12T22:00:00Z');
  assert.equal((await turn(true)).body.data.isEnabled, true);
  await table.at('2026-01-12T23:00:00Z');
  assert.deepEqual(table.told('late'), []);
  await table.at('2026-01-13T06:00:00Z');
  assert.deepEqual(table.told('late'), ['6']);
});

test('of two rules the one that is due first tells the news, whichever kind of rule it is', async (t) => {
  const table = new Timetable(await NotificationWorld.open(t));
  const { world } = table;
  const night = { from: '22:00', until: '07:00', criticalPasses: false };
  const events = ['finding.opened'];
  const { id: channelId } = await world.channel('webhook', { events, quietHours: night });
  await world.made('/api/notification-rules', {
    ...{ name: 'hourly', channelId, events, severity: 'unknown', onlyNew: false, digest: 'hourly' },
  });
  await table.at('2026-01-10T23:10:00Z', 'high');
  await table.at('2026-01-11T00:00:00Z');
  assert.deepEqual(table.told(), ['1']);
  await table.at('2026-01-11T12:10:00Z', 'high');
  assert.deepEqual(table.told(), ['1', '2']);
  await table.at('2026-01-11T13:00:00Z');
  assert.equal(table.told().length, 2);
});

test('an end waits for its begin, so that no alert stays open for ever', async (t) => {
  const table = new Timetable(await NotificationWorld.open(t));
  const { world } = table;
  await world.channel('pagerduty', { events: ['sensor.offline', 'sensor.online'] });
  await world.tell();
  await world.sensor.disconnect();
  world.receivers.answers.push(503, 503);
  await world.pass(140_000);
  await world.sensor.connect();
  await world.tell();
  await world.pass(8 * 60_000);
  const actions = world.receivers.of('pagerduty').map(({ text }) => JSON.parse(text).event_action);
  assert.deepEqual(actions, ['trigger', 'trigger', 'trigger', 'resolve']);
});

test('what is over resolves each alert on its own, however much of it there is, and a flood of what began is one', async (t) => {
  const world = await NotificationWorld.open(t);
  await world.channel('pagerduty', { events: ['finding.opened', 'finding.resolved'] });
  const { registryId: _none, ...event } = findingEvent();
  const happen = async (kind: 'finding.opened' | 'finding.resolved'): Promise<void> => {
    const events = Array.from({ length: 40 }, (_, index) => {
      const subject = `finding:${index}`;
      return { ...event, kind, key: `${kind}${index}`, newsKey: `${kind}${index}`, subject };
    });
    await world.api.storage.unitOfWork.write(defaultOrganisationId, ({ notifications }) =>
      notifications.addEvents(events),
    );
    await world.tell();
  };
  await happen('finding.opened');
  await happen('finding.resolved');
  const sent = world.receivers.of('pagerduty').map(({ text }) => JSON.parse(text));
  const actions = sent.map(({ event_action: action }) => action);
  assert.deepEqual(actions, [
    ...Array.from({ length: 26 }, () => 'trigger'),
    ...Array.from({ length: 40 }, () => 'resolve'),
  ]);
  const [flood, ...others] = sent.filter(({ dedup_key: key }) => key.startsWith('delivery:'));
  assert.deepEqual([flood.payload.custom_details.events.length, others.length], [15, 0]);
});

test('a clock that was ahead keeps no channel and no delivery waiting, and one that is set back loses nothing', async (t) => {
  const table = new Timetable(await NotificationWorld.open(t));
  const { world } = table;
  await world.channel('webhook', { events: ['finding.opened'] });
  await world.channel('webhook', { events: ['finding.opened'], digest: 'hourly' }, 'hourly');
  world.receivers.answers.push(503, 503, 503, 503, 503, 503);
  for (const minute of ['00', '01', '02', '03', '04']) {
    await table.at(`2027-06-01T12:${minute}:00Z`, 'high');
  }
  assert.ok(table.told().length >= 5);
  const before = table.told().length;
  await table.at('2026-06-01T12:30:00Z');
  assert.ok(
    table.told().length > before,
    'neither the pause nor the retries of another year count',
  );

  await table.at('2026-06-01T12:40:00Z', 'high');
  await table.at('2026-06-01T13:00:00Z');
  assert.equal(table.told('hourly').at(-1), '6');
  await table.at('2026-06-01T12:45:00Z', 'high');
  await table.at('2026-06-01T13:00:00Z');
  assert.equal(table.told('hourly').at(-1), '7');
});
