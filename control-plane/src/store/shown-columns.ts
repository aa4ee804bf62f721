// The columns of the rows people see: of the member when a tag is an index, else of the image itself.
import type { VerdictKind } from '@harborguard/shared/policy/judge-image.ts';
import { sql } from 'kysely';
import type { ImageTable } from './image-tables.ts';
import { signedMarkRanks } from './judgement-rows.ts';

type Column = Exclude<keyof ImageTable, 'id'>;

/** Of the member when the tag is an index, else of the image itself. */
export function shown<Name extends Column>(column: Name) {
  return sql<
    ImageTable[Name]
  >`coalesce(${sql.ref(`member.${column}`)}, ${sql.ref(`top.${column}`)})`;
}

export const shownImageId = sql<number>`coalesce(member.id, top.id)`;

// Before its scan, the platform of a member is known from the index.
const os = sql<string | null>`coalesce(member.os, index_member.os, top.os)`;
const architecture = sql<
  string | null
>`coalesce(member.architecture, index_member.architecture, top.architecture)`;
const variant = sql<string | null>`coalesce(member.variant, index_member.variant, top.variant)`;

/** As `platformKey` writes it. */
export const shownPlatform = sql<string | null>`${os} || '/' || ${architecture} || case
  when ${variant} is null or ${variant} = '' or (${architecture} = 'arm64' and ${variant} = 'v8')
  then '' else '/' || ${variant} end`;

/** As `imageState` decides it. */
export const stateExpression = sql<string>`case
  when ${shown('kind')} = 'artifact' then 'artifact'
  when ${shown('scan_state')} in ('failed', 'waiting') then ${shown('scan_state')}
  when ${shown('kind')} = 'index' then 'indexed'
  when ${shown('coverage')} is null then 'waiting'
  when ${shown('scan_state')} = 'partial' then 'partial'
  when ${shown('coverage')} = 'no-advisory-data' then 'no-advisory-data'
  else 'indexed' end`;

const topRank = sql`coalesce(top_signature.mark_rank, ${signedMarkRanks.none})`;
const memberRank = sql`coalesce(member_signature.mark_rank, ${signedMarkRanks.none})`;
/** Of the index and of the image in it: whichever says more. */
export const signedRank = sql<number>`case when ${topRank} < ${memberRank} then ${topRank} else ${memberRank} end`;

/** Where nobody has judged yet, it is not known. */
export const shownVerdict = sql<VerdictKind>`coalesce(verdict.kind, 'unknown')`;
