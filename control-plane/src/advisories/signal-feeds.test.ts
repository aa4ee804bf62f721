import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { openAdvisories } from './advisory-database.ts';
import { ImportWorkshop, sampleRecord } from './testing/import-workshop.ts';

const nowMs = Date.UTC(2026, 10, 22);
const scores = [
  '#model_version:v2025.03.14,score_date:2026-11-20T00:00:00+0000',
  'cve,epss,percentile',
  'CVE-2024-0001,0.97100,0.99900',
  'CVE-2024-0002,7,0.5',
  'nonsense',
].join('\n');
const catalog = (...cves: readonly string[]) => catalogOf('2026-11-20', cves);
const catalogOf = (day: string, cves: readonly string[]) =>
  JSON.stringify({
    catalogVersion: day.replaceAll('-', '.'),
    dateReleased: `${day}T15:00:00Z`,
    vulnerabilities: cves.map((cveID) => ({
      cveID,
      dateAdded: '2026-11-01',
      dueDate: '2026-11-22',
    })),
  });

test('scores and the catalog are kept with the advisories, and replaced when they change', async (t) => {
  const workshop = await ImportWorkshop.open(t, nowMs);
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
  const workshop = await ImportWorkshop.open(t, nowMs);
  const record = sampleRecord({ id: 'CVE-2024-0001', ecosystem: 'npm', name: 'one' });
  const source = await workshop.write('source', { 'a.json': record });
  const good = await workshop.write('good', {
    'known_exploited_vulnerabilities.json': catalog('CVE-2024-0001'),
  });
  const bad = await workshop.write('bad', { 'known_exploited_vulnerabilities.json': '{' });
  await workshop.import(source, { feeds: { kev: good } });

  const report = await workshop.import(source, { feeds: { kev: bad } });

  assert.deepEqual(report.failedFeeds, ['kev']);
  assert.deepEqual(report.failedFeedReasons, { kev: 'not-json' });
  const advisories = openAdvisories(workshop.databasePath);
  t.after(() => advisories.close());
  assert.equal(advisories.signal('CVE-2024-0001')?.kev?.addedAt, '2026-11-01');
});

const cves = ['CVE-2024-0001', 'CVE-2024-0002', 'CVE-2024-0003', 'CVE-2024-0004'];
const scored = (day: string, names: readonly string[]) =>
  [
    `#model_version:v2025.03.14,score_date:${day}T00:00:00+0000`,
    'cve,epss,percentile',
    ...names.map((cve) => `${cve},0.5,0.5`),
  ].join('\n');

for (const { feed, name, of } of [
  { feed: 'kev', name: 'known_exploited_vulnerabilities.json', of: catalogOf },
  { feed: 'epss', name: 'epss_scores-2026.csv', of: scored },
] as const) {
  const world = async (t: TestContext) => {
    const workshop = await ImportWorkshop.open(t, nowMs);
    const record = sampleRecord({ id: 'CVE-2024-0001', ecosystem: 'npm', name: 'one' });
    const source = await workshop.write('source', { 'a.json': record });
    const reasons: string[] = [];
    const take = async (label: string, text: string | Buffer, force = false) => {
      const folder = await workshop.write(label, { [name]: text });
      const feeds = { [feed]: folder };
      const report = await workshop.import(source, { feeds, isUpdate: true, force });
      reasons.push(...Object.values(report.failedFeedReasons));
      return report.failedFeeds;
    };
    const known = () => {
      const advisories = openAdvisories(workshop.databasePath);
      const found = cves.filter((cve) => advisories.signal(cve) !== undefined);
      advisories.close();
      return found.length;
    };
    return { take, known, reasons, clock: workshop.clock };
  };

  test(`${feed}: a feed that lost most of what it said is refused unless forced`, async (t) => {
    const { take, known } = await world(t);
    assert.deepEqual(await take('first', of('2026-11-20', cves)), []);

    assert.deepEqual(await take('cut', of('2026-11-21', cves.slice(0, 1))), [feed]);
    assert.equal(known(), 4);
    assert.deepEqual(await take('cut-again', of('2026-11-21', cves.slice(0, 1)), true), []);
    assert.equal(known(), 1);
  });

  test(`${feed}: a mirror that lags takes nothing back`, async (t) => {
    const { take, known } = await world(t);
    await take('first', of('2026-11-20', cves));

    assert.deepEqual(await take('older', of('2026-11-19', cves.slice(0, 3))), [feed]);
    assert.equal(known(), 4);
    assert.deepEqual(await take('newer', of('2026-11-21', cves.slice(0, 3))), []);
    assert.equal(known(), 3);
  });

  test(`${feed}: a byte-order mark before the text is no part of it`, async (t) => {
    const { take, known } = await world(t);
    assert.deepEqual(await take('marked', `\ufeff${of('2026-11-20', cves)}`), []);
    assert.equal(known(), 4);
    const packed = gzipSync(`\ufeff${of('2026-11-21', cves.slice(0, 3))}`);
    assert.deepEqual(await take('packed', packed), []);
    assert.equal(known(), 3);
  });

  test(`${feed}: a feed dated more than a day ahead is never taken, and stands in the way of none`, async (t) => {
    const { take, known, reasons } = await world(t);
    await take('first', of('2026-11-20', cves));

    assert.deepEqual(await take('ahead', of('2026-11-24', cves.slice(0, 2))), [feed]);
    assert.deepEqual(await take('forced', of('2026-11-24', cves.slice(0, 2)), true), [feed]);
    assert.deepEqual(reasons, ['dated-ahead', 'dated-ahead']);
    assert.equal(known(), 4);
    assert.deepEqual(await take('true', of('2026-11-21', cves.slice(0, 3))), []);
    assert.equal(known(), 3);
  });

  test(`${feed}: a feed that was taken by a clock that ran ahead is replaced by one of a true date`, async (t) => {
    const { take, known, clock } = await world(t);
    clock.setNow(Date.UTC(2027, 10, 22));
    await take('first', of('2027-11-20', cves));
    clock.setNow(nowMs);

    assert.deepEqual(await take('true', of('2026-11-21', cves.slice(0, 3))), []);
    assert.equal(known(), 3);
  });

  test(`${feed}: whatever is no feed is refused, and what was known stays`, async (t) => {
    const { take, known } = await world(t);
    await take('first', of('2026-11-20', cves));
    for (const [index, text] of [
      ...['', 'x', '{}', '[]', 'null', '<html>maintenance</html>', '{"vulnerabilities":[]}'],
      ...['#model_version:v1\ncve,epss,percentile\n', of('2026-11-21', [])],
      Buffer.from([0x1f, 0x8b, 0, 0]),
      gzipSync(of('2026-11-21', cves)).subarray(0, 40),
    ].entries()) {
      assert.deepEqual(await take(`bad-${index}`, text), [feed], String(text));
      assert.equal(known(), 4, String(text));
    }
  });
}
