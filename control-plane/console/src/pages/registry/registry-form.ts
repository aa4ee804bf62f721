// Words and texts of the form of a registry.
import type { Registry } from './registry.ts';

export const scheduleChoices: readonly (readonly [Registry['schedule'], string])[] = [
  ['daily', 'Every day'],
  ['weekly', 'Every week'],
  ['cron', 'By a cron expression'],
  ['on_push', 'Only when the registry tells of a push'],
  ['manual', 'Only when somebody asks'],
];

export function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

export function textOfLines(lines: readonly string[]): string {
  return lines.join('\n');
}
