import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cronProblem, nextCronTime } from './cron.ts';

const now = Date.parse('2026-03-27T12:00:00Z');

for (const { name, expression, timeZone, after, want } of [
  {
    name: 'a time of day is that of the zone',
    ...{ expression: '30 2 * * *', timeZone: 'America/New_York' },
    ...{ after: '2026-01-10T00:00:00Z', want: '2026-01-10T07:30:00.000Z' },
  },
  {
    name: 'in summer the same time of day comes an hour earlier by UTC',
    ...{ expression: '30 4 * * *', timeZone: 'Europe/Berlin' },
    ...{ after: '2026-03-29T12:00:00Z', want: '2026-03-30T02:30:00.000Z' },
  },
  {
    name: 'a time that clocks skip comes once, as soon as they have jumped',
    ...{ expression: '30 2 * * *', timeZone: 'Europe/Berlin' },
    ...{ after: '2026-03-28T12:00:00Z', want: '2026-03-29T01:00:00.000Z' },
  },
  {
    name: 'a time that clocks show twice comes the first time',
    ...{ expression: '30 2 * * *', timeZone: 'Europe/Berlin' },
    ...{ after: '2026-10-24T12:00:00Z', want: '2026-10-25T00:30:00.000Z' },
  },
  {
    name: 'and not a second time',
    ...{ expression: '30 2 * * *', timeZone: 'Europe/Berlin' },
    ...{ after: '2026-10-25T00:30:00Z', want: '2026-10-26T01:30:00.000Z' },
  },
  {
    name: 'of several times that clocks skip one is made up for',
    ...{ expression: '15,45 2 * * *', timeZone: 'Europe/Berlin' },
    ...{ after: '2026-03-28T12:00:00Z', want: '2026-03-29T01:00:00.000Z' },
  },
  {
    name: 'and the next comes on the next day',
    ...{ expression: '15,45 2 * * *', timeZone: 'Europe/Berlin' },
    ...{ after: '2026-03-29T01:00:00Z', want: '2026-03-30T00:15:00.000Z' },
  },
  {
    name: 'an hour of a range that clocks show twice comes once',
    ...{ expression: '0 1-3 * * *', timeZone: 'Europe/Berlin' },
    ...{ after: '2026-10-25T00:00:00Z', want: '2026-10-25T02:00:00.000Z' },
  },
  {
    name: 'what comes every hour also comes in the hour that clocks show again',
    ...{ expression: '30 * * * *', timeZone: 'Europe/Berlin' },
    ...{ after: '2026-10-25T00:30:00Z', want: '2026-10-25T01:30:00.000Z' },
  },
  {
    name: 'west of Greenwich a time that is shown twice comes the first time too',
    ...{ expression: '30 1 * * *', timeZone: 'America/New_York' },
    ...{ after: '2026-10-31T12:00:00Z', want: '2026-11-01T05:30:00.000Z' },
  },
  {
    name: 'where clocks skip midnight, it comes as soon as they have jumped',
    ...{ expression: '30 0 * * *', timeZone: 'America/Santiago' },
    ...{ after: '2026-09-05T12:00:00Z', want: '2026-09-06T04:00:00.000Z' },
  },
  {
    name: 'a jump of half an hour is one as well',
    ...{ expression: '10 2 * * *', timeZone: 'Australia/Lord_Howe' },
    ...{ after: '2026-10-03T14:00:00Z', want: '2026-10-03T15:30:00.000Z' },
  },
  {
    name: 'days of the week are those of the zone',
    ...{ expression: '0 1 * * 1', timeZone: 'Pacific/Auckland' },
    ...{ after: '2026-06-05T00:00:00Z', want: '2026-06-07T13:00:00.000Z' },
  },
]) {
  test(name, () => {
    const next = nextCronTime({ expression, timeZone }, Date.parse(after));
    assert.equal(new Date(next ?? 0).toISOString(), want);
  });
}

for (const { expression, timeZone = 'UTC', problem } of [
  { expression: '0 3 * * *', problem: undefined },
  { expression: '*/5 * * * *', problem: undefined },
  { expression: '0 3 1,15 * 1-5', problem: undefined },
  { expression: '0 3 * * *', timeZone: 'Mars/Base', problem: /timeZone/ },
  { expression: '0 0 3 * * *', problem: /five fields/ },
  { expression: '61 * * * *', problem: /five fields/ },
  { expression: 'a b c d e', problem: /five fields/ },
  { expression: '* * * * *', problem: /5 minutes/ },
  { expression: '0,2 3 * * *', problem: /5 minutes/ },
  { expression: '0 0 31 2 *', problem: /ever comes/ },
]) {
  test(`${expression} in ${timeZone} ${problem === undefined ? 'can be used' : 'is refused'}`, () => {
    const found = cronProblem({ expression, timeZone }, now);
    if (problem === undefined) assert.equal(found, undefined);
    else assert.match(found ?? '', problem);
  });
}
