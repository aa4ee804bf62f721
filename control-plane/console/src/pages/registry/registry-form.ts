// Words of the form of a registry.
import type { Registry } from './registry.ts';

export const scheduleChoices: readonly (readonly [Registry['schedule'], string])[] = [
  ['daily', 'Every day'],
  ['weekly', 'Every week'],
  ['cron', 'By a cron expression'],
  ['on_push', 'Only when the registry tells of a push'],
  ['manual', 'Only when somebody asks'],
];
