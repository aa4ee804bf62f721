import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingSchemas, schemaProblems } from '@harborguard/shared/testing/report-schemas.ts';
import {
  sampleAdvisories,
  sampleInventory,
  sampleNowMs,
  sampleObservations,
  sampleReport,
} from '@harborguard/shared/testing/sample-report.ts';
import { Errors } from 'typebox/value';
import { parseIgnoreRules } from './ignore-rules.ts';
import { JsonReportSchema } from './json-report.ts';
import type { ScanReport } from './scan-report.ts';
import { type ReportFormat, reportFormats, writeReport } from './write-report.ts';

const skip = missingSchemas();
const exchangeFormats = ['sarif', 'cyclonedx', 'spdx'] as const;

function text(format: ReportFormat, report: ScanReport): string {
  return [...writeReport(format, report)].join('');
}

function json(format: ReportFormat, report: ScanReport) {
  // biome-ignore lint/suspicious/noExplicitAny: a test looks where it wants
  return JSON.parse(text(format, report)) as any;
}

const ignoreRules = (() => {
  const parsed = parseIgnoreRules('CVE-2026-0003 # accepted');
  assert.ok(parsed.kind === 'rules');
  return parsed.rules;
})();

const unmatched = (() => {
  const { advisories: _, ...report } = sampleReport();
  return { ...report, images: [{ name: 'app', inventory: sampleInventory() }] };
})();

const reports: readonly (readonly [string, ScanReport])[] = [
  ['with findings of every kind', sampleReport()],
  ['with ignored and hidden findings', sampleReport({}, { onlyFixed: true, ignoreRules })],
  ['without advisories', unmatched],
  [
    'of an empty image that was not fully read',
    {
      ...unmatched,
      images: [
        {
          name: 'oci-archive:/some where/ä.tar',
          inventory: sampleInventory({
            packages: [],
            layers: [],
            state: 'partial',
            issues: [{ code: 'ENTRY_LIMIT', layer: 0, path: 'a\u001bb', detail: 'too many' }],
          }),
        },
      ],
    },
  ],
];

for (const [name, report] of reports) {
  for (const format of exchangeFormats) {
    test(`a report ${name} as ${format} follows the published schema`, { skip }, () => {
      assert.deepEqual(schemaProblems(format, json(format, report)), []);
    });
  }

  test(`a report ${name} as json follows its own schema`, () => {
    const problems = Errors(JsonReportSchema, json('json', report));
    assert.deepEqual(
      problems.map(({ instancePath, message }) => `${instancePath} ${message}`),
      [],
    );
  });
}

test('the check against the published schemas finds a document that is wrong', { skip }, () => {
  for (const format of exchangeFormats) {
    const document = json(format, sampleReport());
    delete document.version;
    delete document.specVersion;
    delete document.spdxVersion;

    assert.notDeepEqual(schemaProblems(format, document), [], format);
  }
});

for (const format of reportFormats) {
  test(`the same report as ${format} is the same text`, () => {
    assert.equal(text(format, sampleReport()), text(format, sampleReport()));
  });

  test(`the age of the advisories stands in ${format}`, () => {
    assert.match(text(format, sampleReport()), /2026-06-01T07:00:00/);
  });

  test(`advisories older than 72 hours are called stale in ${format}`, () => {
    const newestModifiedAtMs = sampleNowMs - 73 * 3_600_000;
    const advisories = { ...sampleAdvisories, newestModifiedAtMs };

    assert.match(text(format, sampleReport({ advisories })), /73 hours old; 72 is the limit/);
    assert.doesNotMatch(text(format, sampleReport()), /is the limit/);
  });

  test(`${format} without advisories says that nothing was checked`, () => {
    assert.match(text(format, unmatched), /packages only/);
  });

  test(`${format} names packages that nobody could look up`, () => {
    const [image] = sampleReport().images;
    assert.ok(image?.matched);
    const coverage = {
      distro: 'no-advisory-data',
      ecosystem: 'Debian:99',
      ecosystemsWithoutData: ['npm'],
    } as const;
    const report = sampleReport({
      images: [{ ...image, matched: { ...image.matched, findings: [], coverage } }],
    });

    assert.match(text(format, report), /no advisories for the system packages of Debian:99/);
    assert.match(text(format, report), /no advisories for packages of npm/);
  });
}

