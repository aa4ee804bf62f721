// The roles as the API names them, and what each covers: the console only hides what the API would refuse.
import type { DataOf } from '@harborguard/client/operation-types.ts';

export type Role = DataOf<'GET /api/me'>['role'];

export const roles: readonly Role[] = ['owner', 'admin', 'developer', 'ci', 'auditor', 'viewer'];

const covered: Readonly<Record<Role, readonly Role[]>> = {
  owner: roles,
  admin: ['admin', 'developer', 'ci', 'auditor', 'viewer'],
  developer: ['developer', 'ci', 'viewer'],
  ci: ['ci', 'viewer'],
  auditor: ['auditor', 'viewer'],
  viewer: ['viewer'],
};

export function roleCovers(role: Role, wanted: Role): boolean {
  return covered[role].includes(wanted);
}

/** What somebody of this role may give to others. */
export function rolesWithin(role: Role): readonly Role[] {
  return covered[role];
}
