// One image as an SPDX 2.3 document: the image is a package that contains the packages found in it. Findings are
// references of their packages to advisories, which is all that this version of SPDX has for them.
// https://spdx.github.io/spdx-spec/v2.3/
import { observedAt } from '../observations/observation-rules.ts';
import type { Package } from '../protocol/inventory.ts';
import { advisoryUrl } from './advisory-links.ts';
import { documentText, Rows } from './document-text.ts';
import { licenseExpression } from './license-expression.ts';
import { imageRemarks, reportRemarks } from './report-remarks.ts';
import { type ImageReport, platformText, type ScanReport, timeText } from './scan-report.ts';
import { serialNumber } from './serial-number.ts';
import {
  type OperatingSystem,
  operatingSystemOf,
  purlWithUpstream,
  sourcePackageOf,
} from './system-packages.ts';

const documentId = 'SPDXRef-DOCUMENT';
const imageId = 'SPDXRef-Image';
const systemId = 'SPDXRef-OperatingSystem';
const nothing = 'NOASSERTION';

export function spdxReport(report: ScanReport, image: ImageReport): Iterable<string> {
  const { inventory } = image;
  const advisories = advisoriesByPackage(image);
  const system = operatingSystemOf(inventory);
  return documentText({
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: documentId,
    name: image.name,
    documentNamespace: `https://spdx.org/spdxdocs/harborguard-${serialNumber(report, image)}`,
    creationInfo: {
      created: timeText(report.createdAtMs).replace(/\.\d+Z$/, 'Z'),
      creators: [creator(report)],
    },
    comment: commentOf(report, image),
    documentDescribes: [imageId],
    packages: new Rows(function* () {
      yield { ...imagePackage(image), ...annotationsOf(report, image) };
      for (const [index, found] of inventory.packages.entries()) {
        yield packageOf(found, index, advisories.get(index) ?? []);
      }
      if (system !== undefined) yield systemPackage(system);
    }),
    relationships: new Rows(function* () {
      yield relationship(documentId, 'DESCRIBES', imageId);
      for (const index of inventory.packages.keys()) {
        yield relationship(imageId, 'CONTAINS', packageId(index));
      }
      if (system !== undefined) yield relationship(imageId, 'CONTAINS', systemId);
    }),
  });
}

function commentOf(report: ScanReport, image: ImageReport): string {
  const { advisories } = report;
  const remarks = [...reportRemarks(report), ...imageRemarks(image)].map(({ text }) => text);
  const age =
    advisories && `the newest advisory in use is of ${timeText(advisories.newestModifiedAtMs)}`;
  return [`platform ${platformText(image.inventory)}`, age, ...remarks]
    .filter((part) => part !== undefined)
    .join('\n');
}

function imagePackage({ name, inventory }: ImageReport) {
  const [algorithm = '', checksumValue = ''] = inventory.imageDigest.split(':');
  return {
    SPDXID: imageId,
    name,
    versionInfo: inventory.imageDigest,
    primaryPackagePurpose: 'CONTAINER',
    downloadLocation: nothing,
    filesAnalyzed: false,
    checksums: [{ algorithm: algorithm.toUpperCase(), checksumValue }],
    ...noClaims,
    licenseDeclared: nothing,
  };
}

/** Without it no reader knows whose advisories speak of the system packages. */
function systemPackage({ name, version }: OperatingSystem) {
  return {
    SPDXID: systemId,
    name,
    ...(version === undefined ? {} : { versionInfo: version }),
    primaryPackagePurpose: 'OPERATING_SYSTEM',
    downloadLocation: nothing,
    filesAnalyzed: false,
    ...noClaims,
    licenseDeclared: nothing,
  };
}

/** What is no package and no advisory: an annotation of the image. */
function annotationsOf(report: ScanReport, { inventory }: ImageReport) {
  const { observations = [] } = inventory;
  if (observations.length === 0) return {};
  return {
    annotations: observations.map((one) => ({
      annotationType: 'OTHER',
      annotator: creator(report),
      annotationDate: timeText(report.createdAtMs).replace(/\.\d+Z$/, 'Z'),
      comment: `${one.kind}/${one.rule} (${one.severity}): ${observedAt(one) || 'whole image'}`,
    })),
  };
}

function creator({ toolVersion }: ScanReport): string {
  return `Tool: HarborGuard-${toolVersion}`;
}

function packageOf(found: Package, index: number, advisories: readonly string[]) {
  const { licenses = [], vendor } = found;
  const source = sourcePackageOf(found);
  const declared = licenseExpression(licenses);
  const isUnclear = licenses.length > 0 && declared === undefined;
  return {
    SPDXID: packageId(index),
    name: found.name,
    versionInfo: found.version,
    downloadLocation: nothing,
    filesAnalyzed: false,
    ...(vendor === undefined ? {} : { supplier: `Organization: ${vendor}` }),
    ...noClaims,
    licenseDeclared: declared ?? nothing,
    ...(isUnclear ? { licenseComments: licenses.join(', ') } : {}),
    // In the words by which Syft and Trivy tell the source package each other.
    ...(source === undefined
      ? {}
      : { sourceInfo: `built package from: ${source.name} ${source.version}` }),
    comment: `layer ${found.layer}: ${found.locations.join(', ')}`,
    externalRefs: [
      {
        referenceCategory: 'PACKAGE-MANAGER',
        referenceType: 'purl',
        referenceLocator: purlWithUpstream(found),
      },
      ...advisories.map((id) => ({
        referenceCategory: 'SECURITY',
        referenceType: 'advisory',
        referenceLocator: advisoryUrl(id),
      })),
    ],
  };
}

const noClaims = { licenseConcluded: nothing, copyrightText: nothing };

function packageId(index: number): string {
  return `SPDXRef-Package-${index}`;
}

function relationship(from: string, relationshipType: string, to: string) {
  return { spdxElementId: from, relationshipType, relatedSpdxElement: to };
}

function advisoriesByPackage({ matched }: ImageReport): ReadonlyMap<number, readonly string[]> {
  const advisories = new Map<number, string[]>();
  const all = [...(matched?.findings ?? []), ...(matched?.ignored ?? []).map((one) => one.finding)];
  for (const { packageIndexes, advisoryId } of all) {
    for (const index of packageIndexes) {
      const known = advisories.get(index);
      if (known === undefined) advisories.set(index, [advisoryId]);
      else known.push(advisoryId);
    }
  }
  return advisories;
}
