// A PostgreSQL behind a private authority: with its certificate a control plane works over TLS, with anything less it
// does not begin.
import assert from 'node:assert/strict';
import { chownSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import {
  type LoopbackCertificates,
  makeLoopbackCertificates,
} from '@harborguard/shared/testing/loopback-certificate.ts';
import {
  type PostgresCluster,
  postgresPrograms,
  startPostgres,
} from '../support/postgres-cluster.ts';
import { type CommandResult, runCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { withoutRoot } from '../support/unprivileged-user.ts';

const entry = resolve(import.meta.dirname, '../../control-plane/src/main.ts');
const database = 'harborguard_tls';
let certificates: LoopbackCertificates;
let foreignAuthority: string;
let cluster: PostgresCluster;

before(async () => {
  const [own, foreign] = [await makeLoopbackCertificates(), await makeLoopbackCertificates()];
  // PostgreSQL cannot be built into tests without it either.
  assert.ok(own.kind === 'made' && foreign.kind === 'made', 'openssl is installed');
  certificates = own;
  foreignAuthority = foreign.ca;
  cluster = await startPostgres(postgresPrograms() ?? '');
  serveWith(own.server);
  cluster.query('postgres', `create database ${database}`);
});
after(() => cluster.remove());

/** Takes effect for the next connection. */
function serveWith({ key, cert }: LoopbackCertificates['server']): void {
  const user = withoutRoot();
  for (const [setting, name, text] of [
    ['ssl_cert_file', 'server.pem', cert],
    ['ssl_key_file', 'server.key', key],
  ] as const) {
    const path = join(cluster.folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    if (user !== undefined) chownSync(path, user.uid, user.gid);
    cluster.query('postgres', `alter system set ${setting} = '${path}'`);
  }
  cluster.query('postgres', 'alter system set ssl = on');
  cluster.query('postgres', 'select pg_reload_conf()');
}

interface Trust {
  readonly ca?: string;
  readonly mode?: string;
}

async function createKey(
  folder: string,
  { ca, mode = 'verify-full' }: Trust,
): Promise<CommandResult> {
  const caFile = join(folder, 'ca.pem');
  if (ca !== undefined) writeFileSync(caFile, ca);
  const environment = {
    HARBORGUARD_DATABASE_URL: `${cluster.url(database)}?sslmode=${mode}`,
    HARBORGUARD_DATA_DIR: folder,
    ...(ca === undefined ? {} : { HARBORGUARD_DATABASE_CA_FILE: caFile }),
  };
  const args = ['create-key', '--name', mode, '--role', 'owner'];
  return await runCommand(process.execPath, [entry, ...args], { environment });
}

/** Of connections that are open while `work` goes on; the session that asks comes over a socket. */
function encrypted(): string {
  return cluster.query(
    'postgres',
    `select count(*) filter (where ssl), count(*) filter (where not ssl)
      from pg_stat_ssl join pg_stat_activity using (pid) where datname = '${database}'`,
  );
}

test('with the authority of the server everything goes over TLS', async (t) => {
  const folder = temporaryFolder(t);
  const running = createKey(folder, { ca: certificates.ca });
  const seen = new Set<string>();
  let isDone = false;
  void running.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    seen.add(encrypted().trim());
    await new Promise((settle) => setImmediate(settle));
  }

  const { code, stdout, stderr } = await running;

  assert.equal(code, 0, stderr);
  assert.match(stdout, /^hg_ak_/);
  assert.ok(
    [...seen].some((counts) => !counts.startsWith('0|')),
    [...seen].join(),
  );
  assert.ok(
    [...seen].every((counts) => counts.endsWith('|0')),
    [...seen].join(),
  );
  assert.equal(cluster.query(database, 'select name from api_key').trim(), 'verify-full');
});

test('without it, or with that of somebody else, nothing begins', async (t) => {
  for (const trust of [{}, { ca: foreignAuthority }]) {
    const { code, stderr } = await createKey(temporaryFolder(t), trust);

    assert.equal(code, 1);
    assert.match(stderr, /^DATABASE_TLS_FAILED: .*\nFirst check: /);
  }
});

test('a certificate that is over, or for another host, is refused, also by whoever trusts its authority', async (t) => {
  for (const bad of [certificates.expired, certificates.wrongName]) {
    serveWith(bad);
    const { code, stderr } = await createKey(temporaryFolder(t), { ca: certificates.ca });
    const believing = await createKey(temporaryFolder(t), { mode: 'require' });

    assert.equal(code, 1);
    assert.match(stderr, /^DATABASE_TLS_FAILED: /);
    assert.equal(believing.code, 0, believing.stderr);
  }
});
