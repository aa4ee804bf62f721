// The schedule of a connection as a person gives it, checked before it is stored.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Schedule } from '@harborguard/shared/registry/next-due-at.ts';
import { isTimeZone } from '../notifications/local-time.ts';
import {
  type Blackout,
  type BlackoutWindow,
  nextBlackout,
  outsideBlackouts,
} from '../schedule/blackout.ts';
import { type CronPlan, cronProblem } from '../schedule/cron.ts';

/** Throws VALIDATION_FAILED for a cron that is missing, broken or without its schedule. */
export function checkedCron(
  schedule: Schedule,
  cron: CronPlan | undefined,
  now: number,
): CronPlan | undefined {
  if (cron === undefined) {
    if (schedule === 'cron') throw invalid('cron', 'required for the schedule cron');
    return undefined;
  }
  const problem = cronProblem(cron, now);
  if (problem !== undefined) throw invalid('cron', problem);
  return cron;
}

/** Throws VALIDATION_FAILED for an unknown time zone, and where they leave no time. Null: there is none. */
export function checkedBlackouts(
  blackouts: readonly Blackout[],
  now: number,
): { readonly blackouts: readonly Blackout[]; readonly blackoutWindow: BlackoutWindow | null } {
  const unknown = blackouts.find(({ timeZone }) => !isTimeZone(timeZone));
  if (unknown !== undefined) {
    throw invalid('blackouts', 'timeZone: a name such as Europe/Berlin or UTC');
  }
  if (outsideBlackouts(blackouts, now) === undefined) {
    throw invalid('blackouts', 'some time of the week outside of them; pause the registry instead');
  }
  return { blackouts, blackoutWindow: nextBlackout(blackouts, now) ?? null };
}

function invalid(field: string, rule: string): HarborError {
  return new HarborError('VALIDATION_FAILED', { details: { field, rule } });
}
