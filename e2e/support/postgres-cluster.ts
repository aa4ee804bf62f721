// A PostgreSQL of its own in a temporary folder, from the programs of the machine. It refuses to run as root, so a
// test that is root runs it as the user its package made, or as nobody.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from './temporary-folder.ts';
import { withoutRoot } from './unprivileged-user.ts';
import { within } from './within.ts';

export interface PostgresCluster {
  readonly port: number;
  readonly folder: string;
  /** `postgres://…` of a database, over TCP with the password, or with another one. */
  url(database: string, password?: string): string;
  /** SQL as the owner of everything; returns the rows, one a line. */
  query(database: string, text: string): string;
  /** Another of its programs, as the owner of everything. */
  program(name: string, database: string, args: readonly string[]): string;
  /** As a machine that loses power; `start` brings it back on the same port. */
  kill(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

const password = 'p@ss/word %1';
const owner = 'harborguard';
/** Ends what would wait for ever, however busy the machine. */
const readyMsMax = 180_000;

/** The folder of its programs, or undefined where there is none. */
export function postgresPrograms(): string | undefined {
  const found = globSync('/usr/lib/postgresql/*/bin/initdb').toSorted().at(-1);
  if (found !== undefined) return dirname(found);
  return (process.env['PATH'] ?? '')
    .split(':')
    .find((folder) => existsSync(join(folder, 'initdb')));
}

/** `settings` are lines of its configuration: name=value. */
export async function startPostgres(
  programs: string,
  settings: readonly string[] = [],
): Promise<PostgresCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-postgres-'));
  const user = withoutRoot();
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const port = await freePort();
  const run = (program: string, args: readonly string[]): string =>
    execFileSync(join(programs, program), args, { ...user, cwd: folder, encoding: 'utf8' });
  // Through standard input a password would be asked twice; a program of no user but this one reads the file.
  const passwordFile = join(folder, 'password');
  execFileSync('sh', ['-c', 'umask 077; cat > "$0"', passwordFile], { ...user, input: password });
  run('initdb', [
    ...['-D', data, '-U', owner, '--pwfile', passwordFile, '--no-sync', '--encoding=UTF8'],
    ...['--locale=C.UTF-8', '--auth-local=trust', '--auth-host=scram-sha-256'],
  ]);
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const own = [`listen_addresses=127.0.0.1`, `port=${port}`, `unix_socket_directories=${folder}`];
    // Tests kill the process and not the machine: nothing has to reach the disk.
    const fast = ['fsync=off', 'max_connections=300', 'autovacuum=off', 'max_wal_size=4GB'];
    const options = [...own, ...fast, ...settings].flatMap((line) => ['-c', line]);
    child = spawn(join(programs, 'postgres'), ['-D', data, ...options], {
      ...user,
      stdio: ['ignore', 'ignore', 'pipe'],
      cwd: folder,
    });
    await within(readyMsMax, 'a PostgreSQL that accepts connections', ready(child));
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = child;
    child = undefined;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    const closed = new Promise((resolve) => ending.once('close', resolve));
    ending.kill(signal);
    await closed;
  };
  try {
    await start();
  } catch (error) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    throw error;
  }
  return {
    ...{ port, folder, start },
    url: (database, given = password) =>
      `postgres://${owner}:${encodeURIComponent(given)}@127.0.0.1:${port}/${database}`,
    query: (database, text) =>
      run('psql', ['-XqAt', '-v', 'ON_ERROR_STOP=1', ...place(database), '-c', text]),
    program: (name, database, args) => run(name, [...place(database), ...args]),
    kill: () => end('SIGQUIT'),
    remove: async () => {
      await end('SIGQUIT');
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };

  function place(database: string): readonly string[] {
    return ['-h', folder, '-p', String(port), '-U', owner, '-d', database];
  }
}

function ready(child: ChildProcess): Promise<void> {
  const { stderr } = child;
  if (stderr === null) throw new Error('standard error is a pipe');
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    createInterface({ input: stderr }).on('line', (line) => {
      if (said.length < 50) said.push(line);
      if (line.includes('ready to accept connections')) resolve();
    });
    child.once('close', (code) =>
      reject(new Error(`postgres ended with ${code}:\n${said.join('\n')}`)),
    );
  });
}
