// The report as SARIF 2.1.0, one run for each image, for code scanning services. A finding stands at the file that
// showed the package; an image has no lines, so it is always the first.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
import { advisoryAge } from '../advisories/advisory-age.ts';
import { documentText, Rows } from './document-text.ts';
import { imageRemarks, type Remark, reportRemarks } from './report-remarks.ts';
import { sarifObservations } from './sarif-observations.ts';
import { sarifResult, sarifRules } from './sarif-results.ts';
import { sarifVerdict } from './sarif-verdict.ts';
import { type ImageReport, platformText, type ScanReport, timeText } from './scan-report.ts';

export function sarifReport(report: ScanReport): Iterable<string> {
  return documentText({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: report.images.map((image) => runOf(report, image)),
  });
}

/** GitHub refuses a file with a longer run, and then shows none of it. */
const resultsMax = 25_000;

function runOf(report: ScanReport, image: ImageReport) {
  const { findings, ignored, leftOut } = fittingFindings(image);
  const all = [...findings, ...ignored.map(({ finding }) => finding)];
  const { rules, indexes } = sarifRules(all);
  const observed = sarifObservations(image, rules.length);
  const judged = sarifVerdict(image, rules.length + observed.rules.length);
  return {
    tool: {
      driver: {
        name: 'HarborGuard',
        version: report.toolVersion,
        rules: new Rows(() => [...rules, ...observed.rules, ...judged.rules]),
      },
    },
    automationDetails: { id: `${image.name}/${platformText(image.inventory)}/` },
    invocations: [
      {
        executionSuccessful: true,
        endTimeUtc: timeText(report.createdAtMs),
        toolExecutionNotifications: [
          ...reportRemarks(report),
          ...imageRemarks(image),
          ...leftOut,
        ].map(notification),
      },
    ],
    properties: propertiesOf(report, image),
    columnKind: 'utf16CodeUnits',
    results: new Rows(function* () {
      for (const finding of findings) {
        const acceptance = image.matched?.accepted?.get(finding);
        const result = sarifResult(image, finding, indexes);
        yield acceptance === undefined ? result : suppressed(result, acceptance.reason);
      }
      for (const { finding, rule } of ignored) {
        yield suppressed(sarifResult(image, finding, indexes), rule);
      }
      yield* observed.results;
      yield* judged.results;
    }),
  };
}

/** SARIF 2.1.0, section 3.35: by somebody's decision, not by a mark in what was scanned. */
function suppressed(result: object, justification: string | undefined) {
  return { ...result, suppressions: [{ kind: 'external', status: 'accepted', justification }] };
}

/** The gravest, as many as there is room for beside what was seen and judged. */
function fittingFindings({ matched, inventory, verdict }: ImageReport) {
  const { findings = [], ignored = [] } = matched ?? {};
  const others = (inventory.observations?.length ?? 0) + (verdict?.reasons.length ?? 0);
  const room = Math.max(0, resultsMax - others);
  const tooMany = findings.length + ignored.length - room;
  const leftOut: readonly Remark[] =
    tooMany <= 0
      ? []
      : [
          {
            code: 'NOTE',
            text: `${tooMany} of the least grave findings are left out: code scanning takes ${resultsMax} results`,
          },
        ];
  const shown = findings.slice(0, room);
  return { findings: shown, ignored: ignored.slice(0, room - shown.length), leftOut };
}

function notification({ code, text }: Remark) {
  return { descriptor: { id: code }, level: 'warning', message: { text } };
}

function propertiesOf(
  { advisories, createdAtMs }: ScanReport,
  { name, inventory, verdict }: ImageReport,
) {
  return {
    image: name,
    digest: inventory.imageDigest,
    platform: platformText(inventory),
    state: inventory.state,
    packages: inventory.packages.length,
    ...(verdict === undefined ? {} : { verdict: verdict.kind }),
    ...(advisories === undefined
      ? {}
      : {
          advisoriesNewestModifiedAt: timeText(advisories.newestModifiedAtMs),
          advisoriesAgeHours: advisoryAge(advisories, createdAtMs).hours,
        }),
  };
}
