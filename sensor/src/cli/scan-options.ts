// The options of `sensor scan`, checked for sense before anything is read.
import { type FailOnLevel, failOnLevels } from '@harborguard/shared/report/fail-on-levels.ts';
import { type ReportFormat, reportFormats } from '@harborguard/shared/report/write-report.ts';
import type { RegistryOptions } from './registry-options.ts';
import {
  parseSignatureOptions,
  type SignatureFlagValues,
  type SignatureOptions,
  signatureFlags,
  signatureHelp,
} from './signature-options.ts';

export interface ScanOptions extends RegistryOptions {
  readonly platform: string | undefined;
  /** A file, or a URL of one. */
  readonly advisories: string | undefined;
  readonly format: ReportFormat;
  readonly outputFile: string | undefined;
  readonly failOn: FailOnLevel | undefined;
  readonly failOnPartial: boolean;
  readonly failOnSecrets: boolean;
  readonly onlyFixed: boolean;
  readonly ignoreFile: string | undefined;
  readonly policyFile: string | undefined;
  /** Undefined: signatures are not looked at. */
  readonly signature: SignatureOptions | undefined;
}

export const scanFlags = {
  platform: { type: 'string' },
  advisories: { type: 'string' },
  format: { type: 'string' },
  output: { type: 'string', short: 'o' },
  'fail-on': { type: 'string' },
  'fail-on-partial': { type: 'boolean', default: false },
  'fail-on-secrets': { type: 'boolean', default: false },
  'only-fixed': { type: 'boolean', default: false },
  'ignore-file': { type: 'string' },
  policy: { type: 'string' },
  ...signatureFlags,
} as const;

export interface ScanFlagValues extends SignatureFlagValues {
  readonly platform?: string | undefined;
  readonly advisories?: string | undefined;
  readonly format?: string | undefined;
  readonly output?: string | undefined;
  readonly 'fail-on'?: string | undefined;
  readonly 'fail-on-partial': boolean;
  readonly 'fail-on-secrets': boolean;
  readonly 'only-fixed': boolean;
  readonly 'ignore-file'?: string | undefined;
  readonly policy?: string | undefined;
}

export type ParsedScanOptions =
  | { readonly kind: 'options'; readonly options: ScanOptions }
  | { readonly kind: 'problem'; readonly rule: string };

export const scanHelp = `Options of scan:
  --advisories F      advisory file built by \`control-plane advisories import\`, or a URL: a control plane's, or
                      of an exported file; without it, packages only
  --format FORMAT     table (default), json, sarif, cyclonedx or spdx; --json is --format json
  --output F          write the report to this file
  --platform OS/ARCH  which image of a multi-platform index; all of them when absent
  --fail-on LEVEL     exit with 1 when a finding is critical, high, medium or low, or graver
  --fail-on-partial   exit with 1 when something was not read, or has no advisories to be looked up in
  --fail-on-secrets   exit with 1 when a secret is in a layer or the configuration, also a deleted one
  --only-fixed        leave findings without a fix out, of the report and of --fail-on
  --ignore-file F     accepted findings: an id, or an id and a package, on each line
  --policy F          judge by a policy file, and exit with 1 when it blocks the image
${signatureHelp}
scan takes a reference, oci-layout:FOLDER, oci-archive:FILE, docker-archive:FILE, or a path to one of these that
begins with / or . or ends in .tar. Its exit code is 0 pass, 1 policy, 2 usage, 3 could not scan.
`;

/** The first flag of these that is given, for commands that know none of them. */
export function givenScanFlag(values: ScanFlagValues): string | undefined {
  const given = (Object.keys(scanFlags) as (keyof typeof scanFlags)[]).find(
    (name) => values[name] !== undefined && values[name] !== false,
  );
  return given === undefined ? undefined : `--${given}`;
}

export function parseScanOptions(
  values: ScanFlagValues,
  registry: RegistryOptions,
): ParsedScanOptions {
  const format = oneOf(reportFormats, values.format ?? (registry.json ? 'json' : 'table'));
  if (format === undefined) return problem(`--format takes ${reportFormats.join(', ')}`);
  if (registry.json && format !== 'json') return problem('--json and --format contradict');
  const failOnText = values['fail-on'];
  const failOn = failOnText === undefined ? undefined : oneOf(failOnLevels, failOnText);
  if (failOnText !== undefined && failOn === undefined) {
    return problem(`--fail-on takes ${failOnLevels.join(', ')}`);
  }
  const signature = parseSignatureOptions(values);
  if (typeof signature === 'string') return problem(signature);
  const needing = failOn === undefined ? needsAdvisories(values) : '--fail-on';
  if (values.advisories === undefined && needing !== undefined) {
    return problem(`${needing} judges findings, which need --advisories`);
  }
  return {
    kind: 'options',
    options: {
      ...registry,
      platform: values.platform,
      advisories: values.advisories,
      format,
      outputFile: values.output,
      failOn,
      failOnPartial: values['fail-on-partial'],
      failOnSecrets: values['fail-on-secrets'],
      onlyFixed: values['only-fixed'],
      ignoreFile: values['ignore-file'],
      policyFile: values.policy,
      signature,
    },
  };
}

function needsAdvisories(values: ScanFlagValues): string | undefined {
  if (values['only-fixed']) return '--only-fixed';
  if (values.policy !== undefined) return '--policy';
  return values['ignore-file'] === undefined ? undefined : '--ignore-file';
}

function oneOf<const Value extends string>(
  known: readonly Value[],
  text: string,
): Value | undefined {
  return known.find((value) => value === text);
}

function problem(rule: string): ParsedScanOptions {
  return { kind: 'problem', rule };
}
