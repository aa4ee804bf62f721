import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Blackout, weekdays } from './blackout.ts';
import { nextStartAt } from './next-start-at.ts';

const noon = Date.parse('2026-01-05T12:00:00Z');
const hourMs = 3_600_000;
const window: Blackout = { days: ['mon'], from: '11:00', to: '13:00', timeZone: 'UTC' };
const plan = { nextSyncAt: noon, blackouts: [window], pausedAt: undefined };

for (const { name, change = {}, now = noon - 6 * hourMs, want } of [
  { name: 'a plan without windows stands', change: { blackouts: [] }, want: noon },
  { name: 'a plan within a window moves to its end', want: noon + hourMs },
  { name: 'paused it has no time', change: { pausedAt: 1 } },
  {
    name: 'where windows leave no time there is none',
    change: { blackouts: [{ ...window, days: weekdays, from: '00:00', to: '00:00' }] },
  },
  { name: 'without a plan there is none', change: { nextSyncAt: undefined } },
  {
    name: 'what was due before the window that is open waits for its end',
    ...{ change: { nextSyncAt: noon - 5 * hourMs }, now: noon, want: noon + hourMs },
  },
  {
    name: 'what waits for a sensor shows since when',
    ...{ change: { nextSyncAt: noon - 5 * hourMs }, now: noon - 2 * hourMs },
    want: noon - 5 * hourMs,
  },
] as readonly { name: string; change?: object; now?: number; want?: number }[]) {
  test(name, () => assert.equal(nextStartAt({ ...plan, ...change }, now), want));
}
