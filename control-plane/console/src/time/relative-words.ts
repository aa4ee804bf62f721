// Times in words: relative for reading, absolute for whoever needs to know exactly.

const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['week', 7 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];
/** Below this nobody counts. */
const momentMs = 45_000;

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'long' });
const absolute = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });

export function relativeWords(time: number, now: number): string {
  const difference = time - now;
  const distance = Math.abs(difference);
  if (distance < momentMs) return difference > 0 ? 'in a moment' : 'just now';
  const [unit, unitMs] = units.find(([, ms]) => distance >= ms) ?? (['minute', 60_000] as const);
  return relative.format(Math.round(difference / unitMs), unit);
}

export function absoluteWords(time: number): string {
  return absolute.format(time);
}

/** `1.4 s`, `3 min`, `2 h 5 min`. */
export function durationWords(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
  const seconds = durationMs / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.round(hours / 24)} d`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });

/** A day as catalogs write it, `2021-12-10`. */
export function absoluteDay(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : day.format(time);
}
