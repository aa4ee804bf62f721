// How the figures went, day by day, and what a line of each says in words.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { counted } from '../../components/counted.ts';
import type { Trend } from './sparkline.tsx';

type Day = RowOf<'GET /api/overview/trend'>;

interface FigureTrends {
  readonly critical: Trend;
  readonly oldestCritical: Trend;
  readonly knownExploited: Trend;
}

export function figureTrends(days: readonly Day[]): FigureTrends {
  const span = counted(days.length, 'day');
  const counts = (of: (day: Day) => number, what: string): Pick<Trend, 'values' | 'words'> => {
    const values = days.map(of);
    const [first, last] = [values[0] ?? 0, values.at(-1) ?? 0].map((one) =>
      one.toLocaleString('en'),
    );
    return { values, words: `${what}: ${first} ${span} ago, ${last} now` };
  };
  const ages = days.map(({ oldestCriticalDays }) => oldestCriticalDays);
  return {
    critical: {
      ...counts(({ critical }) => critical, 'Open critical findings, with a fix or without'),
      severity: 'critical',
    },
    oldestCritical: {
      values: ages.map((age) => age ?? 0),
      words: `The oldest open critical finding: ${ageWords(ages[0])} ${span} ago, ${ageWords(ages.at(-1))} now`,
      severity: 'critical',
    },
    knownExploited: counts(
      ({ knownExploited }) => knownExploited,
      'Open findings known to be exploited',
    ),
  };
}

function ageWords(age: number | null | undefined): string {
  return age === null || age === undefined ? 'none' : `open for ${counted(age, 'day')}`;
}