test('the table shows the gravest first and lets no control character of an image through', () => {
  const table = text('table', sampleReport());

  const lines = table.split('\n');
  const row = (id: string) => lines.findIndex((line) => line.includes(id));
  assert.ok(row('CVE-2026-0003') < row('CVE-2026-0001') && row('CVE-2026-0001') < row('DSA-1-1'));
  assert.match(lines[row('CVE-2026-0002')] ?? '', /^low /);
  assert.doesNotMatch(table, /\p{Cc}(?<!\n)/u);
  assert.match(table, /6 findings: 1 critical, 3 high, 0 medium, 1 low, 1 unknown/);
});

test('the table without advisories lists the packages', () => {
  assert.match(text('table', unmatched), /zlib1g +1:1\.2\.13 +deb +0/);
});

test('a package found twice is one finding that names both', () => {
  const [image] = json('json', sampleReport()).images;

  const finding = image.findings.find((one: { id: string }) => one.id === 'CVE-2026-0003');
  assert.deepEqual(finding.packages, [2, 3]);
  assert.equal(image.counts.critical, 1);
});

test('ignored findings are suppressed results in SARIF, and hidden ones are left out', () => {
  const [run] = json('sarif', sampleReport({}, { onlyFixed: true, ignoreRules })).runs;

  const suppressed = run.results.filter((one: { suppressions?: unknown }) => one.suppressions);
  assert.deepEqual(
    suppressed.map((one: { ruleId: string }) => one.ruleId),
    ['CVE-2026-0003'],
  );
  assert.equal(suppressed[0].suppressions[0].justification, 'CVE-2026-0003');
  assert.ok(run.results.every((one: { ruleId: string }) => one.ruleId !== 'CVE-2026-0004'));
});

test('rules and results of SARIF point at each other, and paths are relative references', () => {
  const [run] = json('sarif', sampleReport()).runs;

  for (const result of run.results) {
    assert.equal(run.tool.driver.rules[result.ruleIndex].id, result.ruleId);
  }
  const uris = run.results.map(
    (one: { locations: [{ physicalLocation: { artifactLocation: { uri: string } } }] }) =>
      one.locations[0].physicalLocation.artifactLocation.uri,
  );
  assert.ok(uris.includes('app/with%20space/c%3A/n%C3%A4me/package.json'));
  assert.equal(run.tool.driver.rules[0].properties['security-severity'], '9.8');
});

test('several images are several runs of SARIF with names of their own', () => {
  const [image] = sampleReport().images;
  assert.ok(image);
  const platform = { os: 'linux', architecture: 's390x' };
  const other = { ...image, inventory: sampleInventory({ platform }) };

  const { runs } = json('sarif', sampleReport({ images: [image, other] }));

  const ids = runs.map((run: { automationDetails: { id: string } }) => run.automationDetails.id);
  assert.equal(new Set(ids).size, 2);
});

test('SARIF holds no more results than code scanning takes, the gravest, and says how many are left out', () => {
  const [image] = sampleReport().images;
  const low = image?.matched?.findings.at(-1);
  assert.ok(image?.matched && low);
  const many = Array.from({ length: 25_000 }, () => low);
  const matched = { ...image.matched, findings: [...image.matched.findings, ...many] };
  const left = matched.findings.length + sampleObservations.length - 25_000;

  const [run] = json('sarif', sampleReport({ images: [{ ...image, matched }] })).runs;

  assert.equal(run.results.length, 25_000);
  assert.equal(run.results[0].ruleId, image.matched.findings[0]?.advisoryId);
  const { message } = run.invocations[0].toolExecutionNotifications.at(-1);
  assert.match(message.text, new RegExp(`^${left} of the least grave findings are left out`));
  const [whole] = json('sarif', sampleReport()).runs;
  assert.deepEqual(whole.invocations[0].toolExecutionNotifications, []);
});

