// What lists are filtered by, in the same words wherever they are.
import { severities } from './severity.ts';

type Options = readonly (readonly [value: string, words: string])[];

export const severityOptions: Options = [
  ['', 'Any'],
  ...severities.map((each) => [each, each] as const),
];

export const signedOptions: Options = [
  ['', 'Any'],
  ['verified', 'Signed'],
  ['unverified', 'Signer not trusted'],
  ['invalid', 'Signature invalid'],
  ['none', 'Not signed'],
];

export const verdictOptions: Options = [
  ['', 'Any'],
  ['block', 'Blocked'],
  ['warn', 'Warned'],
  ['unknown', 'Not known'],
  ['pass', 'Passed'],
];

export const ageOptions: Options = [
  ['', 'Any time'],
  ['under-1', 'In the last day'],
  ['under-7', 'In the last week'],
  ['under-30', 'In the last 30 days'],
  ['over-30', 'More than 30 days ago'],
  ['over-90', 'More than 90 days ago'],
  ['over-365', 'More than a year ago'],
];
