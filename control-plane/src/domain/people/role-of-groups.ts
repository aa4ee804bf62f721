// Groups of an identity provider to a role: of several the one that stands first among the roles.
import { type Role, roles } from '../keys/roles.ts';

/** Group, or `*` for everybody, to role. */
export type RoleMap = ReadonlyMap<string, Role>;

export const everybody = '*';

/** Undefined: whoever is in none of the groups has no business here. */
export function roleOfGroups(map: RoleMap, groups: readonly string[]): Role | undefined {
  const granted = new Set([everybody, ...groups].map((group) => map.get(group)));
  return roles.find((role) => granted.has(role));
}
