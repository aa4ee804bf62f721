// The shape of a small line: from its lowest to its highest value, and a flat one halfway up.
export const sparkWidth = 96;
export const sparkHeight = 28;
/** So that the stroke stays inside. */
const edge = 2;

export function lineOf(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const step = sparkWidth / Math.max(1, values.length - 1);
  return values
    .map((value, index) => {
      const share = high === low ? 0.5 : (value - low) / (high - low);
      const y = sparkHeight - edge - share * (sparkHeight - 2 * edge);
      return `${round(index * step)},${round(y)}`;
    })
    .join(' ');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
