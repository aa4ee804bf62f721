// The forms a report can take, by name: what each is called on the wire, and who writes it.
import assert from 'node:assert/strict';
import { cycloneDxReport } from './cyclonedx-report.ts';
import { inChunks } from './document-text.ts';
import { jsonReport } from './json-report.ts';
import { sarifReport } from './sarif-report.ts';
import type { ImageReport, ScanReport } from './scan-report.ts';
import { spdxReport } from './spdx-report.ts';
import { tableReport } from './table-report.ts';

export const reportFormats = ['table', 'json', 'sarif', 'cyclonedx', 'spdx'] as const;
export type ReportFormat = (typeof reportFormats)[number];

interface FormatFacts {
  readonly contentType: string;
  /** What file names end in, by the custom of each format. */
  readonly extension: string;
  /** The format holds exactly one image. */
  readonly oneImage: boolean;
}

export const reportFormatFacts: Readonly<Record<ReportFormat, FormatFacts>> = {
  table: { contentType: 'text/plain; charset=utf-8', extension: 'txt', oneImage: false },
  json: { contentType: 'application/json; charset=utf-8', extension: 'json', oneImage: false },
  sarif: { contentType: 'application/sarif+json', extension: 'sarif.json', oneImage: false },
  cyclonedx: {
    contentType: 'application/vnd.cyclonedx+json; version=1.6',
    extension: 'cdx.json',
    oneImage: true,
  },
  spdx: { contentType: 'application/spdx+json', extension: 'spdx.json', oneImage: true },
};

/** Text in pieces of some 64 KiB, made as they are asked for. */
export function writeReport(format: ReportFormat, report: ScanReport): Iterable<string> {
  return inChunks(piecesOf(format, report));
}

function piecesOf(format: ReportFormat, report: ScanReport): Iterable<string> {
  switch (format) {
    case 'table':
      return tableReport(report);
    case 'json':
      return jsonReport(report);
    case 'sarif':
      return sarifReport(report);
    case 'cyclonedx':
      return cycloneDxReport(report, onlyImage(report));
    case 'spdx':
      return spdxReport(report, onlyImage(report));
  }
}

function onlyImage({ images }: ScanReport): ImageReport {
  const [image, ...more] = images;
  assert.ok(image !== undefined && more.length === 0, 'this format holds one image');
  return image;
}
