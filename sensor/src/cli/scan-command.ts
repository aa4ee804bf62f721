// `sensor scan <image>`: reads and indexes an image here and now, without a control plane or a state folder, matches
// it where an advisory file is given, and reports.
import { matchInventory } from '@harborguard/shared/match/match-inventory.ts';
import type { Inventory } from '@harborguard/shared/protocol/inventory.ts';
import { type IgnoreRule, isRunOut } from '@harborguard/shared/report/ignore-rules.ts';
import {
  imageRemarks,
  isIncomplete,
  reportRemarks,
} from '@harborguard/shared/report/report-remarks.ts';
import { shownSeverity } from '@harborguard/shared/report/reported-findings.ts';
import type { ImageReport, ScanReport } from '@harborguard/shared/report/scan-report.ts';
import { breaksPolicy, selectFindings } from '@harborguard/shared/report/select-findings.ts';
import { reportFormatFacts, writeReport } from '@harborguard/shared/report/write-report.ts';
import type { SignatureJudge } from '@harborguard/shared/signatures/judge-attachments.ts';
import { type Verdict, verdictText } from '@harborguard/shared/signatures/verdict.ts';
import { cleanText } from '@harborguard/shared/text/clean-text.ts';
import type { LocalConfig } from '../config.ts';
import type { System } from '../lifecycle.ts';
import { sensorVersion } from '../sensor-version.ts';
import { type AdvisoryFile, openAdvisoryFile } from '../store/advisory-file.ts';
import { isExportedFile, unpackedAdvisories } from './exported-advisories.ts';
import { fetchAdvisories, isAdvisoryUrl } from './fetch-advisories.ts';
import { judgeImages, verdictLines } from './judge-images.ts';
import { readIgnoreFile } from './read-ignore-file.ts';
import { readPolicyFile } from './read-policy-file.ts';
import { scanExitCodes } from './scan-exit-codes.ts';
import { scanInventories } from './scan-inventories.ts';
import type { ScanOptions } from './scan-options.ts';
import { openScanSource, type ScanSource } from './scan-source.ts';
import { openSignatureJudge, verifyImage } from './verify-image.ts';
import { checkOutput, writeOutput } from './write-output.ts';

type ScanSystem = System & { readonly signal: AbortSignal };

/** Of a verdict, with what it names. */
const sentenceLengthMax = 2000;

/** Returns the exit code. Failures throw. */
export async function scanCommand(
  text: string,
  options: ScanOptions,
  config: LocalConfig,
  system: ScanSystem,
): Promise<number> {
  await checkOutput(options.outputFile);
  const ignoreRules = await readIgnoreFile(options.ignoreFile);
  const policyRules = await readPolicyFile(options.policyFile);
  const advisories = await openAdvisories(options, config, system);
  const judge =
    options.signature === undefined ? undefined : await openSignatureJudge(options.signature);
  try {
    const { inventories, verdict } = await readImages({ text, options, judge }, { config, system });
    const found = reportOf({ text, inventories, advisories, ignoreRules, options }, system);
    const report =
      policyRules === undefined
        ? found
        : judgeImages({ report: found, text, signature: verdict }, policyRules);
    await writeOutput(writeReport(options.format, report), options.outputFile, system.random);
    return conclude(report, options, verdict);
  } finally {
    advisories?.close();
  }
}

async function openAdvisories(
  { advisories: text, plainHttp }: ScanOptions,
  config: LocalConfig,
  system: ScanSystem,
): Promise<AdvisoryFile | undefined> {
  if (text === undefined) return undefined;
  if (isAdvisoryUrl(text)) {
    return openAdvisoryFile(await fetchAdvisories(text, { plainHttp }, config, system));
  }
  const isExported = await isExportedFile(text);
  return openAdvisoryFile(isExported ? await unpackedAdvisories(text, config, system) : text);
}

interface Question {
  readonly text: string;
  readonly options: ScanOptions;
  readonly judge: SignatureJudge | undefined;
}

interface Read {
  readonly inventories: readonly Inventory[];
  readonly verdict: Verdict | undefined;
}

