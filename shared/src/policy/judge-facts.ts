// The conditions of a policy on the image as a whole. Yes and unknown say why, in words that follow "the image".
import type { JudgedFacts, JudgedImage, LicenseUse } from './judged-image.ts';
import { licenseHolds } from './license-terms.ts';
import type { ImageConditions } from './policy.ts';
import { type Answer, allOf, lasted } from './truth.ts';

/** What a sentence names at most. */
const namedMax = 3;

export function judgeFacts(conditions: ImageConditions, image: JudgedImage, nowMs: number): Answer {
  const { facts } = image;
  return allOf([
    ...signed(conditions, facts),
    ...old(conditions, facts, nowMs),
    ...contents(conditions, facts),
    ...licensed(conditions, facts),
    ...(conditions.coverageUnknown === undefined ? [] : [coverage(image)]),
  ]);
}

/** What keeps findings from being all there are; undefined when nothing does. */
export function blindSpot({ scan, uncovered }: JudgedImage): string | undefined {
  switch (scan) {
    case 'waiting':
      return 'it has not been scanned yet';
    case 'failed':
      return 'it could not be scanned';
    case 'partial':
      return 'part of it could not be read';
    case 'whole':
      return uncovered.length === 0
        ? undefined
        : `no advisories are known for its ${listed(uncovered, 'and')} packages`;
  }
}

export function listed(names: readonly string[], word: 'and' | 'or'): string {
  if (names.length <= 1) return names[0] ?? '';
  return `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}`;
}

function signed({ notSignedBy }: ImageConditions, { signedBy }: JudgedFacts): readonly Answer[] {
  if (notSignedBy === undefined) return [];
  if (signedBy === undefined) return [unknown('whose signatures it has')];
  const isSigned = notSignedBy.some((signer) => signedBy.includes(signer));
  return [yesOrNo(!isSigned, `is not signed by ${listed(notSignedBy, 'or')}`)];
}

function old(
  { olderThanDays, baseOlderThanDays }: ImageConditions,
  { createdAtMs, baseCreatedAtMs }: JudgedFacts,
  nowMs: number,
): readonly Answer[] {
  const answers: Answer[] = [];
  if (olderThanDays !== undefined) {
    answers.push(aged(createdAtMs, olderThanDays, nowMs, 'was created', 'when it was created'));
  }
  if (baseOlderThanDays !== undefined) {
    const text = 'is built on a base created';
    answers.push(aged(baseCreatedAtMs, baseOlderThanDays, nowMs, text, 'how old its base is'));
  }
  return answers;
}

function aged(
  sinceMs: number | undefined,
  days: number,
  nowMs: number,
  known: string,
  notKnown: string,
): Answer {
  const answer = lasted(sinceMs, days, nowMs);
  if (answer.truth === 'unknown') return { ...answer, text: notKnown };
  if (answer.truth === 'no' || sinceMs === undefined) return answer;
  // Not the age: a sentence must not change from day to day while nothing happens.
  return { ...answer, text: `${known} on ${new Date(sinceMs).toISOString().slice(0, 10)}` };
}

function contents(
  { runsAsRoot, secretsFound }: ImageConditions,
  { user, secrets }: JudgedFacts,
): readonly Answer[] {
  const answers: Answer[] = [];
  if (runsAsRoot !== undefined) {
    if (user === undefined) answers.push(unknown('which user it runs as'));
    else answers.push(yesOrNo(isRoot(user), 'runs as root'));
  }
  if (secretsFound !== undefined) {
    if (secrets === undefined) answers.push(unknown('whether it holds secrets'));
    else answers.push(yesOrNo(secrets > 0, `holds ${secrets} secret${secrets === 1 ? '' : 's'}`));
  }
  return answers;
}

function isRoot(user: string): boolean {
  return ['', '0', 'root'].includes(user.split(':', 1)[0]?.trim() ?? '');
}

function licensed(conditions: ImageConditions, facts: JudgedFacts): readonly Answer[] {
  const { licensesForbidden, licensesAllowed } = conditions;
  const { licenses, unlicensedPackages = 0 } = facts;
  const answers: Answer[] = [];
  if (licensesForbidden !== undefined) {
    const names = lowerCase(licensesForbidden);
    answers.push(licenseAnswer(licenses, (id) => !names.has(id.toLowerCase()), 0));
  }
  if (licensesAllowed !== undefined) {
    const names = lowerCase(licensesAllowed);
    answers.push(licenseAnswer(licenses, (id) => names.has(id.toLowerCase()), unlicensedPackages));
  }
  return answers;
}

function licenseAnswer(
  licenses: readonly LicenseUse[] | undefined,
  isAllowed: (id: string) => boolean,
  unlicensed: number,
): Answer {
  if (licenses === undefined) return unknown('which licences its packages have');
  const bad = licenses.filter(({ license }) => !licenseHolds(license, isAllowed));
  if (bad.length > 0) {
    const named = bad.slice(0, namedMax).map(({ license, example }) => `${license} (${example})`);
    const more = bad.length > namedMax ? `, and ${bad.length - namedMax} more` : '';
    return { truth: 'yes', text: `has licences that are not allowed: ${named.join(', ')}${more}` };
  }
  return unlicensed === 0
    ? { truth: 'no' }
    : unknown(
        unlicensed === 1
          ? 'which licence one package has'
          : `which licences ${unlicensed} packages have`,
      );
}

function coverage(image: JudgedImage): Answer {
  const spot = blindSpot(image);
  return yesOrNo(spot !== undefined, `is not wholly known: ${spot}`);
}

function lowerCase(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map((name) => name.toLowerCase()));
}

function yesOrNo(condition: boolean, text: string): Answer {
  return condition ? { truth: 'yes', text } : { truth: 'no' };
}

function unknown(text: string): Answer {
  return { truth: 'unknown', text };
}
