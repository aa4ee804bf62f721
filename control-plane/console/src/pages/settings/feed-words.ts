// What the settings say of the feeds of exploit signals: which there are, of which day, and whether they have grown old.
import type { DataOf } from '@harborguard/client/operation-types.ts';

type Advisories = DataOf<'GET /api/advisories'>;
type Feeds = Advisories['feeds'];
type Attempt = NonNullable<Advisories['updates']['lastAttempt']>;

export function feedWords({ epss, kev }: NonNullable<Feeds> = {}): string {
  const parts = [
    ...(epss === undefined ? [] : [`EPSS of ${dayAndAge(epss.scoredAt, epss)}`]),
    ...(kev === undefined ? [] : [`known exploited of ${dayAndAge(kev.releasedAt, kev)}`]),
  ];
  return parts.length === 0 ? 'none' : parts.join(', ');
}

/** What stands behind the outcome of an attempt; nothing when every feed was read. */
export function failedFeedWords({ failedFeeds = [], failedFeedReasons }: Attempt): string {
  return failedFeeds
    .map((feed) => [feed, failedFeedReasons?.[feed]] as const)
    .map(([feed, reason]) => `, ${feed} not taken${reason === undefined ? '' : ` (${reason})`}`)
    .join('');
}

function dayAndAge(at: string, { stale = false }: { readonly stale?: boolean }): string {
  return `${at.slice(0, 10)}${stale ? ' (has grown old)' : ''}`;
}
