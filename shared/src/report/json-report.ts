// The report as JSON in a form of our own: everything that is known, for programs of one's own. The schema is the
// promise; it grows by fields, and `schemaVersion` changes when a field changes its meaning or goes.
import { type Static, Type } from 'typebox';
import { advisoryAge } from '../advisories/advisory-age.ts';
import { severityLevels } from '../advisories/advisory-row.ts';
import { countBySeverity } from '../match/count-by-severity.ts';
import { matchStatuses } from '../match/match-report.ts';
import { type PolicyVerdict, verdictKinds } from '../policy/judge-image.ts';
import {
  DigestSchema,
  DistroSchema,
  ImageFactsSchema,
  IndexingIssueSchema,
  LayerSchema,
  PackageSchema,
  packageTypes,
} from '../protocol/inventory.ts';
import { ObservationSchema } from '../protocol/observation.ts';
import { documentText, Rows } from './document-text.ts';
import { imageRemarks, reportRemarks } from './report-remarks.ts';
import type { ReportedFinding } from './reported-findings.ts';
import { type ImageReport, platformText, type ScanReport, timeText } from './scan-report.ts';

const Count = Type.Integer({ minimum: 0 });
const Remarks = Type.Array(Type.Object({ code: Type.String(), text: Type.String() }));

const FindingSchema = Type.Object({
  id: Type.String(),
  ids: Type.Array(Type.String()),
  sources: Type.Array(Type.String()),
  upstream: Type.Array(Type.String()),
  severity: Type.Object({
    level: Type.Enum([...severityLevels]),
    score: Type.Optional(Type.Number()),
    vector: Type.Optional(Type.String()),
    origin: Type.String(),
    via: Type.Optional(Type.String()),
  }),
  signal: Type.Optional(
    Type.Object({
      epss: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
      percentile: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
      kev: Type.Optional(
        Type.Object({ addedAt: Type.String(), dueAt: Type.Optional(Type.String()) }),
      ),
    }),
  ),
  status: Type.Enum([...matchStatuses]),
  fixedIn: Type.Optional(Type.String()),
  summary: Type.String(),
  publishedAt: Type.Optional(Type.String()),
  package: Type.Object({
    type: Type.Enum([...packageTypes]),
    name: Type.String(),
    version: Type.String(),
    purl: Type.String(),
  }),
  /** Positions in `packages` of the image. */
  packages: Type.Array(Count, { minItems: 1 }),
});

const VerdictSchema = Type.Object({
  kind: Type.Enum([...verdictKinds]),
  sentence: Type.String(),
  acceptedFindings: Count,
  reasons: Type.Array(
    Type.Object({
      policy: Type.String(),
      effect: Type.Enum(['pass', 'warn', 'block']),
      outcome: Type.Enum(['met', 'unknown']),
      sentence: Type.String(),
      findings: Count,
      advisories: Type.Array(Type.String()),
    }),
  ),
});

const ImageSchema = Type.Object({
  name: Type.String(),
  digest: DigestSchema,
  mediaType: Type.String(),
  platform: Type.String(),
  distro: Type.Optional(DistroSchema),
  sizeBytes: Count,
  analyzerVersion: Type.String(),
  state: Type.Enum(['indexed', 'partial']),
  matched: Type.Boolean(),
  remarks: Remarks,
  issues: Type.Array(IndexingIssueSchema),
  facts: ImageFactsSchema,
  /** Secrets, permissions and configuration; no part of `counts`. Absent when the sensor did not look. */
  observations: Type.Optional(Type.Array(ObservationSchema)),
  verdict: Type.Optional(VerdictSchema),
  counts: Type.Optional(
    Type.Object({
      ...{ critical: Count, high: Count, medium: Count, low: Count, unknown: Count },
      ...{ ignored: Count, hiddenUnfixed: Count },
    }),
  ),
  coverage: Type.Optional(
    Type.Object({
      distro: Type.Enum(['covered', 'no-advisory-data', 'not-a-distro']),
      ecosystem: Type.Optional(Type.String()),
      ecosystemsWithoutData: Type.Array(Type.String()),
    }),
  ),
  findings: Type.Optional(Type.Array(FindingSchema)),
  ignored: Type.Optional(Type.Array(Type.Object({ rule: Type.String(), finding: FindingSchema }))),
  layers: Type.Array(LayerSchema),
  packages: Type.Array(PackageSchema),
});

