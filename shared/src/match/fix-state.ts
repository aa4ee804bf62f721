// What a distro says of a vulnerability it has not fixed: not yet, never, or not worth it. Each distro has its own words.
import type { AffectedPackage } from '../advisories/advisory-row.ts';

export type FixState = 'no-fix' | 'wont-fix' | 'ignored';

// Debian writes an urgency, Ubuntu's and Red Hat's data a status; a release past its end gets no fix either.
const states: Readonly<Record<string, FixState>> = {
  'end-of-life': 'wont-fix',
  'end of life': 'wont-fix',
  'end-of-standard-support': 'wont-fix',
  eol: 'wont-fix',
  'out of support scope': 'wont-fix',
  'will not fix': 'wont-fix',
  "won't fix": 'wont-fix',
  'wont fix': 'wont-fix',
  'wont-fix': 'wont-fix',
  'no-fix-planned': 'wont-fix',
  ignored: 'ignored',
  'no-dsa': 'ignored',
  nodsa: 'ignored',
  unimportant: 'ignored',
};

export function fixStateOf({ status, urgency }: AffectedPackage): FixState {
  return known(status) ?? known(urgency) ?? 'no-fix';
}

function known(word: string | undefined): FixState | undefined {
  const plain = word?.toLowerCase().replaceAll('_', ' ').replace(/\*+$/, '').trim() ?? '';
  const joined = plain.replaceAll(' ', '-');
  if (Object.hasOwn(states, plain)) return states[plain];
  return Object.hasOwn(states, joined) ? states[joined] : undefined;
}
