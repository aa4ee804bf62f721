// Counters, gauges and histograms in memory, and their text for Prometheus (exposition format 0.0.4).
import { type MetricDefinition, otherValue } from './metric-definition.ts';

export type LabelValues = Readonly<Record<string, string>>;

interface Series {
  value: number;
  /** Of a histogram: one more than its bounds. */
  readonly counts: number[];
  count: number;
}

export class Meter {
  readonly definition: MetricDefinition;
  readonly #series = new Map<string, Series>();
  readonly #seen = new Map<string, Set<string>>();

  constructor(definition: MetricDefinition) {
    this.definition = definition;
    // A counter without labels is there from the start, so that its first step shows as a rate.
    if (Object.keys(definition.labels).length === 0) this.#of({});
  }

  /** Of a counter. */
  add(labels: LabelValues = {}, amount = 1): void {
    this.#of(labels).value += amount;
  }

  /** Of a gauge, or of a counter that is kept elsewhere. */
  set(value: number, labels: LabelValues = {}): void {
    this.#of(labels).value = value;
  }

  /** Of a histogram. */
  observe(value: number, labels: LabelValues = {}): void {
    const series = this.#of(labels);
    const { buckets = [] } = this.definition;
    const index = buckets.findIndex((bound) => value <= bound);
    const place = index < 0 ? buckets.length : index;
    series.counts[place] = (series.counts[place] ?? 0) + 1;
    series.count += 1;
    series.value += value;
  }

  /** Before the values of a state are set anew. */
  clear(): void {
    this.#series.clear();
  }

  text(): string {
    const { name, kind, help } = this.definition;
    const lines = [...this.#series].flatMap(([labels, series]) => this.#lines(labels, series));
    if (lines.length === 0) return '';
    return `# HELP ${name} ${help.replaceAll('\\', '\\\\')}\n# TYPE ${name} ${kind}\n${lines.join('')}`;
  }

  #lines(labels: string, series: Series): readonly string[] {
    const { name, kind, buckets = [] } = this.definition;
    const braced = labels === '' ? '' : `{${labels}}`;
    if (kind !== 'histogram') return [`${name}${braced} ${numberText(series.value)}\n`];
    const comma = labels === '' ? '' : ',';
    let below = 0;
    const bucketLines = [...buckets.map(numberText), '+Inf'].map((bound, index) => {
      below += series.counts[index] ?? 0;
      return `${name}_bucket{${labels}${comma}le="${bound}"} ${below}\n`;
    });
    return [
      ...bucketLines,
      `${name}_sum${braced} ${numberText(series.value)}\n`,
      `${name}_count${braced} ${series.count}\n`,
    ];
  }

  #known(
    label: string,
    values: readonly string[] | { readonly atMost: number },
    value: string,
  ): string {
    if (!('atMost' in values)) return values.includes(value) ? value : otherValue;
    const seen = this.#seen.get(label) ?? new Set();
    this.#seen.set(label, seen);
    const plain = value.replaceAll(/[^\w.:/*{} -]/g, '');
    if (!seen.has(plain) && seen.size >= values.atMost) return otherValue;
    seen.add(plain);
    return plain;
  }

  #of(labels: LabelValues): Series {
    const { labels: known, buckets = [] } = this.definition;
    const key = Object.entries(known)
      .map(([label, values]) => {
        return `${label}="${this.#known(label, values, labels[label] ?? '')}"`;
      })
      .join(',');
    const series = this.#series.get(key) ?? {
      value: 0,
      counts: Array.from({ length: buckets.length + 1 }, () => 0),
      count: 0,
    };
    this.#series.set(key, series);
    return series;
  }
}

export type Meters<Definitions extends Record<string, MetricDefinition>> = {
  readonly [Key in keyof Definitions]: Meter;
};

export function createMeters<Definitions extends Record<string, MetricDefinition>>(
  definitions: Definitions,
): Meters<Definitions> {
  const entries = Object.entries(definitions).map(([key, definition]) => [
    key,
    new Meter(definition),
  ]);
  // One meter for each key of the definitions.
  return Object.fromEntries(entries) as Meters<Definitions>;
}

export function expositionOf(meters: Readonly<Record<string, Meter>>): string {
  return Object.values(meters)
    .map((meter) => meter.text())
    .join('');
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}
