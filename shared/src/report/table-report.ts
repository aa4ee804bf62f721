// The report for people at a terminal. Names come from the image, so nothing reaches the terminal uncleaned.
import { advisoryAge } from '../advisories/advisory-age.ts';
import { countBySeverity } from '../match/count-by-severity.ts';
import { observationRule, observedAt } from '../observations/observation-rules.ts';
import { cleanText } from '../text/clean-text.ts';
import { imageRemarks, reportRemarks } from './report-remarks.ts';
import { type ReportedFinding, shownSeverity } from './reported-findings.ts';
import {
  distroText,
  type ImageReport,
  type MatchedFindings,
  platformText,
  type ScanReport,
  timeText,
} from './scan-report.ts';

/** A column wider than this pushes all others off the screen. */
const cellLengthMax = 60;
/** Of a verdict, with what it names. */
const sentenceLengthMax = 2000;

export function* tableReport(report: ScanReport): Generator<string> {
  for (const image of report.images) {
    yield* imageText(image);
    yield '\n';
  }
  yield* ageText(report);
  for (const { code, text } of reportRemarks(report)) yield `${code}: ${text}\n`;
}

function* imageText(image: ImageReport): Generator<string> {
  const { inventory, matched } = image;
  const { layers, packages } = inventory;
  yield `${clean(image.name, 512)} (${clean(platformText(inventory))}) ${inventory.imageDigest}\n`;
  yield `${clean(distroText(inventory) ?? 'no distribution')}, ${layers.length} layers, ${packages.length} packages\n\n`;
  yield* matched === undefined ? packageTable(image) : findingTable(matched);
  yield* observationTable(image);
  for (const { code, text } of imageRemarks(image)) yield `${code}: ${text}\n`;
  yield* verdictText(image);
}

function* verdictText({ verdict }: ImageReport): Generator<string> {
  if (verdict === undefined) return;
  yield `verdict: ${verdict.kind}\n`;
  if (verdict.reasons.length === 0) yield `  ${clean(verdict.sentence, sentenceLengthMax)}\n`;
  for (const { sentence } of verdict.reasons) yield `  ${clean(sentence, sentenceLengthMax)}\n`;
  if (verdict.acceptedFindings > 0) yield `  ${verdict.acceptedFindings} findings accepted\n`;
}

function packageTable({ inventory }: ImageReport): Generator<string> {
  return table(
    ['package', 'version', 'type', 'layer'],
    inventory.packages.map(({ name, version, type, layer }) => [
      name,
      version,
      type,
      String(layer),
    ]),
  );
}

function* findingTable(matched: MatchedFindings): Generator<string> {
  const { findings, ignored, hiddenUnfixed } = matched;
  if (findings.length > 0) {
    const hasSignals = findings.some(({ signal }) => signal !== undefined);
    yield* table(
      [
        ...['severity', 'advisory', 'package', 'installed', 'fixed in'],
        ...(hasSignals ? ['epss', 'exploited'] : []),
        'summary',
      ],
      findings.map((finding) => [
        shownSeverity(finding),
        finding.advisoryId,
        finding.package.name,
        finding.package.version,
        finding.fixedIn ?? unfixed[finding.status],
        ...(hasSignals ? signalCells(finding) : []),
        finding.summary,
      ]),
    );
    yield '\n';
  }
  const counts = Object.entries(countBySeverity(findings)).map(
    ([level, count]) => `${count} ${level}`,
  );
  const left = [
    ...(ignored.length === 0 ? [] : [`${ignored.length} ignored by rule`]),
    ...(hiddenUnfixed === 0 ? [] : [`${hiddenUnfixed} without a fix not shown`]),
  ];
  yield `${findings.length} findings: ${[...counts, ...left].join(', ')}\n`;
}

/** Apart from the findings, and not counted among them. */
function* observationTable({ inventory }: ImageReport): Generator<string> {
  const { observations = [] } = inventory;
  if (observations.length === 0) return;
  yield '\nsecrets, permissions and configuration\n';
  yield* table(
    ['severity', 'rule', 'what', 'where'],
    observations.map((one) => [
      one.severity,
      one.rule,
      observationRule(one.rule)?.title ?? one.rule,
      observedAt(one),
    ]),
  );
  yield '\n';
}

const unfixed = {
  'fixed-available': 'fixed',
  'no-fix': 'no fix',
  'wont-fix': "won't fix",
  ignored: 'ignored',
  undetermined: 'unclear',
} as const;

/** The day a fix is due says more than that it is exploited. */
function signalCells({ signal }: ReportedFinding): readonly string[] {
  const { epss, kev } = signal ?? {};
  const due = kev?.dueAt === undefined ? 'yes' : `due ${kev.dueAt}`;
  return [epss === undefined ? '' : `${(100 * epss).toFixed(1)} %`, kev === undefined ? '' : due];
}

function* ageText({ advisories, createdAtMs }: ScanReport): Generator<string> {
  if (advisories === undefined) return;
  const { hours } = advisoryAge(advisories, createdAtMs);
  yield `advisories: ${advisories.records} records, the newest of ${timeText(advisories.newestModifiedAtMs)} (${hours} hours old)\n`;
}

function* table(head: readonly string[], rows: readonly (readonly string[])[]): Generator<string> {
  const cleaned = rows.map((row) => row.map((cell) => clean(cell)));
  const widths = head.map((title, column) =>
    cleaned.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), title.length),
  );
  for (const row of [head, ...cleaned]) {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    yield `${cells.join('  ').trimEnd()}\n`;
  }
}

function clean(text: string, lengthMax = cellLengthMax): string {
  return cleanText(text, lengthMax);
}
