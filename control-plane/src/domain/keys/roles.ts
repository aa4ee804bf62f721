// The roles a key may have and how they compare. What a route demands stands at the route.

export const roles = ['owner', 'admin', 'developer', 'ci', 'auditor', 'viewer'] as const;
export type Role = (typeof roles)[number];

const ranks: Readonly<Record<Role, number>> = {
  owner: 100,
  admin: 80,
  developer: 60,
  ci: 50,
  auditor: 40,
  viewer: 20,
};

export function isRole(value: unknown): value is Role {
  return typeof value === 'string' && Object.hasOwn(ranks, value);
}

export function roleAtLeast(role: Role, minimum: Role): boolean {
  return ranks[role] >= ranks[minimum];
}