async function readImages(
  { text, options, judge }: Question,
  { config, system }: { readonly config: LocalConfig; readonly system: ScanSystem },
): Promise<Read> {
  const named = await openScanSource(text, options, config, system);
  try {
    // With a verdict asked for, a tag is resolved once: what is scanned is what is verified.
    const source = judge === undefined ? named : await pinned(named, system.signal);
    const { platform, format } = options;
    const { oneImage } = reportFormatFacts[format];
    const { parallelLayers } = config;
    const inventories = await scanInventories(
      source,
      { platform, oneImage, parallelLayers },
      system,
    );
    if (judge === undefined) return { inventories, verdict: undefined };
    const scanned = inventories.map((inventory) => inventory.imageDigest);
    const digests = { digest: source.reference, scanned };
    return { inventories, verdict: await verifyImage(judge, source, digests, system.signal) };
  } finally {
    await named.provider.close();
  }
}

async function pinned(source: ScanSource, signal: AbortSignal): Promise<ScanSource> {
  const { provider, repository, reference } = source;
  const { digest } = await provider.manifest(repository, reference, { signal });
  return { ...source, reference: digest };
}

interface Scanned {
  readonly text: string;
  readonly inventories: readonly Inventory[];
  readonly advisories: AdvisoryFile | undefined;
  readonly ignoreRules: readonly IgnoreRule[];
  readonly options: ScanOptions;
}

function reportOf(scanned: Scanned, { clock }: ScanSystem): ScanReport {
  const { text, inventories, advisories, ignoreRules, options } = scanned;
  const nowMs = clock.now();
  const selection = { onlyFixed: options.onlyFixed, ignoreRules, nowMs };
  const images = inventories.map((inventory): ImageReport => {
    if (advisories === undefined) return { name: text, inventory };
    const matched = matchInventory(inventory, advisories);
    return { name: text, inventory, matched: selectFindings(inventory, matched, selection) };
  });
  return {
    toolVersion: sensorVersion,
    createdAtMs: nowMs,
    ...(advisories === undefined ? {} : { advisories: advisories.describe() }),
    notes: ignoreRules
      .filter((rule) => isRunOut(rule, nowMs))
      .map((rule) => `ignore rule of line ${rule.line} has run out: ${rule.text}`),
    images,
  };
}

/** Says on standard error what a program that reads the report might not look at. */
function conclude(report: ScanReport, options: ScanOptions, verdict: Verdict | undefined): number {
  const isShown = options.format === 'table' && options.outputFile === undefined;
  const remarks = [...report.images.flatMap(imageRemarks), ...reportRemarks(report)];
  const isUnsigned = options.signature?.isRequired === true && verdict?.kind !== 'verified';
  const { blocked, warned } = verdictLines(report);
  const broken = [
    ...brokenPolicies(report, options),
    ...blocked,
    ...(isUnsigned ? ['--require-signature'] : []),
  ];
  const lines = [
    ...(isShown ? [] : remarks.map(({ code, text }) => `${code}: ${text}`)),
    ...(options.failOn === undefined ? [] : unjudged(report)),
    ...(verdict === undefined ? [] : [`signature: ${verdictText(verdict)}`]),
    ...warned.map((sentence) => `policy warning: ${cleanText(sentence, sentenceLengthMax)}`),
    ...broken.map((policy) => `policy broken: ${cleanText(policy, sentenceLengthMax)}`),
  ];
  for (const line of lines) process.stderr.write(`${line}\n`);
  return broken.length === 0 ? scanExitCodes.pass : scanExitCodes.policy;
}

/** A gate that lets findings through must say so, even where nobody could have judged them. */
function unjudged({ images }: ScanReport): readonly string[] {
  const findings = images.flatMap(({ matched }) => matched?.findings ?? []);
  const { length } = findings.filter((finding) => shownSeverity(finding) === 'unknown');
  return length === 0 ? [] : [`not judged by --fail-on: ${length} findings without a rating`];
}

function brokenPolicies({ images }: ScanReport, options: ScanOptions): readonly string[] {
  const { failOn, failOnPartial, failOnSecrets } = options;
  const isBroken = failOn !== undefined && breaksPolicy(images, failOn);
  const isPartial = failOnPartial && images.some(isIncomplete);
  const hasSecret = failOnSecrets && images.some(holdsSecret);
  return [
    ...(isBroken ? [`--fail-on ${failOn}`] : []),
    ...(isPartial ? ['--fail-on-partial'] : []),
    ...(hasSecret ? ['--fail-on-secrets'] : []),
  ];
}

function holdsSecret({ inventory }: ImageReport): boolean {
  return inventory.observations?.some(({ kind }) => kind === 'secret') === true;
}
