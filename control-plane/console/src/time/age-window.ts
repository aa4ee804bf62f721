// An age as the address carries it (`under-7`, `over-90`, in days) and the times it stands for. It counts from the
// beginning of the hour, so that a page asks the same again and again.

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const daysMax = 3_650;

export interface AgeWindow {
  readonly firstSeenFrom?: string;
  readonly firstSeenTo?: string;
}

/** Nothing for what is no age: somebody may have typed it. */
export function ageWindow(age: string | undefined, now: number): AgeWindow {
  const [, bound, digits] = /^(under|over)-(\d{1,4})$/.exec(age ?? '') ?? [];
  const days = Number(digits);
  if (bound === undefined || days === 0 || days > daysMax) return {};
  const at = new Date(Math.floor(now / hourMs) * hourMs - days * dayMs).toISOString();
  return bound === 'under' ? { firstSeenFrom: at } : { firstSeenTo: at };
}
