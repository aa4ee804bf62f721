// Times of day in a time zone: when the next one comes, also on the days on which clocks are moved.

const dayMs = 24 * 60 * 60 * 1000;
const minuteMs = 60 * 1000;
/** Two days hold every time of day at least once, also the one that a change of the clock leaves out. */
const searchDays = 2;

const formats = new Map<string, Intl.DateTimeFormat>();

export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

export function isTimeOfDay(text: string): boolean {
  return /^([01][0-9]|2[0-3]):[0-5][0-9]$/.test(text);
}

/** Minutes since midnight, as clocks in the zone show them. */
export function minuteOfDay(now: number, timeZone: string): number {
  const { hour, minute } = wallClock(now, timeZone);
  return hour * 60 + minute;
}

export function minutesOf(timeOfDay: string): number {
  const [hour = 0, minute = 0] = timeOfDay.split(':').map(Number);
  return hour * 60 + minute;
}

/** The next moment after `now` at which clocks in the zone show this time; where they skip it, as much later as they jump. */
export function nextTimeOfDay(now: number, timeOfDay: string, timeZone: string): number {
  const wanted = minutesOf(timeOfDay);
  const { year, month, day } = wallClock(now, timeZone);
  for (let ahead = 0; ahead <= searchDays; ahead += 1) {
    const at = instantOf(Date.UTC(year, month - 1, day + ahead) + wanted * minuteMs, timeZone);
    if (at > now) return at;
  }
  return now + dayMs;
}

/** `wall` is what clocks show, written as if it were UTC: the first moment they do; where they skip it, as much later as they jump. */
export function instantOf(wall: number, timeZone: string): number {
  // Clocks are moved once within two days at most.
  const before = wall - offsetAt(wall - dayMs, timeZone);
  const after = wall - offsetAt(wall + dayMs, timeZone);
  const [early, late] = [Math.min(before, after), Math.max(before, after)];
  return shownAt(early, timeZone) === wall ? early : late;
}

/** As `instantOf`, but where clocks skip it, the moment they have jumped. */
export function firstShownAt(wall: number, timeZone: string): number {
  const behind = instantOf(wall, timeZone);
  return shownAt(behind, timeZone) === wall ? behind : jumpBefore(behind, wall, timeZone);
}

/** The last moment clocks show this; where they skip it, the moment they have jumped. */
export function lastShownAt(wall: number, timeZone: string): number {
  // Where they are set back, they show it the second time by what holds a day later.
  const again = wall - offsetAt(wall + dayMs, timeZone);
  return shownAt(again, timeZone) === wall ? again : firstShownAt(wall, timeZone);
}

/** What clocks are ahead of UTC by from the one time to the other; undefined where they are moved in between. */
export function steadyOffset(from: number, until: number, timeZone: string): number | undefined {
  // Nowhere are they moved and moved back within less than a month.
  const offset = offsetAt(from, timeZone);
  return offsetAt(until, timeZone) === offset ? offset : undefined;
}

/** The moment of the jump over `skipped`; `behind` is after it. */
function jumpBefore(behind: number, skipped: number, timeZone: string): number {
  const offset = offsetAt(behind, timeZone);
  let after = behind;
  let before = behind - (shownAt(behind, timeZone) - skipped);
  while (after - before > minuteMs) {
    const middle = before + Math.floor((after - before) / 2 / minuteMs) * minuteMs;
    if (offsetAt(middle, timeZone) === offset) after = middle;
    else before = middle;
  }
  return after;
}

/** What clocks show at this moment, written as if it were UTC. */
export function shownAt(instant: number, timeZone: string): number {
  const { year, month, day, hour, minute, second } = wallClock(instant, timeZone);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function offsetAt(instant: number, timeZone: string): number {
  return shownAt(instant, timeZone) - Math.floor(instant / 1000) * 1000;
}

export interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

export function wallClock(instant: number, timeZone: string): WallClock {
  const parts = formatOf(timeZone).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((one) => one.type === type)?.value);
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(timeZone, format);
  return format;
}
