// A real image against real advisories: built by the one program, scanned by the other, written in every form.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { JsonReport } from '@harborguard/shared/report/json-report.ts';
import { missingSchemas, schemaProblems } from '@harborguard/shared/testing/report-schemas.ts';
import { importAdvisories } from '../support/control-plane.ts';
import { runCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const beside = resolve(import.meta.dirname, '../../../shared');
const image = join(beside, 'fixtures/images/debian10-nginx-oci-archive.tar');
const pack = join(beside, 'advisories/osv-bucket.zip');
const sensor = resolve(import.meta.dirname, '../../sensor/src/main.ts');

const absent = [image, pack].filter((path) => !existsSync(path));
const skip =
  absent.length > 0 ? `beside the project there is no ${absent.join(', ')}` : missingSchemas();

async function advisoryFile(t: TestContext): Promise<string> {
  const dataFolder = temporaryFolder(t);
  await importAdvisories({ dataFolder }, pack);
  return join(dataFolder, 'advisories.sqlite');
}

test('the Debian 10 nginx image is reported in every form, each valid, all agreeing', {
  skip,
}, async (t) => {
  const advisories = await advisoryFile(t);
  const scan = async (format: string) => {
    const args = [sensor, 'scan', image, '--advisories', advisories, '--format', format];
    const { code, stdout, stderr } = await runCommand(process.execPath, args);
    assert.equal(code, 0, stderr);
    return stdout;
  };

  const table = await scan('table');
  const own = JSON.parse(await scan('json')) as JsonReport;
  const sarif = JSON.parse(await scan('sarif'));
  const cyclonedx = JSON.parse(await scan('cyclonedx'));
  const spdx = JSON.parse(await scan('spdx'));

  assert.deepEqual(schemaProblems('sarif', sarif), []);
  assert.deepEqual(schemaProblems('cyclonedx', cyclonedx), []);
  assert.deepEqual(schemaProblems('spdx', spdx), []);
  const [found] = own.images;
  assert.ok(found?.findings && found.findings.length >= 30, `${found?.findings?.length} findings`);
  // What was seen in the image itself stands among the results of SARIF, which knows no other place for it.
  const seen = found.observations?.length ?? 0;
  assert.equal(sarif.runs[0].results.length, found.findings.length + seen);
  assert.match(table, new RegExp(`^${found.findings.length} findings`, 'm'));
  assert.equal(cyclonedx.vulnerabilities.length, new Set(found.findings.map(({ id }) => id)).size);
  assert.equal(cyclonedx.components.length, found.packages.length + 1, 'and its distribution');
  assert.equal(spdx.packages.length, found.packages.length + 2);
  assert.ok(own.advisories && own.advisories.records > 20_000);
});
