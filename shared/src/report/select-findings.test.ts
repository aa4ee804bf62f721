import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  sampleInventory,
  sampleMatchReport,
  sampleNowMs,
} from '@harborguard/shared/testing/sample-report.ts';
import { failOnLevels } from './fail-on-levels.ts';
import { parseIgnoreRules } from './ignore-rules.ts';
import { breaksPolicy, selectFindings } from './select-findings.ts';

function select(rules: string, onlyFixed = false, nowMs = sampleNowMs) {
  const parsed = parseIgnoreRules(rules);
  assert.ok(parsed.kind === 'rules');
  return selectFindings(sampleInventory(), sampleMatchReport, {
    ignoreRules: parsed.rules,
    onlyFixed,
    nowMs,
  });
}

function ignoredBy(rules: string, nowMs = sampleNowMs): readonly string[] {
  const { ignored } = select(rules, false, nowMs);
  return ignored.map(({ finding }) => `${finding.advisoryId} ${finding.package.name}`).sort();
}

test('a rule with an id alone accepts it on every package', () => {
  assert.equal(ignoredBy('CVE-2026-0001').length, 2);
});

test('a rule with a package accepts it there only', () => {
  assert.deepEqual(ignoredBy('CVE-2026-0001 openssl'), ['CVE-2026-0001 openssl']);
});

test('a rule may name the source package, and any name of the vulnerability', () => {
  assert.deepEqual(ignoredBy('cve-2026-0001 openssl-src'), ['CVE-2026-0001 openssl']);
  assert.deepEqual(ignoredBy('GHSA-aaaa-bbbb-cccc'), ['CVE-2026-0003 @scope/näme']);
});

test('an id that is only the beginning of another accepts nothing', () => {
  assert.deepEqual(ignoredBy('CVE-2026-000'), []);
  assert.deepEqual(ignoredBy('CVE-2026-0001 open'), []);
});

test('comments, empty lines and the ends of lines of Windows are no rules', () => {
  const rules = '\ufeff# all of them\r\n\r\n  CVE-2026-0001 openssl # a#b\r\n#CVE-2026-0003\r\n';
  assert.deepEqual(ignoredBy(rules), ['CVE-2026-0001 openssl']);
});

test('a rule holds through its last day in UTC and not after it', () => {
  const rule = 'CVE-2026-0001 openssl until:2026-06-01';
  assert.equal(ignoredBy(rule, Date.parse('2026-06-01T23:59:59.999Z')).length, 1);
  assert.equal(ignoredBy(rule, Date.parse('2026-06-02T00:00:00Z')).length, 0);
});

for (const line of [
  'CVE-1 package more',
  'CVE-1 until:soon',
  'CVE-1 until:2026-02-30',
  'CVE-1 until:2026-01-01 until:2026-01-02',
  'until:2026-01-01',
]) {
  test(`the rule "${line}" is refused with its line`, () => {
    const parsed = parseIgnoreRules(`# first\n${line}\n`);
    assert.equal(parsed.kind, 'invalid');
    assert.ok(parsed.kind === 'invalid');
    assert.equal(parsed.line, 2);
  });
}

test('more rules than anybody decides on are refused', () => {
  assert.equal(parseIgnoreRules('CVE-1\n'.repeat(10_001)).kind, 'invalid');
});

test('only fixed leaves out and counts what has no fix, but not what is accepted', () => {
  const { findings, ignored, hiddenUnfixed } = select('CVE-2026-0004', true);

  assert.ok(findings.every(({ status }) => status === 'fixed-available'));
  assert.equal(hiddenUnfixed, 1);
  assert.deepEqual(
    ignored.map(({ finding }) => finding.advisoryId),
    ['CVE-2026-0004'],
  );
});

test('a policy is broken by its own severity and graver ones', () => {
  const images = [{ matched: select('CVE-2026-0003\nCVE-2026-0001\nCVE-2026-0004') }];
  const breaking = failOnLevels.filter((level) => breaksPolicy(images, level));

  // A negligible one, which counts as low, and one that nobody rated are left.
  assert.deepEqual(breaking, ['low']);
});

test('what is accepted or hidden breaks no policy', () => {
  assert.equal(breaksPolicy([{ matched: select('') }], 'critical'), true);
  assert.equal(breaksPolicy([{ matched: select('CVE-2026-0003') }], 'critical'), false);
});

test('findings nobody has rated break no policy, whatever it asks', () => {
  const rules = 'CVE-2026-0001\nCVE-2026-0002\nCVE-2026-0003\nCVE-2026-0004';
  const matched = select(rules);

  assert.equal(matched.findings.length, 1);
  assert.equal(breaksPolicy([{ matched }], 'low'), false);
});
