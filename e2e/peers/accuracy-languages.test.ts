// Packages of languages, installed by the languages' own tools: what the tools were asked for is there, and the same is
// found as by other scanners, but for differences that are explained.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { assertExplained } from '../support/accuracy/assert-explained.ts';
import { languageRoot } from '../support/accuracy/language-root.ts';
import { ourPackages } from '../support/accuracy/our-packages.ts';
import { makeOciLayout } from '../support/oci-layout.ts';
import { missingPrograms } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const skip = missingPrograms(['tar']).length === 0 ? false : 'not installed: tar';

test('packages of npm, wheels, gems, jars, Go programs and Composer are found', {
  skip,
}, async (t) => {
  const folder = temporaryFolder(t);
  const { archive, leftOut, asked } = await languageRoot(folder);
  for (const reason of leftOut) t.diagnostic(`left out: ${reason}`);
  const layout = join(folder, 'layout');
  await makeOciLayout(layout, 'latest', [archive]);

  const ours = await ourPackages(layout);

  assert.deepEqual(
    asked.filter((start) => !ours.some(({ key }) => key.startsWith(start))),
    [],
  );
  assert.ok(ours.every(({ ownedBy }) => ownedBy === undefined));
  await assertExplained(t, ours, { image: 'languages', layout, folder });
});
