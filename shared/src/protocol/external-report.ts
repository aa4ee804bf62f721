// What external scanners say of one image, as it travels over the link and is stored. Their findings stand beside ours and
// are joined with them by package, version and vulnerability.
import { type Static, Type } from 'typebox';
import { packageTypes } from './inventory.ts';

const text = (maxLength: number) => Type.String({ maxLength });

export const externalScanners = ['trivy', 'grype'] as const;
export type ExternalScannerName = (typeof externalScanners)[number];

/** The most affected images known have some thousands; beyond this a report is not one. */
export const externalFindingsMax = 20_000;

export const ExternalFindingSchema = Type.Object({
  /** CVE, GHSA or the distro's own. */
  id: Type.String({ minLength: 1, maxLength: 128 }),
  aliases: Type.Array(text(128), { maxItems: 32 }),
  /** Absent for a kind of package we have no word for. */
  packageType: Type.Optional(Type.Enum(packageTypes)),
  packageName: Type.String({ minLength: 1, maxLength: 512 }),
  packageVersion: text(256),
  purl: Type.Optional(text(2048)),
  severity: Type.Enum(['critical', 'high', 'medium', 'low', 'unknown']),
  fixedIn: Type.Optional(text(256)),
  summary: text(512),
});
export type ExternalFinding = Static<typeof ExternalFindingSchema>;

export const ExternalReportSchema = Type.Object({
  scanner: Type.Enum(externalScanners),
  /** `unavailable`: nothing was learnt; `code` says why, and what was known before stays. */
  outcome: Type.Enum(['reported', 'unavailable']),
  code: Type.Optional(text(64)),
  findings: Type.Array(ExternalFindingSchema, { maxItems: externalFindingsMax }),
});
export type ExternalReport = Static<typeof ExternalReportSchema>;
