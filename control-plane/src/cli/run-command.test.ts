import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { systemClock } from '@harborguard/shared/runtime/system-clock.ts';
import { systemRandom } from '@harborguard/shared/runtime/system-random.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { createKeyService } from '../domain/keys/key-service.ts';
import { createUnitOfWork } from '../store/create-unit-of-work.ts';
import { openDatabase } from '../store/database.ts';
import { runCommand } from './run-command.ts';
import { temporaryFolder } from './testing/api-world.ts';

/** Not asked to stop. */
const keepRunning = new AbortController().signal;

/** Asked to stop from the beginning, so that `serve` ends by itself. */
async function run(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  signal: AbortSignal = AbortSignal.abort(),
) {
  const texts = { out: '', error: '' };
  const code = await runCommand({
    args,
    environment: { HARBORGUARD_DATA_DIR: folder, HARBORGUARD_LOG_LEVEL: 'silent', ...environment },
    terminal: {
      print: (text) => {
        texts.out += text;
      },
      error: (text) => {
        texts.error += text;
      },
      isInteractive: false,
    },
    signal,
  });
  return { code, ...texts };
}

test('help names every command and variable', async (t) => {
  const { code, out } = await run(temporaryFolder(t), ['--help']);

  assert.equal(code, 0);
  for (const word of [
    'serve',
    'migrate',
    'create-key',
    'first-owner',
    'advisories import',
    'HARBORGUARD_LISTEN',
  ]) {
    assert.ok(out.includes(word), word);
  }
});

test('the help of a command tells of it alone, whichever way it is asked for', async (t) => {
  const folder = temporaryFolder(t);

  const asked = await run(folder, ['audit', 'prune', '--help']);
  const named = await run(folder, ['help', 'audit']);
  const mistaken = await run(folder, ['audit', 'prune']);

  assert.equal(asked.code, 0);
  assert.match(asked.out, /^ {2}audit verify .*\n.*prove that.*\n {2}audit prune /m);
  assert.doesNotMatch(asked.out, /create-key|HARBORGUARD_LISTEN/);
  assert.equal(named.out, asked.out);
  assert.match(mistaken.error, /\nSee: control-plane help audit\n$/);
});

for (const args of [
  ['audit', 'verify'],
  ['audit', 'prune', '--older-than-days', '9'],
  ['rewrap-keys'],
  ['backup', 'copy'],
]) {
  test(`\`${args.join(' ')}\` in a folder without a database says so and makes none, so that a slip is not taken for good news`, async (t) => {
    const folder = temporaryFolder(t);

    const { code, out, error } = await run(folder, args);

    assert.equal(code, 1);
    assert.equal(out, '');
    assert.match(error, /^FILE_UNREADABLE: .*control-plane\.sqlite.*HARBORGUARD_DATA_DIR/);
    assert.deepEqual(readdirSync(folder), []);
  });
}

test('audit verify proves nothing silently: not an organisation that is not there, not an empty database', async (t) => {
  const folder = temporaryFolder(t);
  await run(folder, ['migrate']);

  const empty = await run(folder, ['audit', 'verify']);
  await run(folder, ['create-key', '--name', 'x', '--role', 'ci']);
  const unknown = await run(folder, ['audit', 'verify', '--organisation', 'slip']);

  assert.deepEqual([empty.code, unknown.code], [1, 1]);
  assert.match(empty.error, /^NOT_FOUND: .*organisation=none yet/);
  assert.match(unknown.error, /^NOT_FOUND: .*organisation=slip/);
});

test('a key for a database that was not there yet says where it was made', async (t) => {
  const folder = temporaryFolder(t);
  const args = ['create-key', '--name', 'x', '--role', 'ci'];

  const first = await run(folder, args);
  const second = await run(folder, args);

  assert.match(first.error, /new database was made for it: .*control-plane\.sqlite\n$/);
  assert.doesNotMatch(second.error, /new database/);
});

for (const name of ['version', '--version']) {
  test(`${name} prints the version and nothing else`, async (t) => {
    const { code, out } = await run(temporaryFolder(t), [name]);

    assert.equal(code, 0);
    assert.match(out, /^\d+\.\d+\.\d+\n$/);
  });
}

