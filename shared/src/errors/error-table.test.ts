import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { test } from 'node:test';
import { errorCodes, isErrorCode } from './error-table.ts';

test('every code of every area is in the table, and stands in one area only', async () => {
  const areas: Record<string, object>[] = await Promise.all(
    globSync('*-errors.ts', { cwd: import.meta.dirname }).map((file) => import(`./${file}`)),
  );
  const codes = areas.flatMap((area) => Object.values(area).flatMap(Object.keys));

  assert.deepEqual(codes.toSorted(), errorCodes.toSorted());
  assert.ok(isErrorCode('CONFLICT'));
  assert.ok(!isErrorCode('toString'));
});
