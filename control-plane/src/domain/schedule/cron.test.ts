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