test('the data folder is the owner’s alone, whichever command makes it', async (t) => {
  const folder = join(temporaryFolder(t), 'data');

  await run(folder, ['advisories', 'import', join(folder, 'nowhere')]);

  assert.equal(statSync(folder).mode & 0o777, 0o700);
});

for (const args of [['serve'], ['create-key', '--name', 'x', '--role', 'ci'], ['migrate']]) {
  test(`${args[0]} says which data folder cannot be used, where a file is in its place`, async (t) => {
    const folder = join(temporaryFolder(t), 'data');
    writeFileSync(folder, '');

    const { code, error } = await run(folder, args);

    assert.equal(code, 1);
    assert.match(error, /^FILE_UNWRITABLE: .*path=.*data.*\nFirst check: /);
  });

  test(`${args[0]} says which database cannot be opened, where a folder is in its place`, async (t) => {
    const folder = temporaryFolder(t);
    mkdirSync(join(folder, 'control-plane.sqlite'));
    mkdirSync(join(folder, 'lock.sqlite'));

    const { code, error } = await run(folder, args);

    assert.equal(code, 1);
    assert.match(error, /^(FILE|DATABASE)_UNWRITABLE: .*path=.*\.sqlite.*\nFirst check: /);
  });
}

const mistakes: readonly (readonly string[])[] = [
  [],
  ['serves'],
  ['create-key', '--role', 'owner'],
  ['create-key', '--name', 'x', '--role', 'king'],
  ['create-key', '--name', 'x', '--role', 'ci', '--expires-days', '0'],
  ['create-key', '--colour'],
  ['advisories', 'export'],
  ['backup'],
  ['advisories', 'import'],
  ['migrate', 'now'],
  ['audit'],
  ['audit', 'prune'],
  ['audit', 'verify', '--head', 'x'],
];

for (const args of mistakes) {
  test(`\`${args.join(' ')}\` is a mistake in the call`, async (t) => {
    const { code, error } = await run(temporaryFolder(t), args);

    assert.equal(code, 2);
    assert.match(error, /See: control-plane help/);
  });
}

