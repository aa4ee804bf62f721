// Why a glob of a filter cannot mean what its writer had in mind. Names of repositories and tags are narrow, so most
// slips of the pen show: they are told when the filter is stored, not by tags that silently stay away.
import { Minimatch } from 'minimatch';

/** `{a,b}{c,d}…` multiplies; beyond this it is no longer a filter somebody wrote, and what is beyond would not match. */
export const braceExpansionMax = 256;

const closing: Readonly<Record<string, string>> = { '[': ']', '{': '}', '(': ')' };

/** As a rule a person can act on; undefined when it can be used. */
export function globProblem(glob: string): string | undefined {
  if (/\s/.test(glob)) return 'no spaces: names have none';
  if (glob.startsWith('!')) return 'no ! in front: it belongs into exclude';
  if (glob.startsWith('/') || glob.endsWith('/'))
    return 'no / at either end: names have none there';
  const open = unclosed(glob);
  if (open !== undefined) return `every ${open} needs its ${closing[open]}`;
  return hasTooManyChoices(glob) ? `at most ${braceExpansionMax} names from braces` : undefined;
}

/** The first bracket that nobody closes. */
function unclosed(glob: string): string | undefined {
  const open: string[] = [];
  for (const [index, sign] of [...glob].entries()) {
    const last = open.at(-1);
    if (last !== undefined && sign === closing[last]) open.pop();
    // Within a class every sign stands for itself; a parenthesis means something behind one of these only.
    else if (last === '[') continue;
    else if (sign === '[' || sign === '{') open.push(sign);
    else if (sign === '(' && /[?*+@!]/.test(glob[index - 1] ?? '')) open.push(sign);
  }
  return open[0];
}

function hasTooManyChoices(glob: string): boolean {
  const { globSet } = new Minimatch(glob, {
    nocomment: true,
    nonegate: true,
    platform: 'linux',
    braceExpandMax: braceExpansionMax + 1,
  });
  return globSet.length > braceExpansionMax;
}
