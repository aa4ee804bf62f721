import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dueTime } from './delivery-time.ts';
import { isTimeZone, nextTimeOfDay } from './local-time.ts';
import { sampleRule } from './testing/sample-events.ts';

const at = (text: string): number => Date.parse(text);
const iso = (time: number): string => new Date(time).toISOString();
const night = { from: '22:00', until: '07:00', criticalPasses: true };

test('realtime is now, and goes with what else is told now', () => {
  const now = at('2026-01-10T12:00:00Z');
  assert.deepEqual(dueTime(sampleRule(), 'high', now), { dueAt: now, slot: undefined });
});

test('an hourly digest comes with the next full hour, the same slot for all until then', () => {
  const rule = sampleRule({ digest: 'hourly' });
  const first = dueTime(rule, 'high', at('2026-01-10T12:00:00Z'));
  assert.equal(first.slot, '2026-01-10T13:00:00.000Z');
  assert.deepEqual(dueTime(rule, 'low', at('2026-01-10T12:59:59Z')), first);
});

test('a daily digest comes at its time in its zone', () => {
  const rule = sampleRule({ digest: 'daily', digestAt: '08:00', timeZone: 'Europe/Berlin' });
  const { dueAt } = dueTime(rule, 'high', at('2026-01-10T07:30:00Z'));
  assert.equal(iso(dueAt), '2026-01-11T07:00:00.000Z');
});

test('quiet hours hold news until they are over, and gather it', () => {
  const rule = sampleRule({ quietHours: night, timeZone: 'America/New_York' });
  const { dueAt, slot } = dueTime(rule, 'high', at('2026-01-10T04:00:00Z'));
  assert.equal(iso(dueAt), '2026-01-10T12:00:00.000Z');
  assert.equal(slot, iso(dueAt));
  assert.equal(dueTime(rule, 'high', at('2026-01-10T20:00:00Z')).slot, undefined);
});

test('critical news passes quiet hours where the rule says so', () => {
  const now = at('2026-01-10T23:00:00Z');
  assert.equal(dueTime(sampleRule({ quietHours: night }), 'critical', now).dueAt, now);
  const strict = sampleRule({ quietHours: { ...night, criticalPasses: false } });
  assert.equal(iso(dueTime(strict, 'critical', now).dueAt), '2026-01-11T07:00:00.000Z');
});

const moved: readonly (readonly [string, string, string, string, string])[] = [
  [
    'a time that clocks skip',
    '2026-03-29T00:00:00Z',
    '02:30',
    'Europe/Berlin',
    '2026-03-29T01:30:00.000Z',
  ],
  [
    'the day after it',
    '2026-03-29T02:00:00Z',
    '02:30',
    'Europe/Berlin',
    '2026-03-30T00:30:00.000Z',
  ],
  ['in winter again', '2026-10-25T02:00:00Z', '08:00', 'Europe/Berlin', '2026-10-25T07:00:00.000Z'],
  [
    'over the date line',
    '2026-01-10T12:00:00Z',
    '00:00',
    'Pacific/Auckland',
    '2026-01-11T11:00:00.000Z',
  ],
  [
    'half an hour aside',
    '2026-01-10T12:00:00Z',
    '09:00',
    'Asia/Kolkata',
    '2026-01-11T03:30:00.000Z',
  ],
];
for (const [name, now, time, zone, expected] of moved) {
  test(`the next time of day: ${name}`, () => {
    assert.equal(iso(nextTimeOfDay(at(now), time, zone)), expected);
  });
}

test('a name that is no time zone is known as such', () => {
  assert.equal(isTimeZone('Europe/Berlin'), true);
  assert.equal(isTimeZone('Europe/Nowhere'), false);
});
