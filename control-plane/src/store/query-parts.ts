// Small pieces the read queries share: patterns, pages, states, and names that lead to an advisory.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { ImageState, PageRequest, SeverityCounts } from '../domain/inventory/image-queries.ts';
import type { ImageTable } from './image-tables.ts';
import type { Tables } from './tables.ts';

/** `*` stands for anything; all else is meant literally. */
export function likePattern(text: string): string {
  return text.replace(/[\\%_]/g, (special) => `\\${special}`).replaceAll('*', '%');
}

/** `whole` holds `pattern`, ASCII letters in either case. As a function: PostgreSQL minds the case in its operator. */
export function isLike(whole: RawBuilder<unknown>, pattern: string) {
  return sql<boolean>`like(${pattern}, ${whole}, '\\')`;
}

/** What is not known comes first when rising, last when falling; a column that always has a value needs no word of it. */
export function sortDirection(isRising: boolean, mayBeNull: boolean) {
  const direction = isRising ? 'asc' : 'desc';
  return sql.raw(mayBeNull ? `${direction} nulls ${isRising ? 'first' : 'last'}` : direction);
}

/** A value in a list of columns, where nothing else tells PostgreSQL what it is. */
export function integerValue(value: number) {
  return sql<number>`cast(${value} as bigint)`;
}

export function textValue(value: string) {
  return sql<string>`cast(${value} as text)`;
}

export function isPattern(text: string): boolean {
  return text.includes('*');
}

export function offsetOf({ page, pageSize }: PageRequest): number {
  return Math.max(0, page - 1) * pageSize;
}

export function pageOf<Row>(rows: readonly Row[], page: PageRequest): readonly Row[] {
  const offset = offsetOf(page);
  return rows.slice(offset, offset + page.pageSize);
}

/** Any name of an advisory to the ids it is kept under. */
export function advisoriesNamed(db: Kysely<Tables>, orgId: string, name: string) {
  return db
    .selectFrom('advisory_alias')
    .select('advisory_id')
    .where('org_id', '=', orgId)
    .where('alias', '=', name.toUpperCase());
}

type StateColumns = Pick<ImageTable, 'kind' | 'scan_state' | 'coverage'>;

/** The same rule as `stateExpression`, for rows at hand. */
export function imageState({ kind, scan_state, coverage }: StateColumns): ImageState {
  if (kind === 'artifact') return 'artifact';
  if (scan_state === 'failed' || scan_state === 'waiting') return scan_state;
  if (kind === 'index') return 'indexed';
  if (coverage === null) return 'waiting';
  if (scan_state === 'partial') return 'partial';
  return coverage === 'no-advisory-data' ? coverage : 'indexed';
}

type CountColumns = Pick<ImageTable, 'critical' | 'high' | 'medium' | 'low' | 'unknown'>;

export function countsOf(row: CountColumns): SeverityCounts {
  const { critical, high, medium, low, unknown } = row;
  return { critical, high, medium, low, unknown };
}

export function optional<Key extends string, Value>(
  key: Key,
  value: Value | null | undefined,
): { readonly [K in Key]?: Value } {
  if (value === null || value === undefined) return {};
  return { [key]: value } as { readonly [K in Key]?: Value };
}
