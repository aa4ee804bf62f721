// What the settings say of the feeds of exploit signals: which there are, of which day, and whether they have grown old.
import type { DataOf } from '@harborguard/client/operation-types.ts';

export type Feeds = DataOf<'GET /api/advisories'>['feeds'];

export function feedWords({ epss, kev }: NonNullable<Feeds> = {}): string {
  const parts = [
    ...(epss === undefined ? [] : [`EPSS of ${dayAndAge(epss.scoredAt, epss)}`]),
    ...(kev === undefined ? [] : [`known exploited of ${dayAndAge(kev.releasedAt, kev)}`]),
  ];
  return parts.length === 0 ? 'none' : parts.join(', ');
}

function dayAndAge(at: string, { stale = false }: { readonly stale?: boolean }): string {
  return `${at.slice(0, 10)}${stale ? ' (has grown old)' : ''}`;
}
