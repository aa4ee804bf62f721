// One image as a CycloneDX 1.6 document: its packages as components, what is known about them as vulnerabilities.
// https://cyclonedx.org/docs/1.6/json/
import { advisoryAge } from '../advisories/advisory-age.ts';
import { observedAt } from '../observations/observation-rules.ts';
import type { Layer, Package } from '../protocol/inventory.ts';
import { type Property, property } from './cyclonedx-property.ts';
import { cycloneDxVulnerabilities } from './cyclonedx-vulnerabilities.ts';
import { documentText, Rows } from './document-text.ts';
import { isLicenseId, licenseExpression } from './license-expression.ts';
import { packageReferences } from './package-references.ts';
import { imageRemarks, reportRemarks } from './report-remarks.ts';
import {
  distroText,
  type ImageReport,
  platformText,
  type ScanReport,
  timeText,
} from './scan-report.ts';
import { serialNumber } from './serial-number.ts';
import {
  type OperatingSystem,
  operatingSystemOf,
  purlWithUpstream,
  sourcePackageOf,
} from './system-packages.ts';

export function cycloneDxReport(report: ScanReport, image: ImageReport): Iterable<string> {
  const { inventory, matched } = image;
  const references = packageReferences(inventory.packages);
  const system = operatingSystemOf(inventory);
  return documentText({
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${serialNumber(report, image)}`,
    version: 1,
    metadata: metadataOf(report, image),
    components: new Rows(function* () {
      for (const [index, found] of inventory.packages.entries()) {
        yield componentOf(found, references[index] ?? found.purl, inventory.layers[found.layer]);
      }
      if (system !== undefined) yield systemComponent(system);
    }),
    dependencies: [
      {
        ref: inventory.imageDigest,
        dependsOn: [...references, ...(system === undefined ? [] : [systemReference(system)])],
      },
    ],
    ...(matched === undefined
      ? {}
      : { vulnerabilities: new Rows(() => cycloneDxVulnerabilities(matched, references)) }),
  });
}

function metadataOf(report: ScanReport, image: ImageReport) {
  const { inventory } = image;
  return {
    timestamp: timeText(report.createdAtMs),
    tools: {
      components: [{ type: 'application', name: 'HarborGuard', version: report.toolVersion }],
    },
    component: {
      type: 'container',
      'bom-ref': inventory.imageDigest,
      name: image.name,
      version: inventory.imageDigest,
    },
    properties: documentProperties(report, image),
  };
}

function documentProperties(report: ScanReport, image: ImageReport): readonly Property[] {
  const { advisories, createdAtMs } = report;
  const distro = distroText(image.inventory);
  const remarks = [...reportRemarks(report), ...imageRemarks(image)];
  return [
    property('platform', platformText(image.inventory)),
    ...(distro === undefined ? [] : [property('distro', distro)]),
    property('state', image.inventory.state),
    ...(advisories === undefined
      ? []
      : [
          property('advisories:newestModifiedAt', timeText(advisories.newestModifiedAtMs)),
          property('advisories:ageHours', String(advisoryAge(advisories, createdAtMs).hours)),
        ]),
    ...remarks.map(({ code, text }) => property(`remark:${code}`, text)),
    // What is no vulnerability has no field of its own in this format.
    ...(image.inventory.observations ?? []).map((one) =>
      property(`${one.kind}:${one.rule}`, `${one.severity}: ${observedAt(one) || 'whole image'}`),
    ),
  ];
}

/** Without it no reader knows whose advisories speak of the system packages. */
function systemComponent(system: OperatingSystem) {
  const { name, version = '' } = system;
  return { type: 'operating-system', 'bom-ref': systemReference(system), name, version };
}

function systemReference({ name, version = '' }: OperatingSystem): string {
  return `operating-system:${name}@${version}`;
}

function componentOf(found: Package, reference: string, layer: Layer | undefined) {
  const { licenses = [], vendor, source, ownedBy } = found;
  return {
    type: 'library',
    'bom-ref': reference,
    ...(vendor === undefined ? {} : { publisher: vendor }),
    name: found.name,
    version: found.version,
    ...(licenses.length === 0 ? {} : { licenses: licensesOf(licenses) }),
    purl: purlWithUpstream(found),
    properties: [
      property('type', found.type),
      property('detector', found.detector),
      ...(layer === undefined ? [] : [property('layer:digest', layer.digest)]),
      ...(layer?.diffId === undefined ? [] : [property('layer:diffId', layer.diffId)]),
      ...found.locations.map((location) => property('location', location)),
      ...(source === undefined ? [] : [property('source', `${source.name} ${source.version}`)]),
      ...(ownedBy === undefined ? [] : [property('ownedBy', ownedBy)]),
      ...trivyProperties(found),
    ],
  };
}

/** Trivy reads the source package from these only. https://trivy.dev/docs/latest/supply-chain/sbom/ */
function trivyProperties(found: Package): readonly Property[] {
  const source = sourcePackageOf(found);
  if (source === undefined) return [];
  return [
    { name: 'aquasecurity:trivy:SrcName', value: source.name },
    { name: 'aquasecurity:trivy:SrcVersion', value: source.version },
  ];
}

/** The format takes a list of licences, or one expression and nothing beside it. */
function licensesOf(licenses: readonly string[]) {
  const [first = ''] = licenses;
  const isExpression = !isLicenseId(first) && licenseExpression([first]) !== undefined;
  if (licenses.length === 1 && isExpression) return [{ expression: first }];
  return licenses.map((license) => ({
    license: isLicenseId(license) ? { id: license } : { name: license },
  }));
}
