// Real images in every form an image lies on a disk in: each output valid against its published schema, and all of one
// image agreeing; and what a person at a terminal sees.
import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { JsonReport } from '@harborguard/shared/report/json-report.ts';
import { missingSchemas, schemaProblems } from '@harborguard/shared/testing/report-schemas.ts';
import {
  fixtureImages,
  fixturesFolder,
  hasFixtures,
  noFixturesReason,
} from '../support/peer-images.ts';
import { missingPrograms, mustRun, runCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const missing = missingPrograms(['skopeo', 'script']);
const notInstalled = missing.length > 0 ? `not installed: ${missing.join(', ')}` : false;
const skip = notInstalled || (hasFixtures ? missingSchemas() : noFixturesReason);

const sensor = resolve(import.meta.dirname, '../../sensor/src/main.ts');

async function scan(source: string, format: string): Promise<unknown> {
  const args = [sensor, 'scan', source, '--format', format];
  return JSON.parse(await mustRun(process.execPath, args));
}

/** The same image as a folder and as both kinds of archives. */
async function everyForm(
  t: TestContext,
  source: string,
  architecture: string,
): Promise<readonly string[]> {
  const folder = temporaryFolder(t);
  const copy = (target: string) =>
    mustRun('skopeo', ['--override-arch', architecture, 'copy', '--quiet', source, target]);
  const layout = join(folder, 'layout');
  const ociArchive = join(folder, 'oci.tar');
  const dockerArchive = join(folder, 'docker.tar');
  await copy(`oci:${layout}:latest`);
  await copy(`oci-archive:${ociArchive}:latest`);
  await copy(`docker-archive:${dockerArchive}:image:latest`);
  return [
    `oci-layout:${layout}`,
    `oci-archive:${ociArchive}`,
    `docker-archive:${dockerArchive}`,
    ...[layout, ociArchive, dockerArchive],
  ];
}

/** Its image is for one other platform. */
const armImage = 'busybox-with-attestation-oci-archive.tar';

for (const [format, file] of fixtureImages) {
  test(`${file} is written validly in every format, from every form`, { skip }, async (t) => {
    const source = `${format}:${join(fixturesFolder, 'images', file)}`;
    const sources = await everyForm(t, source, file === armImage ? 'arm64' : 'amd64');
    const [first = ''] = sources;

    for (const output of ['sarif', 'cyclonedx', 'spdx'] as const) {
      assert.deepEqual(schemaProblems(output, await scan(first, output)), [], output);
    }
    const packages = [];
    for (const source of sources) {
      const [image] = ((await scan(source, 'json')) as JsonReport).images;
      assert.equal(image?.state, 'indexed', source);
      packages.push(image.packages.map(({ purl }) => purl));
    }
    assert.ok(packages[0] !== undefined && packages[0].length > 0);
    for (const others of packages) assert.deepEqual(others, packages[0]);
  });
}

test('a terminal sees a bar while an image is read, and only the report afterwards', {
  skip,
}, async () => {
  const image = join(fixturesFolder, 'images/alpine-node-modules.tar');
  const command = `stty cols 60; '${process.execPath}' '${sensor}' scan '${image}'`;

  const { code, stdout } = await runCommand('script', ['-qec', command, '/dev/null']);

  assert.equal(code, 0, stdout);
  const erase = '\r\u001b[2K';
  const updates = stdout.split(erase).slice(1, -1);
  assert.ok(updates.some((line) => /^[█░]{24} \d\/\d layers, [\d.]+ of [\d.]+ M/.test(line)));
  assert.ok(updates.every((line) => line.length < 60 && !line.includes('\n')));
  const shown = stdout.slice(stdout.lastIndexOf(erase) + erase.length);
  assert.match(shown, /79 packages|80 packages/);
  assert.doesNotMatch(shown, /[█░]/);
});
