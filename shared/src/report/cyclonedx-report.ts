// One image as a CycloneDX 1.6 document: its packages as components, what is known about them as vulnerabilities.
// https://cyclonedx.org/docs/1.6/json/
import { advisoryAge } from '../advisories/advisory-age.ts';
import { observedAt } from '../observations/observation-rules.ts';
import type { Layer, Package } from '../protocol/inventory.ts';
import { type Property, property } from './cyclonedx-property.ts';
import { cycloneDxVulnerabilities } from './cyclonedx-vulnerabilities.ts';
import { documentText, Rows } from './document-text.ts';
import { isLicenseId } from './license-expression.ts';
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

export function cycloneDxReport(report: ScanReport, image: ImageReport): Iterable<string> {
  const { inventory, matched } = image;
  const references = packageReferences(inventory.packages);
  return documentText({
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${serialNumber(report, image)}`,
    version: 1,
    metadata: metadataOf(report, image),
    components: new Rows(() =>
      inventory.packages
        .values()
        .map((found, index) =>
          componentOf(found, references[index] ?? found.purl, inventory.layers[found.layer]),
        ),
    ),
    dependencies: [{ ref: inventory.imageDigest, dependsOn: [...references] }],
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

function componentOf(found: Package, reference: string, layer: Layer | undefined) {
  const { licenses = [], vendor, source, ownedBy } = found;
  return {
    type: 'library',
    'bom-ref': reference,
    ...(vendor === undefined ? {} : { publisher: vendor }),
    name: found.name,
    version: found.version,
    ...(licenses.length === 0 ? {} : { licenses: licenses.map(licenseOf) }),
    purl: found.purl,
    properties: [
      property('type', found.type),
      property('detector', found.detector),
      ...(layer === undefined ? [] : [property('layer:digest', layer.digest)]),
      ...(layer?.diffId === undefined ? [] : [property('layer:diffId', layer.diffId)]),
      ...found.locations.map((location) => property('location', location)),
      ...(source === undefined ? [] : [property('source', `${source.name} ${source.version}`)]),
      ...(ownedBy === undefined ? [] : [property('ownedBy', ownedBy)]),
    ],
  };
}

function licenseOf(license: string) {
  return { license: isLicenseId(license) ? { id: license } : { name: license } };
}
