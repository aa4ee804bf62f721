import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  sampleInventory,
  sampleObservations,
  sampleReport,
} from '@harborguard/shared/testing/sample-report.ts';
import { type ReportFormat, writeReport } from './write-report.ts';

function text(format: ReportFormat): string {
  return [...writeReport(format, sampleReport())].join('');
}

test('observations stand in a section of their own of the table, and are no findings', () => {
  const table = text('table');

  assert.match(table, /secrets, permissions and configuration\nseverity +rule/);
  assert.match(
    table,
    /critical +github-token +A GitHub token +app\/with space\/c:\/\.env:7, layer 0/,
  );
  assert.match(table, /low +rule-of-tomorrow +rule-of-tomorrow/);
  assert.match(table, /6 findings: 1 critical, 3 high/);
});

test('observations of JSON stand beside the findings and change no count', () => {
  const [image] = JSON.parse(text('json')).images;

  assert.deepEqual(image.observations, sampleObservations);
  assert.deepEqual(image.counts.critical, 1);
});

test('each kind of observation is a rule of SARIF, each place a result at its line', () => {
  const [run] = JSON.parse(text('sarif')).runs;
  const results = run.results.filter((one: { ruleId: string }) => one.ruleId.includes('/'));

  assert.deepEqual(
    results.map((one: { ruleId: string; level: string }) => [one.ruleId, one.level]),
    [
      ['secret/github-token', 'error'],
      ['permission/setuid-file', 'note'],
      ['configuration/runs-as-root', 'warning'],
      ['configuration/no-healthcheck', 'note'],
      ['configuration/rule-of-tomorrow', 'note'],
    ],
  );
  assert.equal(results[0].locations[0].physicalLocation.region.startLine, 7);
  assert.match(results[0].message.text, /deleted in layer 1, still in the image/);
  const rules = run.tool.driver.rules.filter((one: { id: string }) => one.id.includes('/'));
  assert.ok(
    rules.every(
      (one: { properties: object }) => !Object.hasOwn(one.properties, 'security-severity'),
    ),
  );
});

test('CycloneDX has observations as properties, SPDX as annotations of the image', () => {
  const { metadata, vulnerabilities } = JSON.parse(text('cyclonedx'));
  const { packages } = JSON.parse(text('spdx'));

  const properties = metadata.properties.filter((one: { name: string }) =>
    one.name.startsWith('harborguard:secret:'),
  );
  assert.equal(properties.length, 1);
  assert.ok(vulnerabilities.every((one: { id: string }) => !one.id.includes('github-token')));
  assert.equal(packages[0].annotations.length, sampleObservations.length);
  assert.match(packages[0].annotations[0].comment, /^secret\/github-token \(critical\): app/);
});

test('an inventory of a sensor that does not look has no section for it', () => {
  const { observations: _, ...inventory } = sampleInventory();
  const report = sampleReport({ images: [{ name: 'a', inventory }] });

  assert.doesNotMatch([...writeReport('table', report)].join(''), /permissions and configuration/);
  assert.ok(![...writeReport('json', report)].join('').includes('"observations"'));
});