export const JsonReportSchema = Type.Object({
  schemaVersion: Type.Literal(1),
  tool: Type.Object({ name: Type.Literal('HarborGuard'), version: Type.String() }),
  createdAt: Type.String(),
  advisories: Type.Optional(
    Type.Object({
      builtAt: Type.String(),
      newestModifiedAt: Type.String(),
      ageHours: Count,
      stale: Type.Boolean(),
      records: Count,
      source: Type.String(),
    }),
  ),
  remarks: Remarks,
  images: Type.Array(ImageSchema),
});
export type JsonReport = Static<typeof JsonReportSchema>;

export function jsonReport(report: ScanReport): Iterable<string> {
  return documentText({
    schemaVersion: 1,
    tool: { name: 'HarborGuard', version: report.toolVersion },
    createdAt: timeText(report.createdAtMs),
    advisories: advisoriesOf(report),
    remarks: reportRemarks(report),
    images: report.images.map(imageOf),
  });
}

function advisoriesOf({ advisories, createdAtMs }: ScanReport) {
  if (advisories === undefined) return undefined;
  const { hours, isStale } = advisoryAge(advisories, createdAtMs);
  return {
    builtAt: timeText(advisories.builtAtMs),
    newestModifiedAt: timeText(advisories.newestModifiedAtMs),
    ageHours: hours,
    stale: isStale,
    records: advisories.records,
    source: advisories.source,
  };
}

function imageOf(image: ImageReport) {
  const { inventory, matched } = image;
  return {
    name: image.name,
    digest: inventory.imageDigest,
    mediaType: inventory.mediaType,
    platform: platformText(inventory),
    distro: inventory.distro,
    sizeBytes: inventory.sizeBytes,
    analyzerVersion: inventory.analyzerVersion,
    state: inventory.state,
    matched: matched !== undefined,
    remarks: imageRemarks(image),
    issues: new Rows(() => inventory.issues),
    facts: inventory.facts,
    ...observationsOf(inventory),
    ...(image.verdict === undefined ? {} : { verdict: verdictOf(image.verdict) }),
    ...(matched === undefined ? {} : matchedOf(matched)),
    layers: new Rows(() => inventory.layers),
    packages: new Rows(() => inventory.packages),
  };
}

function verdictOf({ kind, sentence, acceptedFindings, reasons }: PolicyVerdict) {
  return { kind, sentence, acceptedFindings, reasons };
}

function observationsOf({ observations }: ImageReport['inventory']) {
  return observations === undefined ? {} : { observations: new Rows(() => observations) };
}

function matchedOf(matched: NonNullable<ImageReport['matched']>) {
  const { findings, ignored, hiddenUnfixed, coverage } = matched;
  return {
    counts: { ...countBySeverity(findings), ignored: ignored.length, hiddenUnfixed },
    coverage,
    findings: new Rows(() => findings.values().map(findingOf)),
    ignored: new Rows(() =>
      ignored.values().map(({ rule, finding }) => ({ rule, finding: findingOf(finding) })),
    ),
  };
}

function findingOf(finding: ReportedFinding) {
  const { advisoryId, ids, sources, upstream, severity, status, fixedIn, summary } = finding;
  return {
    id: advisoryId,
    ...{ ids, sources, upstream, severity, status, fixedIn, summary },
    ...(finding.signal === undefined ? {} : { signal: finding.signal }),
    ...(finding.publishedAtMs === undefined
      ? {}
      : { publishedAt: timeText(finding.publishedAtMs) }),
    package: finding.package,
    packages: finding.packageIndexes,
  };
}
