// Three-valued answers of conditions, with the time at which an answer that depends on age becomes yes.
export type Truth = 'yes' | 'no' | 'unknown';

export interface Answer {
  readonly truth: Truth;
  /** In words, for `yes` and `unknown`. */
  readonly text?: string;
  /** When it becomes yes if nothing else changes. */
  readonly turnsAtMs?: number;
}

export const dayMs = 24 * 60 * 60 * 1000;

export function isTrue(condition: boolean): Answer {
  return { truth: condition ? 'yes' : 'no' };
}

/** Whether something has lasted for longer than so many days. */
export function lasted(sinceMs: number | undefined, days: number, nowMs: number): Answer {
  if (sinceMs === undefined || Number.isNaN(sinceMs)) return { truth: 'unknown' };
  const turnsAtMs = sinceMs + days * dayMs + 1;
  return nowMs >= turnsAtMs ? { truth: 'yes' } : { truth: 'no', turnsAtMs };
}

/** No if one is no for good; then the last time at which all turn. Unknown if one is, and none is no. */
export function allOf(answers: readonly Answer[]): Answer {
  const negative = answers.filter(({ truth }) => truth === 'no');
  if (negative.length > 0) {
    const turns = negative.map(({ turnsAtMs }) => turnsAtMs);
    const all = turns.filter((time) => time !== undefined);
    return all.length < turns.length
      ? { truth: 'no' }
      : { truth: 'no', turnsAtMs: Math.max(...all) };
  }
  const unknown = answers.filter(({ truth }) => truth === 'unknown');
  const texts = (unknown.length > 0 ? unknown : answers)
    .map(({ text }) => text)
    .filter((text) => text !== undefined);
  const text = texts.length === 0 ? {} : { text: texts.join(' and ') };
  return { truth: unknown.length > 0 ? 'unknown' : 'yes', ...text };
}

export function earliest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : known.reduce((first, one) => Math.min(first, one));
}
