import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Observation, watchedChanges } from './watched-changes.ts';

function sensor(state: 'online' | 'offline', isRecent = true): Observation {
  return {
    subject: 'sensor:a',
    state,
    rank: state === 'offline' ? 1 : 0,
    worse: { kind: 'sensor.offline', title: 'offline' },
    well: { kind: 'sensor.online', title: 'back' },
    isRecent,
    facts: {},
  };
}

/** Applies observations one after the other, as the store does, and tells the kinds of the events. */
function told(...observations: readonly Observation[]): readonly string[] {
  const stored = new Map<string, string>();
  return observations.flatMap((observation, index) => {
    const { states, events } = watchedChanges(stored, [observation], index);
    for (const { subject, state } of states) stored.set(subject, state);
    return events.map(({ kind }) => kind);
  });
}

test('a state that stays is told once, however often it is looked at', () => {
  assert.deepEqual(told(sensor('online'), sensor('offline'), sensor('offline')), [
    'sensor.offline',
  ]);
});

test('gone and back are two news, each time', () => {
  assert.deepEqual(told(sensor('online'), sensor('offline'), sensor('online'), sensor('offline')), [
    'sensor.offline',
    'sensor.online',
    'sensor.offline',
  ]);
});

test('seen for the first time in a bad state it is news only if that is recent', () => {
  assert.deepEqual(told(sensor('offline')), ['sensor.offline']);
  assert.deepEqual(told(sensor('offline', false), sensor('online')), ['sensor.online']);
  assert.deepEqual(told(sensor('online')), []);
});

test('a key is told of when it gets urgent and when it gets more urgent', () => {
  const key = (rank: number): Observation => ({
    subject: 'key:a',
    state: '1',
    rank,
    worse: { kind: 'key.expiring', title: 'expires' },
    isRecent: true,
    facts: {},
  });
  assert.deepEqual(told(key(0), key(1), key(1), key(2)), ['key.expiring', 'key.expiring']);
});

test('what is not there any longer is forgotten', () => {
  const { gone } = watchedChanges(new Map([['sensor:b', '1 offline']]), [sensor('online')], 0);
  assert.deepEqual(gone, ['sensor:b']);
});
