// How far a job is, in words: `repositories: 612 of 840, about 20 s left`.
import { durationWords } from '../time/relative-words.ts';
import { restMs } from './rest-of-job.ts';

export interface Progress {
  readonly phase: string;
  readonly done: number;
  readonly total?: number;
}

/** `ranMs` is not a number while nobody knows since when it runs. */
export function progressWords({ phase, done, total }: Progress, ranMs: number): string {
  const words = `${phase}: ${done.toLocaleString('en')}`;
  if (total === undefined) return words;
  const rest = Number.isNaN(ranMs) ? undefined : restMs({ done, total }, ranMs);
  const left = rest === undefined ? '' : `, about ${durationWords(rest)} left`;
  return `${words} of ${total.toLocaleString('en')}${left}`;
}
