import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Blackout, nextBlackout, outsideBlackouts, weekdays } from './blackout.ts';

const office: Blackout = {
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  from: '08:00',
  to: '18:00',
  timeZone: 'Europe/Berlin',
};
const nights: Blackout = { days: ['fri'], from: '22:00', to: '06:00', timeZone: 'UTC' };

// 2026-01-09 is a Friday.
for (const { name, blackouts, at, want } of [
  { name: 'outside of any window nothing waits', blackouts: [office], at: '2026-01-09T06:59:59Z' },
  {
    name: 'within a window it waits until the end',
    ...{ blackouts: [office], at: '2026-01-09T07:00:00Z', want: '2026-01-09T17:00:00.000Z' },
  },
  { name: 'the end is no part of the window', blackouts: [office], at: '2026-01-09T17:00:00Z' },
  { name: 'on other days there is none', blackouts: [office], at: '2026-01-10T12:00:00Z' },
  {
    name: 'in summer the window is an hour earlier by UTC',
    ...{ blackouts: [office], at: '2026-07-10T06:30:00Z', want: '2026-07-10T16:00:00.000Z' },
  },
  {
    name: 'a window over midnight belongs to the day it begins on',
    ...{ blackouts: [nights], at: '2026-01-10T05:00:00Z', want: '2026-01-10T06:00:00.000Z' },
  },
  { name: 'and not to the night before', blackouts: [nights], at: '2026-01-09T05:00:00Z' },
  {
    name: 'windows that touch are one',
    blackouts: [office, { ...office, from: '18:00', to: '20:00' }],
    ...{ at: '2026-01-09T12:00:00Z', want: '2026-01-09T19:00:00.000Z' },
  },
  {
    name: 'from and to the same is a whole day',
    blackouts: [{ days: ['sat'], from: '00:00', to: '00:00', timeZone: 'UTC' }],
    ...{ at: '2026-01-10T23:59:00Z', want: '2026-01-11T00:00:00.000Z' },
  },
  {
    name: 'on the night in which clocks go forward a window is shorter',
    blackouts: [{ days: ['sun'], from: '01:00', to: '04:00', timeZone: 'Europe/Berlin' }],
    ...{ at: '2026-03-29T00:30:00Z', want: '2026-03-29T02:00:00.000Z' },
  },
  {
    name: 'on the night in which clocks go back a window begins the first time they show it',
    blackouts: [{ days: ['sun'], from: '02:30', to: '04:00', timeZone: 'Europe/Berlin' }],
    ...{ at: '2026-10-25T00:45:00Z', want: '2026-10-25T03:00:00.000Z' },
  },
  {
    name: 'a window that begins in the hour that clocks skip begins as soon as they have jumped',
    blackouts: [{ days: ['sun'], from: '02:30', to: '04:00', timeZone: 'Europe/Berlin' }],
    ...{ at: '2026-03-29T01:00:00Z', want: '2026-03-29T02:00:00.000Z' },
  },
  {
    name: 'and one that ends in it ends then',
    blackouts: [{ days: ['sun'], from: '01:00', to: '02:30', timeZone: 'Europe/Berlin' }],
    ...{ at: '2026-03-29T00:30:00Z', want: '2026-03-29T01:00:00.000Z' },
  },
  {
    name: 'a window that clocks skip is none, and hides no other',
    blackouts: [
      { days: ['sun'], from: '02:10', to: '02:50', timeZone: 'Europe/Berlin' },
      { days: ['sun'], from: '03:00', to: '03:20', timeZone: 'Europe/Berlin' },
    ],
    ...{ at: '2026-03-29T01:10:00Z', want: '2026-03-29T01:20:00.000Z' },
  },
  {
    name: 'a window that ends in the hour that clocks show twice lasts until it has ended both times',
    blackouts: [{ days: ['sat'], from: '22:00', to: '02:30', timeZone: 'Europe/Berlin' }],
    ...{ at: '2026-10-25T00:40:00Z', want: '2026-10-25T01:30:00.000Z' },
  },
  {
    name: 'one that ends when that hour begins ends the first time',
    blackouts: [{ days: ['sat'], from: '22:00', to: '02:00', timeZone: 'Europe/Berlin' }],
    at: '2026-10-25T00:00:00Z',
  },
  {
    name: 'windows that touch in that hour leave no gap',
    blackouts: [
      { days: ['sat'], from: '22:00', to: '02:30', timeZone: 'Europe/Berlin' },
      { days: ['sun'], from: '02:30', to: '05:00', timeZone: 'Europe/Berlin' },
    ],
    ...{ at: '2026-10-24T21:00:00Z', want: '2026-10-25T04:00:00.000Z' },
  },
  {
    name: 'windows of five days end on the sixth',
    blackouts: [{ ...office, from: '00:00', to: '00:00', timeZone: 'UTC' }],
    ...{ at: '2026-01-05T00:00:00Z', want: '2026-01-10T00:00:00.000Z' },
  },
] as readonly { name: string; blackouts: Blackout[]; at: string; want?: string }[]) {
  test(name, () => {
    const free = outsideBlackouts(blackouts, Date.parse(at));
    assert.equal(free, Date.parse(want ?? at));
  });
}

test('the next window is told before it opens', () => {
  const window = nextBlackout([office], Date.parse('2026-01-09T20:00:00Z'));
  assert.equal(window?.from, Date.parse('2026-01-12T07:00:00Z'));
});

test('windows that leave no time have no end, also where several of them do together', () => {
  const always = { days: weekdays, from: '00:00', to: '00:00', timeZone: 'UTC' };
  const day = { ...always, from: '06:00', to: '18:00', timeZone: 'Asia/Kolkata' };
  const night = { ...day, from: '18:00', to: '06:00' };
  assert.equal(outsideBlackouts([always], 0), undefined);
  assert.equal(outsideBlackouts([day, night], Date.parse('2026-01-05T12:00:00Z')), undefined);
});
