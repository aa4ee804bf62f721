import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RegistryFacts, registryConditions, registryStatus } from './registry-status.ts';

const failed = { kind: 'failed', code: 'REGISTRY_TIMEOUT' } as const;

const cases: readonly [string, RegistryFacts, string][] = [
  [
    'a registry no sensor ever served',
    { sensor: 'never-seen', syncRunning: false },
    'DISCONNECTED',
  ],
  [
    'a registry with a sensor and no sync yet',
    { sensor: 'live', syncRunning: false },
    'DISCONNECTED',
  ],
  ['a first sync under way', { sensor: 'live', syncRunning: true }, 'SYNCING'],
  [
    'a running sync after a failed one',
    { sensor: 'live', syncRunning: true, lastSync: failed },
    'SYNCING',
  ],
  ['a sync under a lost sensor', { sensor: 'lost', syncRunning: true }, 'ERROR'],
  [
    'a good sync under a lost sensor',
    { sensor: 'lost', syncRunning: false, lastSync: { kind: 'succeeded' } },
    'ERROR',
  ],
  [
    'a good sync',
    { sensor: 'live', syncRunning: false, lastSync: { kind: 'succeeded' } },
    'CONNECTED',
  ],
  [
    'a restricted catalog',
    { sensor: 'live', syncRunning: false, lastSync: { kind: 'restricted' } },
    'CONNECTED',
  ],
  [
    'an unconfirmed shrink',
    { sensor: 'live', syncRunning: false, lastSync: { kind: 'unconfirmed' } },
    'CONNECTED',
  ],
  ['a failed sync', { sensor: 'live', syncRunning: false, lastSync: failed }, 'ERROR'],
];

for (const [name, facts, want] of cases) {
  test(`${name} is ${want}`, () => assert.equal(registryStatus(facts), want));
}

const conditions: readonly [string, RegistryFacts, string[]][] = [
  [
    'all well',
    { sensor: 'live', syncRunning: false, lastSync: { kind: 'succeeded' }, advisories: 'current' },
    [],
  ],
  [
    'a restricted catalog',
    { sensor: 'live', syncRunning: false, lastSync: { kind: 'restricted' } },
    ['CATALOG_RESTRICTED'],
  ],
  [
    'an unconfirmed shrink and old advisories',
    { sensor: 'live', syncRunning: false, lastSync: { kind: 'unconfirmed' }, advisories: 'stale' },
    ['SHRINK_UNCONFIRMED', 'ADVISORIES_STALE'],
  ],
  [
    'a lost sensor after a timeout',
    { sensor: 'lost', syncRunning: false, lastSync: failed, advisories: 'missing' },
    ['SENSOR_OFFLINE', 'REGISTRY_TIMEOUT', 'ADVISORIES_MISSING'],
  ],
  ['no sensor yet', { sensor: 'never-seen', syncRunning: false }, ['SENSOR_NOT_CONNECTED_YET']],
];

for (const [name, facts, want] of conditions) {
  test(`${name} shows ${want.join(', ') || 'no condition'}`, () => {
    const shown = registryConditions(facts);

    assert.deepEqual(
      shown.map((condition) => condition.code),
      want,
    );
    assert.ok(shown.every((condition) => condition.firstCheck.length > 0));
  });
}
