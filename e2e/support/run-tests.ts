// Runs the tests of a suite with node:test. `unit` (the default) is everything that needs nothing but this checkout;
// the other suites start real programs and say why when they skip.
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const root = resolve(import.meta.dirname, '../..');

const suites: Readonly<Record<string, readonly string[]>> = {
  unit: [
    'shared/**/*.test.ts',
    'sensor/src/**/*.test.ts',
    'control-plane/src/**/*.test.ts',
    'control-plane/client/**/*.test.ts',
    'control-plane/console/src/**/*.test.ts',
    'e2e/repo/**/*.test.ts',
    'e2e/flows/**/*.test.ts',
    'e2e/demo/**/*.test.ts',
    'e2e/support/**/*.test.ts',
  ],
  peers: ['e2e/peers/**/*.test.ts'],
  charts: ['e2e/charts/**/*.test.ts'],
  containers: ['e2e/containers/**/*.test.ts'],
  // The tests that try some of many failures in `unit` try them all here.
  chaos: [
    'e2e/chaos/**/*.test.ts',
    'control-plane/src/store/crashes.test.ts',
    'control-plane/src/notification-crashes.test.ts',
    'control-plane/src/api-webhook-forgery.test.ts',
    'control-plane/src/advisories/update-kills.test.ts',
    'control-plane/src/api-matrix-lists.test.ts',
    'control-plane/src/secrets-at-rest.test.ts',
    'control-plane/src/secrets-before-data-keys.test.ts',
  ],
  browser: ['e2e/browser/**/*.test.ts'],
};

// Containers share one engine and its build cache; pages are measured while they load.
const oneAtATime: ReadonlySet<string> = new Set(['containers', 'browser']);

const { values, positionals } = parseArgs({
  options: {
    suite: { type: 'string', default: 'unit' },
    name: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});

if (values.help) {
  process.stdout.write(
    `Usage: npm test -- [--name PATTERN] [FILE …]\n\nSuites (--suite): ${Object.keys(suites).join(', ')}\n`,
  );
  process.exit(0);
}

const patterns = suites[values.suite];
if (patterns === undefined) {
  process.stderr.write(`Unknown suite. Known: ${Object.keys(suites).join(', ')}\n`);
  process.exit(2);
}

const files = (
  positionals.length > 0 ? positionals : globSync([...patterns], { cwd: root })
).toSorted();
if (files.length === 0) {
  process.stderr.write(`The suite ${values.suite} has no test files.\n`);
  process.exit(1);
}

// Hundreds of processes load the same modules; the programs they start do as well.
const environment = {
  NODE_COMPILE_CACHE:
    process.env['NODE_COMPILE_CACHE'] ?? join(root, 'node_modules/.cache/harborguard-compiled'),
  ...(values.suite === 'chaos' ? { HARBORGUARD_TEST_EXHAUSTIVE: 'true' } : {}),
};

/** Far more than any suite takes. A file that does not end with its tests is then named, and waited for no longer. */
const suiteMsMax = 35 * 60_000;

const child = spawn(
  process.execPath,
  [
    '--disable-warning=ExperimentalWarning',
    '--test',
    `--test-timeout=${timeoutMs(values.suite)}`,
    `--test-concurrency=${testConcurrency(values.suite)}`,
    ...(values.name === undefined ? [] : [`--test-name-pattern=${values.name}`]),
    ...files.map((file) => join(root, file)),
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
    timeout: suiteMsMax,
  },
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));

/** Ends what waits for ever, after what it waited for had the time to say so. */
function timeoutMs(suite: string): number {
  // A container suite builds images first.
  return suite === 'containers' ? 900_000 : 600_000;
}

/** One file more than there are cores: of so many, some always wait for a program or the disk. */
function testConcurrency(suite: string): number {
  if (oneAtATime.has(suite)) return 1;
  return suite === 'unit' ? availableParallelism() + 1 : availableParallelism();
}
