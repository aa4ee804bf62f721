// The advisory locks of an installation. They belong to a database, and within it to a schema.
import { type RawBuilder, sql } from 'kysely';

/** Of other users of the same database: the letters HG and what is locked. */
const lockClasses = { writer: 0x4847_0001, leader: 0x4847_0002, preparing: 0x4847_0003 } as const;
export type LockName = keyof typeof lockClasses;

/** The two numbers of a lock, as arguments of the functions that take it. */
export function lockArguments(name: LockName): string {
  return `${lockClasses[name]}, hashtext(current_schema()::text)`;
}

export function lockOf(name: LockName): RawBuilder<unknown> {
  return sql.raw(lockArguments(name));
}
