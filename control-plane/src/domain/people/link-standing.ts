// Whether a one-time link may still do what it was made for: rights that were less or more at its making are no excuse
// for whoever holds it now.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { lesserRole, type Role, roleAtLeast } from '../keys/roles.ts';
import type { SystemStores } from '../unit-of-work.ts';
import type { OneTimeLink, Person } from './people-store.ts';

/** Whoever made it may still give its role: nobody comes in by the link of somebody who was shown out. */
export async function isStillGiven(stores: SystemStores, link: OneTimeLink): Promise<boolean> {
  // Printed on the machine itself.
  if (link.kind === 'first-owner') return true;
  const role = await makersRole(stores, link);
  return role !== undefined && roleAtLeast(role, link.role);
}

/** Undefined when they are gone. A key that expired has made what it made in its time. */
async function makersRole(stores: SystemStores, link: OneTimeLink): Promise<Role | undefined> {
  const { people } = stores.organisation(link.orgId);
  const key = await stores.keys.find(link.createdBy);
  if (key === undefined) return (await people.member(link.createdBy))?.role;
  if (key.revokedAt !== undefined) return undefined;
  if (key.personId === undefined) return key.role;
  const person = await people.member(key.personId);
  return person && lesserRole(person.role, key.role);
}

/**
 * Whether the link may give this account a password that opens all of it. Throws SIGN_IN_REFUSED for an account that
 * has rights already and no password to prove it by, LINK_INVALID for one that has more than at the making.
 */
export async function demandMayChoose(
  stores: SystemStores,
  link: OneTimeLink,
  person: Pick<Person, 'id'>,
): Promise<void> {
  if (link.kind === 'first-owner') return;
  const memberships = await stores.people.membershipsOf(person.id);
  if (link.kind === 'invitation') {
    if (memberships.length > 0) throw new HarborError('SIGN_IN_REFUSED');
    return;
  }
  const [membership] = memberships;
  const isSame =
    memberships.length === 1 &&
    membership?.orgId === link.orgId &&
    roleAtLeast(link.role, membership.role);
  if (!isSame) throw new HarborError('LINK_INVALID');
}
