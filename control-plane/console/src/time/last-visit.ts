// When this browser was here before: a pause of half an hour makes a new visit. Kept in the browser; it is no secret.
import { every, now } from './browser-clock.ts';

const key = 'harborguard.seen';
const newVisitAfterMs = 30 * 60_000;
const keptEveryMs = 60_000;

interface Visits {
  /** When the visit before this one ended. */
  readonly before?: number;
  /** When somebody last looked. */
  readonly seen: number;
}

let before: number | undefined;

/** Begins with the page; returns what ends it. */
export function rememberVisit(): () => void {
  const known = read();
  const isNew = known === undefined || now() - known.seen > newVisitAfterMs;
  before = isNew ? known?.seen : known.before;
  write();
  return every(keptEveryMs, write);
}

/** The end of the visit before this one, in ISO 8601; undefined for somebody who was never here. */
export function lastVisit(): string | undefined {
  return before === undefined ? undefined : new Date(before).toISOString();
}

function read(): Visits | undefined {
  try {
    const { seen, before: earlier } = JSON.parse(
      localStorage.getItem(key) ?? '{}',
    ) as Partial<Visits>;
    if (typeof seen !== 'number') return undefined;
    return { seen, ...(typeof earlier === 'number' ? { before: earlier } : {}) };
  } catch {
    // A browser may forbid it; then every visit is the first.
    return undefined;
  }
}

function write(): void {
  try {
    localStorage.setItem(
      key,
      JSON.stringify({ seen: now(), ...(before === undefined ? {} : { before }) }),
    );
  } catch {
    // As above.
  }
}
