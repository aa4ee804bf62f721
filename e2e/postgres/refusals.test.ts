// What an operator is told when a PostgreSQL cannot be used, and that migrations bear company.
import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import {
  type PostgresCluster,
  postgresPrograms,
  startPostgres,
} from '../support/postgres-cluster.ts';
import { type CommandResult, runCommand } from '../support/run-command.ts';
import { freePort, temporaryFolder } from '../support/temporary-folder.ts';

const entry = resolve(import.meta.dirname, '../../control-plane/src/main.ts');
const canary = 'canary-7f3a';
let cluster: PostgresCluster;

before(async () => {
  cluster = await startPostgres(postgresPrograms() ?? '');
  cluster.query('postgres', 'create database harborguard_refusals');
});
after(() => cluster.remove());

function run(url: string, folder: string, ...args: readonly string[]): Promise<CommandResult> {
  const environment = { HARBORGUARD_DATABASE_URL: url, HARBORGUARD_DATA_DIR: folder };
  return runCommand(process.execPath, [entry, ...args], { environment });
}

const refusals: readonly {
  readonly name: string;
  readonly code: string;
  url(): Promise<string> | string;
}[] = [
  {
    name: 'a wrong password',
    code: 'DATABASE_ACCESS_DENIED',
    url: () => cluster.url('harborguard_refusals', canary),
  },
  {
    name: 'a database that does not exist',
    code: 'DATABASE_ACCESS_DENIED',
    url: () => cluster.url('harborguard_nowhere'),
  },
  {
    name: 'a port where nobody listens',
    code: 'DATABASE_UNREACHABLE',
    url: async () => `postgres://harborguard:${canary}@127.0.0.1:${await freePort()}/harborguard`,
  },
  {
    name: 'a server without TLS where it has to be proven',
    code: 'DATABASE_TLS_FAILED',
    url: () => `${cluster.url('harborguard_refusals')}?sslmode=verify-full`,
  },
  {
    name: 'a database that is not in UTF-8',
    code: 'DATABASE_VERSION_UNSUPPORTED',
    url: () => {
      cluster.query(
        'postgres',
        `create database harborguard_ascii encoding 'SQL_ASCII' locale 'C' template template0`,
      );
      return cluster.url('harborguard_ascii');
    },
  },
  {
    name: 'a user without rights',
    code: 'DATABASE_RIGHTS_MISSING',
    url: () => {
      cluster.query('postgres', `create role guest login password '${canary}'`);
      return cluster
        .url('harborguard_refusals', canary)
        .replace('postgres://harborguard:', 'postgres://guest:');
    },
  },
  {
    name: 'a database of a newer version',
    code: 'DATABASE_TOO_NEW',
    url: async () => {
      cluster.query('postgres', 'create database harborguard_newer');
      const url = cluster.url('harborguard_newer');
      await run(url, '/nonexistent', 'migrate');
      cluster.query(
        'harborguard_newer',
        `insert into kysely_migration (name, timestamp) values ('9999-future', '')`,
      );
      return url;
    },
  },
];

for (const { name, code, url } of refusals) {
  test(`${name} is told by its code, with the first thing to check and without the password`, async (t) => {
    const { stderr, stdout, code: exit } = await run(await url(), temporaryFolder(t), 'migrate');

    assert.equal(exit, 1, stdout);
    assert.match(stderr, new RegExp(`^${code}: .*\nFirst check: `));
    assert.ok(!`${stdout}${stderr}`.includes(canary));
  });
}

test('a URL that is none names the variable and the rule, never the value', async (t) => {
  const texts = [
    `mysql://a:${canary}@b/c`,
    `postgres://${canary}`,
    `postgres://a:${canary}@b/c?sslmode=prefer`,
  ];
  for (const text of texts) {
    const { stderr, code } = await run(text, temporaryFolder(t), 'migrate');
    assert.equal(code, 2);
    assert.match(stderr, /CONFIGURATION_INVALID:\n {2}HARBORGUARD_DATABASE_URL /);
    assert.ok(!stderr.includes(canary));
  }
});

test('backup and restore of a PostgreSQL say what to use instead', async (t) => {
  const folder = temporaryFolder(t);
  const url = cluster.url('harborguard_refusals');
  for (const args of [
    ['backup', folder],
    ['restore', join(folder, 'a.sqlite')],
  ]) {
    const { stderr, code } = await run(url, folder, ...args);
    assert.equal(code, 1);
    assert.match(stderr, /^DATABASE_NOT_EMBEDDED: .*\nFirst check: Use pg_dump/);
  }
});

test('two processes that migrate one database at once both succeed, and each migration runs once', async (t) => {
  cluster.query('postgres', 'create database harborguard_twice');
  const url = cluster.url('harborguard_twice');

  const both = await Promise.all(
    ['one', 'two'].map((name) => run(url, join(temporaryFolder(t), name), 'migrate')),
  );

  assert.deepEqual(
    both.map(({ code, stderr }) => [code, stderr]),
    [
      [0, ''],
      [0, ''],
    ],
  );
  const counts = cluster.query(
    'harborguard_twice',
    'select count(*) = count(distinct name), count(*) > 15 from kysely_migration',
  );
  assert.equal(counts.trim(), 't|t');
});

test('what pg_dump wrote comes back as it was', async (t) => {
  const folder = temporaryFolder(t);
  const url = cluster.url('harborguard_refusals');
  const made = await run(url, folder, 'create-key', '--name', 'kept', '--role', 'owner');
  assert.equal(made.code, 0, made.stderr);
  cluster.query('postgres', 'create database harborguard_restored');

  const dump = join(cluster.folder, 'dump');
  cluster.program('pg_dump', 'harborguard_refusals', ['--format=custom', '--file', dump]);
  cluster.program('pg_restore', 'harborguard_restored', ['--exit-on-error', dump]);

  const { code, stderr } = await run(cluster.url('harborguard_restored'), folder, 'migrate');
  assert.equal(code, 0, stderr);
  const names = cluster.query('harborguard_restored', 'select name from api_key');
  assert.equal(names.trim(), 'kept');
});
