// Renders the charts with the real helm and hands out what they render as objects.
import { resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { findPeer } from '../support/find-peer.ts';
import { type CommandResult, mustRun, runCommand } from '../support/run-command.ts';

export const helm = findPeer('helm');

/** helm built from source takes an old Kubernetes for granted. */
export const kubernetesVersion = '1.34.0';

export type ChartName = 'harborguard-sensor' | 'harborguard-control-plane';

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  // biome-ignore lint/suspicious/noExplicitAny: a manifest has the shape of its kind; the schemas are checked elsewhere.
  readonly [field: string]: any;
}

export type Values = Readonly<Record<string, unknown>>;

export function chartFolder(chart: ChartName): string {
  return resolve(import.meta.dirname, '../../deploy/helm', chart);
}

export interface Release {
  readonly name: string;
  readonly namespace: string;
}

const someRelease: Release = { name: 'release', namespace: 'default' };

export async function renderChart(
  chart: ChartName,
  values: Values,
  release = someRelease,
): Promise<readonly Manifest[]> {
  const text = await mustRun(helm ?? 'helm', templateOf(chart, release), {
    input: JSON.stringify(values),
  });
  return parseAllDocuments(text)
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null);
}

/** What helm says when it refuses the values. */
export async function refusalOf(
  chart: ChartName,
  values: Values,
  release = someRelease,
): Promise<string> {
  const result = await runCommand(helm ?? 'helm', templateOf(chart, release), {
    input: JSON.stringify(values),
  });
  return result.code === 0 ? '' : result.stderr;
}

export async function lintChart(chart: ChartName, values: Values): Promise<CommandResult> {
  return await runCommand(helm ?? 'helm', ['lint', '--strict', '--values=-', chartFolder(chart)], {
    input: JSON.stringify(values),
  });
}

function templateOf(chart: ChartName, { name, namespace } = someRelease): readonly string[] {
  return [
    'template',
    name,
    chartFolder(chart),
    `--namespace=${namespace}`,
    '--values=-',
    `--kube-version=${kubernetesVersion}`,
  ];
}

export function only(manifests: readonly Manifest[], kind: string): Manifest {
  const [first, ...more] = manifests.filter((manifest) => manifest.kind === kind);
  if (first === undefined || more.length > 0) throw new Error(`one ${kind} was expected`);
  return first;
}
