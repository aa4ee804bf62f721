// Every statement of a real pack of advisories, at versions around each of its boundaries, held against a naive reading of the
// pseudo-code that OSV publishes. Skipped where the pack is absent.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { systemClock } from '@harborguard/shared/runtime/system-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { importAdvisories } from '../../control-plane/src/advisories/import-advisories.ts';
import { holdAgainstOracle } from '../../control-plane/src/advisories/testing/evaluation-oracle.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const pack = resolve(import.meta.dirname, '../../../shared/advisories/osv-bucket.zip');
const skip = existsSync(pack) ? false : 'the advisory pack is not on this machine';

test('every range of the pack evaluates as the published pseudo-code says', { skip }, async (t) => {
  const databasePath = join(temporaryFolder(t), 'advisories.sqlite');
  await importAdvisories(pack, { databasePath, clock: systemClock, log: new MemoryLog() });

  const { evaluations, undetermined } = holdAgainstOracle(databasePath);

  assert.ok(evaluations > 300_000, `${evaluations} evaluations`);
  assert.ok(undetermined < evaluations / 20, `${undetermined} of ${evaluations} undetermined`);
});