test('first-owner prints one link and nothing else, and a new one takes its place', async (t) => {
  const folder = temporaryFolder(t);

  const first = await run(folder, ['first-owner'], {
    HARBORGUARD_PUBLIC_URL: 'https://hg.example/',
  });
  const second = await run(folder, ['first-owner']);

  assert.equal(first.code, 0);
  assert.match(first.out, /^https:\/\/hg\.example\/first-owner#[\w-]{43}\n$/);
  assert.match(second.out, /^http:\/\/127\.0\.0\.1:8080\/first-owner#[\w-]{43}\n$/);
  assert.notEqual(second.out.split('#')[1], first.out.split('#')[1]);
});

test('what commands change stands in the audit log, which can be proven', async (t) => {
  const folder = temporaryFolder(t);
  await run(folder, ['create-key', '--name', 'x', '--role', 'ci']);
  await run(folder, ['first-owner']);

  const verified = await run(folder, ['audit', 'verify']);
  const [organisation = '', , head = ''] = verified.out.trim().split(' ');
  const known = await run(folder, [
    ...['audit', 'verify', '--organisation', organisation, '--head', head],
  ]);
  const forged = await run(folder, [
    ...['audit', 'verify', '--organisation', organisation, '--head', `2:${'a'.repeat(64)}`],
  ]);
  const pruned = await run(folder, ['audit', 'prune', '--older-than-days', '1']);

  assert.match(verified.out, /^[0-9a-f-]{36} whole 2:[0-9a-f]{64}\n$/);
  assert.equal(known.code, 0);
  assert.equal(forged.code, 1);
  assert.match(forged.error, /^AUDIT_BROKEN: .*seq=2, what=is not the one noted down/);
  assert.match(pruned.out, /removed 0/);
});

test('create-key prints one key and nothing else', async (t) => {
  const { code, out } = await run(temporaryFolder(t), [
    'create-key',
    '--name',
    'x',
    '--role',
    'ci',
  ]);

  assert.equal(code, 0);
  assert.match(out, /^hg_ak_[0-9a-f]{48}\n$/);
});

test('the key of a sensor for cloud mode is made without a role; one of the same name replaces it', async (t) => {
  const folder = temporaryFolder(t);
  const args = ['create-key', '--name', 'cloud sensor', '--system-sensor'];

  const first = await run(folder, args);
  const narrower = await run(folder, [...args, '--role', 'owner']);
  const reserved = await run(folder, ['create-key', '--name', 'managed sensor', '--system-sensor']);
  const kinds = await principalsOf(folder, [first.out]);
  const second = await run(folder, args);

  assert.deepEqual([first.code, narrower.code, reserved.code, second.code], [0, 2, 2, 0]);
  assert.deepEqual(kinds, ['sensor of every organisation']);
  const later = await principalsOf(folder, [first.out, second.out]);
  assert.deepEqual(later, ['refused', 'sensor of every organisation']);
});

test('an error of the table is one line and its first check', async (t) => {
  const folder = temporaryFolder(t);

  const { code, error } = await run(folder, [
    ...['create-key', '--name', 'x', '--role', 'ci'],
    ...['--registry', '11111111-1111-7111-8111-111111111111'],
  ]);

  assert.equal(code, 1);
  assert.match(error, /^NOT_FOUND: .*\nFirst check: .*\n$/);
});

test('a broken configuration names its variables and no value', async (t) => {
  const { code, error } = await run(temporaryFolder(t), ['migrate'], {
    HARBORGUARD_LISTEN: 'canary',
    HARBORGUARD_MANAGED_SENSOR: 'canary',
  });

  assert.equal(code, 2);
  assert.match(error, /HARBORGUARD_LISTEN.*\n.*HARBORGUARD_MANAGED_SENSOR/);
  assert.doesNotMatch(error, /canary/);
});

test('advisories import makes a file the server can open, and tells what it read', async (t) => {
  const folder = temporaryFolder(t);
  const source = advisoryFolder(t);

  const { code, out, error } = await run(folder, ['advisories', 'import', source], {}, keepRunning);
  const broken = await run(folder, ['advisories', 'import', join(source, 'nothing')]);

  assert.equal(error, '');
  assert.equal(code, 0);
  assert.match(out, /^1 advisories for 1 packages/);
  assert.equal(broken.code, 1);
});

test('serve starts, says so, and stops in good order', async (t) => {
  const folder = temporaryFolder(t);

  const { code, error } = await run(folder, ['serve', '--no-managed-sensor'], {
    HARBORGUARD_LISTEN: '127.0.0.1:0',
  });

  assert.match(error, /^Nobody owns this installation yet\.[^#]*\/first-owner#[\w-]{43}\n\n$/);
  assert.equal(code, 0);
  assert.equal((await run(folder, ['migrate'])).code, 0);
});

test('an address that is taken is a mistake in the configuration', async (t) => {
  const taken = createServer();
  t.after(() => taken.close());
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;

  const { code, error } = await run(temporaryFolder(t), ['serve', '--no-managed-sensor'], {
    HARBORGUARD_LISTEN: `127.0.0.1:${port}`,
  });

  assert.equal(code, 1);
  assert.match(
    error,
    /^CONFIGURATION_INVALID: .*HARBORGUARD_LISTEN.*another program listens there.*EADDRINUSE/,
  );
});

async function principalsOf(folder: string, keys: readonly string[]): Promise<readonly string[]> {
  const database = await openDatabase(join(folder, 'control-plane.sqlite'));
  try {
    const unitOfWork = createUnitOfWork(database.db);
    const system = { clock: systemClock, random: systemRandom, log: new MemoryLog() };
    const service = createKeyService({ ...system, unitOfWork });
    // A start of the managed sensor takes its own keys away and no others.
    await unitOfWork.writeSystem(({ keys: stored }) =>
      stored.revokeSystemKeys('managed sensor', 1),
    );
    const kinds: string[] = [];
    for (const key of keys) {
      const found = await service.authenticate(key.trim());
      const reach = found.kind === 'principal' && found.isSystem ? 'every organisation' : 'one';
      kinds.push(found.kind === 'principal' ? `${found.keyKind} of ${reach}` : found.kind);
    }
    return kinds;
  } finally {
    await database.close();
  }
}

function advisoryFolder(t: TestContext): string {
  const folder = temporaryFolder(t);
  const record = {
    id: 'TEST-1',
    modified: '2026-01-01T00:00:00Z',
    affected: [
      {
        package: { ecosystem: 'npm', name: 'left' },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }],
      },
    ],
  };
  writeFileSync(join(folder, 'TEST-1.json'), JSON.stringify(record));
  return folder;
}
