// `npm run bench`: measures, side by side with what else does the same job, and prints what came out. See --help.
import { parseArgs } from 'node:util';
import type { Bench, BenchContext, BenchRow } from './bench.ts';
import { clearing } from './clearing.ts';
import { consoleBench } from './console.ts';
import { enumerate } from './enumerate.ts';
import { idleSensor } from './idle-sensor.ts';
import { linkIdle } from './link-idle.ts';
import { outbox } from './outbox.ts';
import { queries } from './queries.ts';
import { rematch } from './rematch.ts';
import { scanMemory } from './scan-memory.ts';
import { scanThroughput } from './scan-throughput.ts';

const benches: readonly Bench[] = [
  scanMemory,
  scanThroughput,
  outbox,
  linkIdle,
  idleSensor,
  enumerate,
  rematch,
  queries,
  clearing,
  consoleBench,
];

const help = `Usage: npm run bench -- [options]

  --only NAME    one bench; may be given several times
  --rounds N     rounds of each measurement, of which the median counts (default 3)
  --size N       repositories, links, messages or MiB, for the benches that have a size
  --json         one JSON document instead of a table
  --list         the names of the benches
  --help         this text

The exit code is 1 when a figure is over its limit.
`;

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '3' },
    size: { type: 'string' },
    json: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(help);
else if (values.list) process.stdout.write(listText());
else process.exitCode = await runAll(values.only ?? benches.map(({ name }) => name));

async function runAll(names: readonly string[]): Promise<number> {
  const chosen = benches.filter(({ name }) => names.includes(name));
  if (chosen.length < new Set(names).size) {
    process.stderr.write(`Unknown bench. Known:\n${listText()}`);
    return 2;
  }
  const rows: BenchRow[] = [];
  for (const bench of chosen) {
    const measured = await runOne(bench);
    rows.push(...measured);
    if (!values.json) for (const row of measured) process.stdout.write(rowText(row));
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ rows }, null, 2)}\n`);
  return rows.some(({ met }) => met === false) ? 1 : 0;
}

async function runOne(bench: Bench): Promise<readonly BenchRow[]> {
  const cleanups: (() => unknown)[] = [];
  const context: BenchContext = {
    rounds: Number(values.rounds),
    size: values.size === undefined ? undefined : Number(values.size),
    say: (text) => process.stderr.write(`${bench.name}: ${text}\n`),
    after: (cleanup) => cleanups.push(cleanup),
  };
  try {
    return await bench.run(context);
  } finally {
    for (const cleanup of cleanups.toReversed()) await cleanup();
  }
}

function rowText(row: BenchRow): string {
  const limit = row.limit === undefined ? '' : `, limit ${row.limit}`;
  const verdict = row.met === null ? '' : row.met ? '  within the limit' : '  OVER THE LIMIT';
  const peers = row.peers.map(({ name, value, notMeasured }) =>
    value === null ? `    ${name}: not measured (${notMeasured})\n` : `    ${name}: ${value}\n`,
  );
  const ratio = row.ratio === null ? '' : `    ratio: ${row.ratio}\n`;
  return `${row.bench}: ${row.measure} [${row.unit}${limit}]\n    ours: ${row.ours}${verdict}\n${peers.join('')}${ratio}`;
}

function listText(): string {
  return benches.map(({ name, about }) => `  ${name.padEnd(16)} ${about}\n`).join('');
}
