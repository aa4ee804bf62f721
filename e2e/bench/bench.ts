// What a bench is and what it says: figures of ours beside those of peers, taken in the same run on the same machine.
import type { Ending } from '../support/temporary-folder.ts';

export interface PeerFigure {
  readonly name: string;
  /** `null`: not measured, and `notMeasured` says why. */
  readonly value: number | null;
  readonly notMeasured?: string;
}

export interface BenchRow {
  readonly bench: string;
  /** What was measured, with everything needed to read the figure. */
  readonly measure: string;
  readonly unit: string;
  readonly ours: number;
  readonly peers: readonly PeerFigure[];
  /** Ours divided by the first peer that was measured; `null` without one. */
  readonly ratio: number | null;
  /** What ours must not exceed, in the same unit. */
  readonly limit?: number;
  /** Whether ours is within the limit; `null` without one. */
  readonly met: boolean | null;
}

export interface BenchContext extends Ending {
  readonly rounds: number;
  /** Scales what a bench makes: repositories, links, messages … Absent: the bench's own default. */
  readonly size?: number | undefined;
  readonly say: (text: string) => void;
}

export interface Bench {
  readonly name: string;
  readonly about: string;
  run(context: BenchContext): Promise<readonly BenchRow[]>;
}

export function benchRow(row: Omit<BenchRow, 'ratio' | 'met'>): BenchRow {
  const measured = row.peers.find(({ value }) => value !== null)?.value;
  const ratio = measured ? rounded(row.ours / measured) : null;
  const limit = row.limit === undefined ? {} : { limit: rounded(row.limit) };
  const met = row.limit === undefined ? null : row.ours <= row.limit;
  return {
    ...row,
    ...limit,
    ours: rounded(row.ours),
    peers: row.peers.map(roundedPeer),
    ratio,
    met,
  };
}

export function peer(name: string, value: number): PeerFigure {
  return { name, value };
}

export function absentPeer(name: string, notMeasured = 'not installed'): PeerFigure {
  return { name, value: null, notMeasured };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? upper) + upper) / 2 : upper;
}

/** The figures of each contestant, taken in turns, so that a slow minute of the machine hits them all. */
export async function inTurns<Name extends string>(
  rounds: number,
  contestants: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Readonly<Record<Name, number>>> {
  const figures = new Map<string, number[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, measure] of Object.entries<() => Promise<number>>(contestants)) {
      figures.set(name, [...(figures.get(name) ?? []), await measure()]);
    }
  }
  const medians = [...figures].map(([name, values]) => [name, median(values)] as const);
  return Object.fromEntries(medians) as Record<Name, number>;
}

function roundedPeer(figure: PeerFigure): PeerFigure {
  return figure.value === null ? figure : { ...figure, value: rounded(figure.value) };
}

/** Three digits say all that a median of a few rounds knows. */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
