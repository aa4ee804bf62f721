import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { openAdvisories } from './advisory-database.ts';
import { ImportWorkshop, sampleRecord } from './testing/import-workshop.ts';

const scores = [
  '#model_version:v2025.03.14,score_date:2026-11-20T00:00:00+0000',
  'cve,epss,percentile',
  'CVE-2024-0001,0.97100,0.99900',
  'CVE-2024-0002,7,0.5',
  'nonsense',
].join('\n');
const catalog = (...cves: readonly string[]) =>
  JSON.stringify({
    catalogVersion: '2026.11.20',
    dateReleased: '2026-11-20T15:00:00Z',
    vulnerabilities: cves.map((cveID) => ({
      cveID,
      dateAdded: '2026-11-01',
      dueDate: '2026-11-22',
    })),
  });

test('scores and the catalog are kept with the advisories, and replaced when they change', async (t) => {
  const workshop = await ImportWorkshop.open(t);
  const record = sampleRecord({ id: 'CVE-2024-0001', ecosystem: 'npm', name: 'one' });
  const source = await workshop.write('source', { 'a.json': record });
  const epss = await workshop.write('epss', { 'epss_scores-2026-11-20.csv.gz': gzipSync(scores) });
  const kev = await workshop.write('kev', {
    'known_exploited_vulnerabilities.json': catalog('CVE-2024-0001'),
  });
  const signals = () => {
    const advisories = openAdvisories(workshop.databasePath);
    const found = ['CVE-2024-0001', 'CVE-2024-0002'].map((cve) => advisories.signal(cve));
    advisories.close();
    return found;
  };

  await workshop.import(source, { feeds: { epss, kev } });
  const first = signals();
  await workshop.write('kev', {
    'known_exploited_vulnerabilities.json': catalog('CVE-2024-0002', 'CVE-2024-0003'),
  });
  const report = await workshop.import(source, { feeds: { epss, kev }, isUpdate: true });

  const listed = { addedAt: '2026-11-01', dueAt: '2026-11-22' };
  assert.deepEqual(first, [{ epss: 0.971, percentile: 0.999, kev: listed }, undefined]);
  assert.deepEqual(signals(), [{ epss: 0.971, percentile: 0.999 }, { kev: listed }]);
  assert.deepEqual([report.kind, report.changed], ['imported', []]);
});

test('a feed that cannot be read is told, and what it said before stays', async (t) => {
  const workshop = await ImportWorkshop.open(t);
  const record = sampleRecord({ id: 'CVE-2024-0001', ecosystem: 'npm', name: 'one' });
  const source = await workshop.write('source', { 'a.json': record });
  const good = await workshop.write('good', {
    'known_exploited_vulnerabilities.json': catalog('CVE-2024-0001'),
  });
  const bad = await workshop.write('bad', { 'known_exploited_vulnerabilities.json': '{' });
  await workshop.import(source, { feeds: { kev: good } });

  const report = await workshop.import(source, { feeds: { kev: bad } });

  assert.deepEqual(report.failedFeeds, ['kev']);
  const advisories = openAdvisories(workshop.databasePath);
  t.after(() => advisories.close());
  assert.equal(advisories.signal('CVE-2024-0001')?.kev?.addedAt, '2026-11-01');
});
