// What one sighting of a tag makes of what is known about it. A sighting by an older job, or by an older attempt of
// the same one, never overrules a newer word.
import { isAttachmentTag } from '@harborguard/shared/oci/attachments.ts';
import type { TagRecord } from './inventory-store.ts';

export interface Sighting {
  readonly name: string;
  readonly digest: string;
  readonly pushedAt?: number;
}

export interface SightingSource {
  readonly jobId: string;
  readonly attempt: number;
  readonly now: number;
  /** A newer look at the whole registry has ended since: a tag it does not know is gone again. */
  readonly overtaken: boolean;
}

export type JudgedSighting =
  /** `changed`: the tag is new, back, or shows another digest. */
  | { readonly kind: 'kept'; readonly tag: TagRecord; readonly changed: boolean }
  | { readonly kind: 'overruled' };

export function judgeSighting(
  known: TagRecord | undefined,
  sighting: Sighting,
  source: SightingSource,
): JudgedSighting {
  if (known === undefined && source.overtaken) return { kind: 'overruled' };
  if (known !== undefined && isNewerWord(known, source)) return { kind: 'overruled' };
  const { jobId, attempt, now } = source;
  const appeared = known === undefined || known.goneAt !== undefined;
  const moved = known?.digest !== sighting.digest;
  // A scan looks at a tag without being told its time.
  const pushedAt = sighting.pushedAt ?? (moved ? undefined : known.pushedAt);
  const tag: TagRecord = {
    name: sighting.name,
    digest: sighting.digest,
    attachment: isAttachmentTag(sighting.name),
    firstSeenAt: known?.firstSeenAt ?? now,
    lastSeenAt: Math.max(now, known?.lastSeenAt ?? 0),
    movedAt: moved ? now : known.movedAt,
    addedJobId: appeared ? jobId : known.addedJobId,
    judgedJobId: jobId,
    judgedAttempt: attempt,
    ...(pushedAt === undefined ? {} : { pushedAt }),
  };
  return { kind: 'kept', tag, changed: appeared || moved };
}

/** Job ids are UUIDs of version 7: they sort by the time the job was made. */
function isNewerWord(known: TagRecord, source: SightingSource): boolean {
  return known.judgedJobId === source.jobId
    ? known.judgedAttempt > source.attempt
    : known.judgedJobId > source.jobId;
}
