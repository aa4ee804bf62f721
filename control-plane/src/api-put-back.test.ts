// What was read can be put back: whoever changes one field of a thing sends the rest as it came.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ApiWorld, startApi } from './cli/testing/api-world.ts';

type Made = readonly [list: string, body: object];

const plan = { expression: '30 2 * * 1-5', timeZone: 'Europe/Berlin' };
const blackout = { days: ['mon'], from: '08:00', to: '18:00', timeZone: 'Europe/Berlin' };
const filters = {
  repositories: { include: ['team/**'], exclude: [] },
  tags: { include: [], exclude: ['*-rc*'] },
};
const quietHours = { from: '22:00', until: '06:00', criticalPasses: true };
const mailServer = { kind: 'email', host: 'mail.example.com', port: 587, security: 'starttls' };

const made: readonly Made[] = [
  ['registries', { url: 'sensor.example.com', scanMethod: 'sensor' }],
  ['registries', { url: 'docker.io', scanMethod: 'cloud', username: 'robot', password: 'secret' }],
  ['registries', { url: 'times.example.com', scanMethod: 'cloud', cron: plan, filters }],
  [
    'registries',
    {
      ...{ url: 'limits.example.com', scanMethod: 'cloud', schedule: 'weekly', cron: plan },
      ...{ pullLimits: { pullsPerHour: 7, bytesPerHour: null }, blackouts: [blackout] },
    },
  ],
  ['policies', { name: 'No root', effect: 'block', when: { image: { runsAsRoot: true } } }],
  [
    'policies',
    {
      ...{ name: 'Off', effect: 'warn', enabled: false, scope: { repositories: ['team/**'] } },
      when: { finding: { severityAtLeast: 'high', fixable: true } },
    },
  ],
  ['notification-channels', { name: 'hook', target: { kind: 'webhook', url: 'https://a.test/x' } }],
  ['notification-channels', { name: 'chat', target: { kind: 'slack', url: 'https://b.test/x' } }],
  [
    'notification-channels',
    { name: 'pager', target: { kind: 'pagerduty', region: 'eu', routingKey: 'a'.repeat(32) } },
  ],
  [
    'notification-channels',
    {
      ...{ name: 'mail', isEnabled: false },
      target: {
        ...{ ...mailServer, username: 'robot', password: 'secret' },
        ...{ from: 'a@example.com', to: ['b@example.com'] },
      },
    },
  ],
  [
    'retention-rules',
    { name: 'gone', kind: 'gone-tags', repositories: ['**'], olderThanDays: 30, keepNewest: 0 },
  ],
  ['views', { kind: 'images', name: 'mine', query: { package: 'log4j-core < 2.17' } }],
];

/** What a thing says besides what is chosen about it; a field that `PUT` does not know is refused. */
const readOnly: Readonly<Record<string, readonly string[]>> = {
  registries: [
    ...['id', 'pausedAt', 'hasCa', 'hasClientCertificate', 'hasCredential', 'createdAt'],
    ...['updatedAt', 'status', 'health', 'conditions', 'lastSyncAt', 'recentSyncs', 'nextSyncAt'],
    'openFindings',
  ],
  policies: ['id', 'words', 'createdAt', 'updatedAt'],
  'notification-channels': ['id', 'kind', 'failuresInRow', 'createdAt', 'updatedAt'],
  'notification-rules': ['id', 'createdAt', 'updatedAt'],
  'retention-rules': ['id', 'createdAt', 'updatedAt'],
  views: ['id', 'kind', 'isOwn', 'ownerName', 'createdAt', 'updatedAt'],
};

test('what was read of a thing is taken back by its PUT, which changes nothing', async (t) => {
  const world = await startApi(t);
  const channels: string[] = [];
  for (const [list, body] of made) {
    const id = await create(world, list, body);
    if (list === 'notification-channels') channels.push(id);
    await putBack(world, list, id);
  }
  const rule = { name: 'rule', channelId: channels[0], events: ['finding.opened'] };
  for (const more of [{}, { name: 'late', quietHours, onlyNew: false, digest: 'daily' }]) {
    const id = await create(world, 'notification-rules', { ...rule, ...more });
    await putBack(world, 'notification-rules', id);
  }
});

async function create(world: ApiWorld, list: string, body: object): Promise<string> {
  const created = await world.call('POST', `/api/${list}`, { body });
  assert.equal(created.status, 201, `${JSON.stringify(body)}: ${created.text}`);
  return created.body.data.id;
}

async function putBack(world: ApiWorld, list: string, id: string): Promise<void> {
  const path = `/api/${list}/${id}`;
  const read = await world.call('GET', path);
  const body = without(read.body.data, readOnly[list] ?? []);
  await world.clock.advance(1000);

  const put = await world.call('PUT', path, { body });

  assert.equal(put.status, 200, `${JSON.stringify(body)}: ${put.text}`);
  const again = await world.call('GET', path);
  const changing = ['updatedAt'];
  assert.deepEqual(without(again.body.data, changing), without(read.body.data, changing));
}

function without(thing: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(thing).filter(([name]) => !names.includes(name)));
}

test('what was read and then changed is a choice, and another origin needs its address', async (t) => {
  const world = await startApi(t);
  const id = await create(world, 'registries', { url: 'docker.io', scanMethod: 'cloud' });
  const path = `/api/registries/${id}`;
  const { pullLimits } = (await world.call('GET', path)).body.data;
  const put = async (body: object) => await world.call('PUT', path, { body });

  const chosen = await put({ pullLimits: { ...pullLimits, pullsPerHour: 3 } });
  await put({ cron: plan });
  const needed = await put({ cron: null });
  const cleared = await put({ schedule: 'daily', cron: null });

  assert.deepEqual(
    [pullLimits.isDefault, chosen.body.data.pullLimits.isDefault],
    [true, false],
    chosen.text,
  );
  assert.equal(chosen.body.data.pullLimits.pullsPerHour, 3);
  assert.deepEqual([needed.status, needed.body.error?.issues?.[0]?.path], [400, '/cron']);
  assert.deepEqual([cleared.body.data.schedule, cleared.body.data.cron], ['daily', null]);
  const target = { kind: 'slack', url: 'https://a.test/x' };
  const channel = await create(world, 'notification-channels', { name: 'chat', target });
  const moved = await world.call('PUT', `/api/notification-channels/${channel}`, {
    body: { name: 'chat', target: { kind: 'slack', origin: 'https://b.test' } },
  });
  assert.deepEqual([moved.status, moved.body.error?.issues?.[0]?.path], [400, '/target.url']);
});