test('CycloneDX names every package once and affects only those', () => {
  const document = json('cyclonedx', sampleReport());

  const references: readonly string[] = document.components.map(
    (one: { 'bom-ref': string }) => one['bom-ref'],
  );
  assert.equal(new Set(references).size, references.length);
  assert.deepEqual(document.dependencies[0].dependsOn, references);
  const vulnerability = document.vulnerabilities.find(
    (one: { id: string }) => one.id === 'CVE-2026-0003',
  );
  assert.deepEqual(
    vulnerability.affects.map((one: { ref: string }) => one.ref),
    references.slice(2, 4),
  );
  assert.equal(vulnerability.ratings[0].method, 'CVSSv4');
  assert.deepEqual(vulnerability.references, [
    {
      id: 'GHSA-aaaa-bbbb-cccc',
      source: { name: 'GitHub', url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc' },
    },
  ]);
});

test('one advisory on several packages is one vulnerability of CycloneDX', () => {
  const { vulnerabilities } = json('cyclonedx', sampleReport());

  const first = vulnerabilities.filter((one: { id: string }) => one.id === 'CVE-2026-0001');
  assert.equal(first.length, 1);
  assert.deepEqual(
    first[0].affects.map((one: { versions: [{ status: string }] }) => one.versions[0].status),
    ['unknown', 'affected'],
  );
});

test('licences are ids where they certainly are some, and names otherwise', () => {
  const { components } = json('cyclonedx', sampleReport());
  const { packages } = json('spdx', sampleReport());

  assert.deepEqual(components[1].licenses, [
    { license: { name: 'GPL-2+' } },
    { license: { id: 'Zlib' } },
  ]);
  assert.equal(packages[2].licenseDeclared, 'NOASSERTION');
  assert.equal(packages[2].licenseComments, 'GPL-2+, Zlib');
  assert.equal(packages[3].licenseDeclared, 'MIT AND ISC');
});

test('a licence that is an expression stays one in CycloneDX, unless others stand beside it', () => {
  const [image] = sampleReport().images;
  const [found] = sampleInventory().packages;
  assert.ok(image && found);
  const licensed = (...licenses: string[]) => ({ ...found, licenses });
  const packages = [licensed('MIT OR Apache-2.0'), licensed('MIT OR Apache-2.0', 'ISC')];
  const inventory = sampleInventory({ packages });

  const { components } = json('cyclonedx', { ...unmatched, images: [{ name: 'a', inventory }] });

  assert.deepEqual(components[0].licenses, [{ expression: 'MIT OR Apache-2.0' }]);
  assert.deepEqual(components[1].licenses, [
    { license: { name: 'MIT OR Apache-2.0' } },
    { license: { id: 'ISC' } },
  ]);
});

test('both exchange formats name the distribution, by which others look its packages up', () => {
  const { components } = json('cyclonedx', sampleReport());
  const { packages } = json('spdx', sampleReport());

  const { type, name, version } = components.at(-1);
  assert.deepEqual(
    { type, name, version },
    {
      ...{ type: 'operating-system', name: 'debian', version: '12' },
    },
  );
  const { primaryPackagePurpose, name: spdxName, versionInfo } = packages.at(-1);
  assert.deepEqual(
    [primaryPackagePurpose, spdxName, versionInfo],
    [...['OPERATING_SYSTEM', 'debian', '12']],
  );
});

test('an image of no distribution has no operating system in either format', () => {
  const { distro: _, ...inventory } = sampleInventory();
  const report = { ...unmatched, images: [{ name: 'a', inventory }] };

  assert.equal(json('cyclonedx', report).components.length, inventory.packages.length);
  assert.equal(json('spdx', report).packages.length, inventory.packages.length + 1);
});

test('SPDX contains every package of the image with its purl and advisories', () => {
  const { packages, relationships } = json('spdx', sampleReport());

  assert.equal(packages.length, sampleInventory().packages.length + 2);
  assert.equal(relationships.length, packages.length);
  assert.deepEqual(
    packages[1].externalRefs.map((one: { referenceLocator: string }) => one.referenceLocator),
    [
      'pkg:deb/debian/openssl@3.0.9-1?upstream=openssl-src',
      'https://osv.dev/vulnerability/CVE-2026-0001',
    ],
  );
});

test('both exchange formats tell the source package where others read it', () => {
  const { components } = json('cyclonedx', sampleReport());
  const { packages } = json('spdx', sampleReport());

  assert.equal(components[0].purl, 'pkg:deb/debian/openssl@3.0.9-1?upstream=openssl-src');
  const told = components[0].properties.filter(({ name }: { name: string }) =>
    name.startsWith('aquasecurity:'),
  );
  assert.deepEqual(
    told.map(({ value }: { value: string }) => value),
    ['openssl-src', '3.0.9-1'],
  );
  assert.equal(packages[1].sourceInfo, 'built package from: openssl-src 3.0.9-1');
  assert.equal(packages[2].sourceInfo, undefined);
});

test('a document of one image is not made from several', () => {
  const [image] = sampleReport().images;
  assert.ok(image);

  assert.throws(() => text('spdx', sampleReport({ images: [image, image] })));
});

test('a report of very many packages comes in pieces', () => {
  const [found] = sampleInventory().packages;
  assert.ok(found);
  const inventory = sampleInventory({ packages: Array.from({ length: 20_000 }, () => found) });

  const pieces = [
    ...writeReport('cyclonedx', { ...unmatched, images: [{ name: 'a', inventory }] }),
  ];

  assert.ok(pieces.length > 50);
  assert.ok(pieces.slice(0, -1).every((piece) => piece.length >= 64 * 1024));
});
