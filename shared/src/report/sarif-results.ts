// Findings as the rules and results of a SARIF run: a rule for each advisory, a result for each package version.
import { advisoryUrl } from './advisory-links.ts';
import { type ReportedFinding, type ShownSeverity, shownSeverity } from './reported-findings.ts';
import { uriOf } from './sarif-location.ts';
import type { ImageReport } from './scan-report.ts';

const levels: Readonly<Record<ShownSeverity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  unknown: 'warning',
};

// Code scanning services sort by a number; where nobody gives one, the middle of the band of CVSS stands in.
const bandScores: Readonly<Record<ShownSeverity, number | undefined>> = {
  critical: 9.5,
  high: 8,
  medium: 5.5,
  low: 2,
  unknown: undefined,
};

/** Code scanning services show no more places of a result; the JSON report holds them all. */
const relatedLocationsMax = 99;

export function sarifRules(findings: readonly ReportedFinding[]) {
  const indexes = new Map<string, number>();
  const rules: unknown[] = [];
  for (const finding of findings) {
    if (indexes.has(finding.advisoryId)) continue;
    indexes.set(finding.advisoryId, rules.length);
    rules.push(ruleOf(finding));
  }
  return { rules, indexes };
}

/** `indexes`: the place of each advisory among the rules. */
export function sarifResult(
  { name, inventory }: ImageReport,
  finding: ReportedFinding,
  indexes: ReadonlyMap<string, number>,
) {
  const { package: found, advisoryId, fixedIn, status } = finding;
  const packages = finding.packageIndexes.flatMap((index) => inventory.packages[index] ?? []);
  const paths = [...new Set(packages.flatMap(({ locations }) => locations))];
  const fix = fixedIn === undefined ? noFix[status] : `fixed in ${fixedIn}`;
  return {
    ruleId: advisoryId,
    ruleIndex: indexes.get(advisoryId) ?? -1,
    level: levels[shownSeverity(finding)],
    message: { text: `${found.name} ${found.version}: ${advisoryId}, ${fix}` },
    locations: [locationOf(paths[0] ?? name, found.purl)],
    ...(paths.length < 2
      ? {}
      : {
          relatedLocations: paths
            .slice(1, 1 + relatedLocationsMax)
            .map((path) => locationOf(path, found.purl)),
        }),
    partialFingerprints: {
      'advisoryAndPackage/v1': `${advisoryId}:${found.type}:${found.name}`,
    },
    properties: {
      ...{ severity: shownSeverity(finding), severityOrigin: finding.severity.origin, status },
      ...{ purl: found.purl, version: found.version, fixedIn },
      ...signalProperties(finding),
      layer: packages[0]?.layer,
      layerDigest: inventory.layers[packages[0]?.layer ?? -1]?.digest,
    },
  };
}

const noFix = {
  'fixed-available': 'fixed',
  'no-fix': 'no fix is known',
  'wont-fix': 'the distribution will not fix it',
  ignored: 'the distribution ignores it',
  undetermined: 'the version cannot be compared',
} as const;

function signalProperties({ signal }: ReportedFinding) {
  if (signal === undefined) return {};
  const { epss, percentile, kev } = signal;
  return {
    ...{ epss, epssPercentile: percentile, knownExploited: kev !== undefined },
    ...{ kevAddedAt: kev?.addedAt, kevDueAt: kev?.dueAt },
  };
}

function ruleOf(finding: ReportedFinding) {
  const { advisoryId, ids, severity, summary } = finding;
  const shown = shownSeverity(finding);
  const score = severity.score ?? bandScores[shown];
  const text = summary === '' ? advisoryId : summary;
  return {
    id: advisoryId,
    name: advisoryId,
    shortDescription: { text: advisoryId },
    fullDescription: { text },
    defaultConfiguration: { level: levels[shown] },
    helpUri: advisoryUrl(advisoryId),
    help: { text: `${text}\nAlso known as: ${ids.join(', ')}` },
    properties: {
      tags: ['security', 'vulnerability', shown],
      ...(score === undefined ? {} : { 'security-severity': score.toFixed(1) }),
    },
  };
}

function locationOf(path: string, purl: string) {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(path) },
      region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
    },
    logicalLocations: [{ fullyQualifiedName: purl, kind: 'package' }],
  };
}
