// What a metric is called and may say. Labels have a closed list of values, so that no name of a registry, a repository
// or a tag can ever become a series; documentation and exposition are made from the same definitions.

export type MetricKind = 'counter' | 'gauge' | 'histogram';

export interface MetricDefinition<Label extends string = string> {
  readonly name: string;
  readonly kind: MetricKind;
  readonly help: string;
  /** Label -> its values, or how many different ones of our own making; what is beyond counts as `other`. */
  readonly labels: Readonly<Record<Label, readonly string[] | { readonly atMost: number }>>;
  /** Of a histogram: upper bounds, growing. */
  readonly buckets?: readonly number[];
}

export const otherValue = 'other';

/** Beyond this the text is no longer cheap to scrape; a definition with more series is a mistake. */
const seriesMax = 2000;

/** Throws for a name or label against the conventions of Prometheus. */
export function defineMetrics<const Names extends Record<string, MetricDefinition>>(
  metrics: Names,
): Names {
  for (const metric of Object.values(metrics)) {
    const problem = problemOf(metric);
    if (problem !== undefined) throw new TypeError(`${metric.name}: ${problem}`);
  }
  return metrics;
}

const units = ['seconds', 'bytes', 'ratio'] as const;
const forbiddenLabels = ['registry', 'repository', 'tag', 'digest', 'image', 'sensor', 'org', 'le'];

export function problemOf(metric: MetricDefinition): string | undefined {
  const { name, kind, help, labels, buckets } = metric;
  if (!/^harborguard_[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(name)) return 'is not a name of ours';
  if ((kind === 'counter') !== name.endsWith('_total'))
    return '_total is for counters, all of them';
  if (/_(?:milliseconds|ms|kib|mib|minutes|percent)(?:_|$)/.test(name)) return 'is no base unit';
  if (kind === 'histogram' && !units.some((unit) => name.endsWith(`_${unit}`)))
    return 'has no unit';
  if ((kind === 'histogram') !== (buckets !== undefined)) return 'buckets are for histograms';
  if (help === '' || help.includes('\n')) return 'has no help of one line';
  const names = Object.keys(labels);
  if (names.some((label) => !/^[a-z][a-z_]*$/.test(label))) return 'has a label that is no word';
  if (names.some((label) => forbiddenLabels.includes(label))) return 'has a label without bounds';
  const series = Object.values(labels).reduce((count, values) => count * (sizeOf(values) + 1), 1);
  return series > seriesMax ? 'has too many series' : undefined;
}

function sizeOf(values: readonly string[] | { readonly atMost: number }): number {
  return 'atMost' in values ? values.atMost : values.length;
}
