// Whether a registry lets nothing start by itself at this moment: somebody paused it, or a blackout is open.
import { sql } from 'kysely';

/** Of the row `registry` of the query around it. */
export function isRestrained(now: number) {
  return sql<boolean>`(registry.paused_at is not null or
    coalesce(registry.blackout_from <= ${now} and registry.blackout_until > ${now}, false))`;
}
