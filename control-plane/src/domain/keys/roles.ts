// The roles a key may have and how they compare. What a route demands stands at the route.

export const roles = ['owner', 'admin', 'developer', 'ci', 'auditor', 'viewer'] as const;
export type Role = (typeof roles)[number];

/** What each role covers. Pipelines and developers work; what people did is for those who check it. */
const covered: Readonly<Record<Role, readonly Role[]>> = {
  owner: roles,
  admin: ['admin', 'developer', 'ci', 'auditor', 'viewer'],
  developer: ['developer', 'ci', 'viewer'],
  ci: ['ci', 'viewer'],
  auditor: ['auditor', 'viewer'],
  viewer: ['viewer'],
};

export function isRole(value: unknown): value is Role {
  return typeof value === 'string' && Object.hasOwn(covered, value);
}

export function roleAtLeast(role: Role, minimum: Role): boolean {
  return covered[role].includes(minimum);
}

/** What both allow: the one that the other covers, and reading where neither covers the other. */
export function lesserRole(a: Role, b: Role): Role {
  if (roleAtLeast(a, b)) return b;
  return roleAtLeast(b, a) ? a : 'viewer';
}
