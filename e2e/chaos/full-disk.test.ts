// The disk under the control plane is full: it says so where a cluster asks, lives on, and goes on when there is room
// again, with all that it had acknowledged.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startControlPlane } from '../support/control-plane.ts';
import { eventually } from '../support/eventually.ts';

/** Room for an empty installation and the first keys. */
const diskMebibytes = 32;
/** Far more than fit into what SQLite has set aside. */
const keysMax = 5_000;
const timeout = 300_000;

interface Answer {
  readonly status: number;
  readonly text: string;
}

test('a full disk makes it not ready with DISK_FULL and what to check, and costs nothing that was acknowledged', {
  timeout,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-disk-'));
  const reason = mountDisk(folder);
  if (reason !== undefined) {
    rmSync(folder, { recursive: true });
    return t.skip(reason);
  }
  let stop = (): Promise<void> => Promise.resolve();
  // In this order: a disk that is in use stays.
  t.after(async () => {
    await stop();
    execFileSync('umount', [folder]);
    rmSync(folder, { recursive: true });
  });
  const controlPlane = await startControlPlane({
    ...{ dataFolder: folder, managedSensor: false },
    environment: {
      HARBORGUARD_RATE_LIMIT_PER_MINUTE: '0',
      HARBORGUARD_ADDRESS_RATE_LIMIT_PER_MINUTE: '0',
    },
  });
  stop = controlPlane.stop;
  const { api, url } = controlPlane;
  const ask = async (path: string): Promise<Answer> => {
    const answer = await fetch(`${url}${path}`);
    return { status: answer.status, text: await answer.text() };
  };
  const acknowledged: string[] = [];
  const makeKey = async (): Promise<number> => {
    const name = `key-${acknowledged.length}`;
    const { status } = await api.raw('POST', '/api-keys', { name, role: 'viewer' });
    if (status === 201) acknowledged.push(name);
    return status;
  };
  assert.equal(await makeKey(), 201);
  assert.equal((await ask('/readyz')).status, 200);

  const filling = join(folder, 'filling');
  fill(filling);
  const refused = new Set<number>();
  let ready = await ask('/readyz');
  for (let count = 0; ready.status === 200 && count < keysMax; count += 1) {
    const status = await makeKey();
    if (status !== 201) refused.add(status);
    ready = await ask('/readyz');
  }

  assert.equal(ready.status, 507, ready.text);
  assert.match(ready.text, /"DISK_FULL"/);
  assert.match(ready.text, /Free disk space or enlarge the volume\./);
  // SQLite calls it a full disk or an error of the disk, by where it ran out of room.
  assert.deepEqual(
    [...refused].filter((status) => status !== 507 && status !== 503),
    [],
  );
  assert.ok(refused.size > 0, 'what does not fit is refused');
  assert.equal((await ask('/healthz')).status, 200, 'it lives on');
  assert.ok((await api.list('/api-keys')).length > 0, 'what is there can be read');

  rmSync(filling);
  await eventually('being ready again', async () =>
    (await ask('/readyz')).status === 200 ? true : undefined,
  );
  assert.equal(await makeKey(), 201);
  const kept = (await api.list<{ readonly name: string }>('/api-keys')).map(({ name }) => name);
  assert.deepEqual(
    acknowledged.filter((name) => !kept.includes(name)),
    [],
  );
  const proof = await api.get<{ readonly state: string }>('/audit/verify');
  assert.equal(proof.state, 'whole');
});

/** Why there is none; undefined when there is. */
function mountDisk(folder: string): string | undefined {
  if (process.getuid?.() !== 0) return 'a disk of its own is mounted by root only';
  try {
    const options = ['-t', 'tmpfs', '-o', `size=${diskMebibytes}m,mode=0700`, 'tmpfs', folder];
    execFileSync('mount', options, { stdio: 'pipe' });
  } catch {
    return 'this machine lets nobody mount a disk';
  }
  return undefined;
}

/** To the last byte. */
function fill(path: string): void {
  const file = openSync(path, 'w');
  for (let bytes = 1024 * 1024; bytes >= 1; bytes = Math.floor(bytes / 16)) {
    try {
      for (;;) writeSync(file, Buffer.alloc(bytes));
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
    }
  }
  closeSync(file);
}
