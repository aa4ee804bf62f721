// `npm run test:postgres`: the control plane's own tests once more, on a PostgreSQL that is started for them, and then
// the tests of what only two programs and a PostgreSQL show. Says so and ends well where there is no PostgreSQL.
import { execFileSync, spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { postgresPrograms, startPostgres } from '../support/postgres-cluster.ts';

const root = resolve(import.meta.dirname, '../..');
const entry = join(root, 'control-plane/src/main.ts');

const onBoth = ['control-plane/src/*.test.ts', 'control-plane/src/store/*.test.ts'];
/** About the file of the embedded database, or about what was before there was another one. */
const ofFiles: ReadonlySet<string> = new Set([
  'control-plane/src/store/migrate.test.ts',
  'control-plane/src/secrets-at-rest.test.ts',
  'control-plane/src/secret-canaries.test.ts',
  'control-plane/src/secrets-before-data-keys.test.ts',
  'control-plane/src/notification-crashes.test.ts',
]);
const own = ['e2e/postgres/*.test.ts', 'control-plane/src/store/dialect/postgres/*.test.ts'];

const usage = `Usage: npm run test:postgres -- [--name PATTERN] [FILE …]\n`;
const { values, positionals } = parseArgs({
  options: { name: { type: 'string' }, help: { type: 'boolean', default: false } },
  allowPositionals: true,
});

process.exitCode = await main();

async function main(): Promise<number> {
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const programs = postgresPrograms();
  if (programs === undefined) {
    process.stdout.write('skipped: there is no PostgreSQL here (Debian: apt install postgresql)\n');
    return 0;
  }
  const cluster = await startPostgres(programs);
  try {
    cluster.query('postgres', 'create database harborguard_template');
    execFileSync(process.execPath, [entry, 'migrate'], {
      env: { ...process.env, HARBORGUARD_DATABASE_URL: cluster.url('harborguard_template') },
      stdio: 'ignore',
    });
    const environment = {
      NODE_COMPILE_CACHE:
        process.env['NODE_COMPILE_CACHE'] ?? join(root, 'node_modules/.cache/harborguard-compiled'),
      TEST_POSTGRES_URL: cluster.url('postgres'),
    };
    const hook = `--import=${join(import.meta.dirname, 'use-postgres.ts')}`;
    const codes = [
      await test(
        chosen(onBoth),
        [hook, `--test-concurrency=${availableParallelism()}`],
        environment,
      ),
      // They start programs of their own, and take PostgreSQL away.
      await test(chosen(own), ['--test-concurrency=1'], environment),
    ];
    return Math.max(...codes);
  } finally {
    await cluster.remove();
  }
}

function chosen(patterns: readonly string[]): readonly string[] {
  const files = globSync([...patterns], { cwd: root })
    .filter((file) => !ofFiles.has(file))
    .toSorted();
  return positionals.length === 0 ? files : files.filter((file) => positionals.includes(file));
}

function test(
  files: readonly string[],
  options: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  if (files.length === 0) return Promise.resolve(0);
  const child = spawn(
    process.execPath,
    [
      ...['--disable-warning=ExperimentalWarning', ...options, '--test', '--test-timeout=600000'],
      ...(values.name === undefined ? [] : [`--test-name-pattern=${values.name}`]),
      ...files.map((file) => join(root, file)),
    ],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...environment },
      // As in the other suites.
      timeout: 35 * 60_000,
    },
  );
  return new Promise((settle) => child.on('exit', (code) => settle(code ?? 1)));
}
