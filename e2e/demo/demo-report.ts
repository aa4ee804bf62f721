// What the demo says at the end: one JSON document, or a table for people.

export interface SeverityCounts {
  readonly critical: number;
  readonly high: number;
  readonly medium: number;
  readonly low: number;
  readonly unknown: number;
}

/** A row per repository, tag and platform, as the API gives it. */
export interface DemoImage {
  readonly repository: string;
  readonly tag: string;
  readonly platform: string | null;
  /** Of the platform's manifest. */
  readonly digest: string;
  readonly indexDigest?: string;
  readonly state: string;
  readonly errorCode?: string;
  readonly packages: number;
  readonly findings: SeverityCounts;
}

export interface DemoReport {
  readonly registry: {
    readonly url: string;
    readonly provider: string;
    readonly status: string;
    readonly health: number | null;
    readonly repositories: number;
    readonly tags: number;
  };
  readonly images: readonly DemoImage[];
  readonly seconds: number;
}

export function reportJson(report: DemoReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

const columns = [
  'image',
  'platform',
  'state',
  'packages',
  'critical',
  'high',
  'medium',
  'low',
  '?',
];

export function reportTable(report: DemoReport): string {
  const rows = report.images.map((image) => [
    `${image.repository}:${image.tag}`,
    image.platform ?? '',
    image.errorCode ?? image.state,
    String(image.packages),
    ...[
      image.findings.critical,
      image.findings.high,
      image.findings.medium,
      image.findings.low,
      image.findings.unknown,
    ].map((count) => (count === 0 ? '·' : String(count))),
  ]);
  const widths = columns.map((title, index) =>
    Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) =>
        index < 3 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const { registry, seconds } = report;
  const summary = `${registry.url}: ${registry.repositories} repositories, ${registry.tags} tags, ${report.images.length} images in ${seconds} s`;
  return `${[line(columns), ...rows.map(line), '', summary].join('\n')}\n`;
}
