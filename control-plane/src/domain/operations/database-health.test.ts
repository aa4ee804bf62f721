import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { createDatabaseHealth } from './database-health.ts';

test('a disk without room is called full, whatever the database calls it, until there is room again', async () => {
  const clock = new FakeClock();
  let failure: unknown;
  let bytes: number | undefined;
  const write = () => (failure === undefined ? Promise.resolve() : Promise.reject(failure));
  const health = createDatabaseHealth({
    unitOfWork: { writeSystem: write } as Partial<UnitOfWork> as UnitOfWork,
    ...{ clock, log: new MemoryLog(), freeBytes: () => Promise.resolve(bytes) },
  });
  const troubles: unknown[] = [];
  for (const [error, free] of [
    [undefined, 0],
    [new HarborError('DISK_FULL'), undefined],
    [new HarborError('DATABASE_UNWRITABLE'), 0],
    [new HarborError('DATABASE_UNWRITABLE'), 1_000_000],
    [new HarborError('DATABASE_UNWRITABLE'), undefined],
    [undefined, 1_000_000],
  ] as const) {
    failure = error;
    bytes = free;
    troubles.push(await health.trouble());
    await clock.advance(5_000);
  }

  assert.deepEqual(troubles, [
    undefined,
    'DISK_FULL',
    'DISK_FULL',
    'DATABASE_UNWRITABLE',
    'DATABASE_UNWRITABLE',
    undefined,
  ]);
});
