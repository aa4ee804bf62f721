// Labels as people type them: one a line, a name and a value with = between them.
import { linesOf } from '../../../components/lines.ts';

export type Labels = Readonly<Record<string, string>>;

/** Undefined when a line has no name or no =. */
export function labelsOf(text: string): Labels | undefined {
  const pairs = linesOf(text).map((line): readonly [string, string] => {
    const at = line.indexOf('=');
    return at < 1 ? ['', ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  });
  return pairs.some(([name]) => name === '') ? undefined : Object.fromEntries(pairs);
}

export function labelWords(labels: Labels): readonly string[] {
  return Object.entries(labels).map(([name, value]) => `${name}=${value}`);
}
