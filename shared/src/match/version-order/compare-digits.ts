// Comparing whole numbers written as digits, of any length and without building big integers, and the few other
// primitives every version order needs. It knows no version scheme.

/** A function of every order: negative, zero, positive, or undefined when the two are not comparable. */
export type VersionOrder = (left: string, right: string) => number | undefined;

/** Compares two runs of decimal digits as numbers; leading zeros and an empty run count as nothing. */
export function compareDigits(left: string, right: string): number {
  const leftDigits = left.replace(/^0+/, '');
  const rightDigits = right.replace(/^0+/, '');
  return leftDigits.length - rightDigits.length || compareText(leftDigits, rightDigits);
}

/** Plain code-unit order, the same on every machine and in every language. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

export function isDigits(text: string): boolean {
  return /^[0-9]+$/.test(text);
}

/** Compares two lists item by item; the first difference decides. `missing` stands in for the shorter one's items. */
export function compareLists<Item>(
  left: readonly Item[],
  right: readonly Item[],
  missing: Item,
  compare: (left: Item, right: Item) => number,
): number {
  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const order = compare(left[index] ?? missing, right[index] ?? missing);
    if (order !== 0) return order;
  }
  return 0;
}
