// Enrolment tokens let sensors in for as long as whoever made them could still make one.
import { type Role, roleAtLeast } from '../keys/roles.ts';
import type { Stores } from '../unit-of-work.ts';

/** `role` is what the person has from now on; undefined when they are out. */
export async function endEnrolmentsOf(
  { keys }: Pick<Stores, 'keys'>,
  {
    personId,
    role,
    now,
  }: { readonly personId: string; readonly role: Role | undefined; readonly now: number },
): Promise<void> {
  if (role === undefined || !roleAtLeast(role, 'admin')) {
    await keys.revokeEnrolmentsOf(personId, now);
  }
}
