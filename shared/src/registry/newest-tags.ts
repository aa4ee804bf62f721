// The newest tags of a repository. Lists of tags carry no dates, so the versions in the names decide.
import { compareDigits } from '../match/version-order/compare-digits.ts';

/**
 * Names with a number count as versions and the highest `count` of them are kept, `1.10` above `1.9` and a release
 * above its candidates; names without one, such as `latest` and `main`, move and are always kept. Keeps the order.
 */
export function newestTags<Tag extends { readonly name: string }>(
  tags: readonly Tag[],
  count: number,
): readonly Tag[] {
  const versions = tags.filter(({ name }) => isVersion(name));
  if (versions.length <= count) return tags;
  const newest = new Set(versions.toSorted((a, b) => compareNames(b.name, a.name)).slice(0, count));
  return tags.filter((tag) => !isVersion(tag.name) || newest.has(tag));
}

function isVersion(name: string): boolean {
  return /[0-9]/.test(name);
}

/** Numbers by size, other parts by letter; `1.0` after `1.0-rc1`, before `1.0.1`. */
function compareNames(left: string, right: string): number {
  const a = partsOf(left);
  const b = partsOf(right);
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const order = compareParts(a[index], b[index]);
    if (order !== 0) return order;
  }
  return left < right ? -1 : Number(left > right);
}

function partsOf(name: string): readonly string[] {
  return name.replace(/^[vV](?=[0-9])/, '').match(/[0-9]+|[A-Za-z]+/g) ?? [];
}

function compareParts(left: string | undefined, right: string | undefined): number {
  if (left === undefined || right === undefined) {
    const longer = left ?? right ?? '';
    // A word behind a version makes it a candidate or a flavour of it, a number a later one.
    const longerWins = isVersion(longer) ? 1 : -1;
    return left === undefined ? -longerWins : longerWins;
  }
  if (isVersion(left) && isVersion(right)) return compareDigits(left, right);
  if (isVersion(left) !== isVersion(right)) return isVersion(left) ? 1 : -1;
  return left < right ? -1 : Number(left > right);
}
