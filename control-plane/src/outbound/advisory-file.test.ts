import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import type { ChangedPackage } from '../domain/findings/match-loop.ts';
import { type OpenAdvisories, openAdvisoryFile } from './advisory-file.ts';

interface World {
  readonly path: string;
  readonly clock: FakeClock;
  readonly log: MemoryLog;
  readonly opened: OpenedFile[];
  /** As an import does: a new file takes the place of the old one. */
  replace(content: string): void;
  open(): ReturnType<typeof openAdvisoryFile>;
}

interface OpenedFile {
  readonly content: string;
  isClosed: boolean;
}

function startWorld(t: TestContext): World {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'advisories.sqlite');
  const [clock, log] = [new FakeClock(), new MemoryLog()];
  const opened: OpenedFile[] = [];
  const open = (file: string): OpenAdvisories => {
    const content = readFileSync(file, 'utf8');
    if (content === 'broken') throw new HarborError('ADVISORIES_INVALID');
    const entry = { content, isClosed: false };
    opened.push(entry);
    return advisories(content, () => {
      entry.isClosed = true;
    });
  };
  const compare = (before: string, after: string): readonly ChangedPackage[] => [
    { ecosystem: readFileSync(before, 'utf8'), packageName: readFileSync(after, 'utf8') },
  ];
  return {
    ...{ path, clock, log, opened },
    replace: (content) => {
      writeFileSync(`${path}.new`, content);
      renameSync(`${path}.new`, path);
    },
    open: async () => {
      const inUsePath = join(folder, 'in-use');
      const file = await openAdvisoryFile({ path, inUsePath, clock, log, open, compare });
      t.after(() => file.close());
      return file;
    },
  };
}

function advisories(source: string, close: () => void): OpenAdvisories {
  const description = { builtAtMs: 0, newestModifiedAtMs: 0, records: 1, affectedPackages: 1 };
  return {
    affecting: () => [],
    signal: () => undefined,
    covers: () => false,
    describe: () => ({ ...description, source, ecosystems: [] }),
    close,
  };
}

test('an installation without advisories starts, and takes the first file over as a whole', async (t) => {
  const world = startWorld(t);
  const file = await world.open();
  const changes: unknown[] = [];
  file.watch((changed) => Promise.resolve(void changes.push(changed)));

  assert.equal(file.current(), undefined);
  world.replace('first');
  await waitUntil(world, () => changes.length === 1);

  assert.deepEqual(changes, ['all']);
  assert.equal(file.current()?.describe().source, 'first');
});

test('a replaced file is compared with the one that was in use', async (t) => {
  const world = startWorld(t);
  world.replace('first');
  const file = await world.open();
  const changes: unknown[] = [];
  file.watch((changed) => Promise.resolve(void changes.push(changed)));

  world.replace('second file');
  await waitUntil(world, () => changes.length === 1);

  assert.deepEqual(changes, [[{ ecosystem: 'first', packageName: 'second file' }]]);
  assert.equal(world.opened[0]?.isClosed, false, 'a match under way may still read it');
  world.replace('the third file');
  await waitUntil(world, () => changes.length === 2);
  assert.equal(world.opened[0]?.isClosed, true);
});

test('a file that cannot be used leaves the one in use', async (t) => {
  const world = startWorld(t);
  world.replace('first');
  const file = await world.open();
  file.watch(() => Promise.reject(new Error('not to be called')));

  world.replace('broken');
  await waitUntil(world, () => world.log.linesOf('advisory file not usable').length > 0);

  assert.equal(file.current()?.describe().source, 'first');
});

test('what could not be handed on is told again, as a whole', async (t) => {
  const world = startWorld(t);
  world.replace('first');
  const file = await world.open();
  const changes: unknown[] = [];
  file.watch((changed) => {
    changes.push(changed);
    return changes.length === 1 ? Promise.reject(new Error('busy')) : Promise.resolve();
  });

  world.replace('second file');
  await waitUntil(world, () => changes.length === 2);

  assert.equal(changes[1], 'all');
});

async function waitUntil(world: World, isTrue: () => boolean): Promise<void> {
  for (let tries = 0; tries < 10 && !isTrue(); tries += 1) {
    await world.clock.timersPending();
    await world.clock.advance(3000);
  }
  // The next look is planned once this one is over.
  await world.clock.timersPending();
  assert.ok(isTrue());
}
