// The variables of single sign-on, and what they have to be together.
import type { Problem, Reading, Values } from '@harborguard/shared/configuration/read-variables.ts';
import { flag, list, text } from '@harborguard/shared/configuration/variable-readers.ts';
import { isRole, type Role, roles } from './domain/keys/roles.ts';

export const oidcVariables = {
  oidcIssuer: {
    name: 'HARBORGUARD_OIDC_ISSUER',
    purpose:
      'The issuer of an identity provider that speaks OpenID Connect; single sign-on is off when unset.',
    optional: true,
    read: issuer,
  },
  oidcClientId: {
    name: 'HARBORGUARD_OIDC_CLIENT_ID',
    purpose: 'The client that was registered there for HarborGuard.',
    optional: true,
    read: text,
  },
  oidcClientSecret: {
    name: 'HARBORGUARD_OIDC_CLIENT_SECRET',
    purpose: 'Its secret; none for a public client.',
    optional: true,
    secret: true,
    read: text,
  },
  oidcScopes: {
    name: 'HARBORGUARD_OIDC_SCOPES',
    purpose: 'The scopes to ask for, comma separated; openid is among them always.',
    fallback: 'openid,email,profile',
    read: list,
  },
  oidcGroupsClaim: {
    name: 'HARBORGUARD_OIDC_GROUPS_CLAIM',
    purpose: 'The claim that holds the groups, by its name or as a path (realm_access.roles).',
    fallback: 'groups',
    read: text,
  },
  oidcRoleMap: {
    name: 'HARBORGUARD_OIDC_ROLE_MAP',
    purpose: `Groups and the roles they lead to: group=role, comma separated; *=role is for everybody. Roles: ${roles.join(', ')}.`,
    optional: true,
    read: roleMap,
  },
  oidcLabel: {
    name: 'HARBORGUARD_OIDC_LABEL',
    purpose: 'What the button for it says.',
    fallback: 'Single sign-on',
    read: label,
  },
  localAccounts: {
    name: 'HARBORGUARD_LOCAL_ACCOUNTS',
    purpose: 'Whether people may also come in with e-mail and password.',
    fallback: 'true',
    read: flag,
  },
} as const;

export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly scopes: readonly string[];
  readonly groupsClaim: string;
  readonly roleMap: ReadonlyMap<string, Role>;
  readonly label: string;
}

const labelLengthMax = 60;

/** Undefined while it is off, or not all of it is there. */
export function oidcOf(values: Values<typeof oidcVariables>): OidcConfig | undefined {
  const { oidcIssuer, oidcClientId, oidcRoleMap } = values;
  if (oidcIssuer === undefined || oidcClientId === undefined || oidcRoleMap === undefined) {
    return undefined;
  }
  return {
    issuer: oidcIssuer,
    clientId: oidcClientId,
    clientSecret: values.oidcClientSecret,
    scopes: [...new Set(['openid', ...(values.oidcScopes ?? [])])],
    groupsClaim: values.oidcGroupsClaim ?? 'groups',
    roleMap: oidcRoleMap,
    label: values.oidcLabel ?? 'Single sign-on',
  };
}

export function oidcProblems(
  values: Values<typeof oidcVariables>,
  publicUrl: string | undefined,
): readonly Problem[] {
  const problems: Problem[] = [];
  const wanted = (variable: string, value: unknown, rule: string): void => {
    if (value === undefined) problems.push({ variable, rule });
  };
  if (values.oidcIssuer === undefined) {
    if (values.localAccounts !== false) return [];
    const rule = 'can be false only where HARBORGUARD_OIDC_ISSUER is set';
    return [{ variable: 'HARBORGUARD_LOCAL_ACCOUNTS', rule }];
  }
  const rule = 'is required with HARBORGUARD_OIDC_ISSUER';
  wanted('HARBORGUARD_OIDC_CLIENT_ID', values.oidcClientId, rule);
  wanted('HARBORGUARD_OIDC_ROLE_MAP', values.oidcRoleMap, rule);
  wanted('HARBORGUARD_PUBLIC_URL', publicUrl, rule);
  return problems;
}

/** As it is, to the slash: the provider has to call itself exactly that. */
function issuer(value: string): Reading<string> {
  const rule = 'must be an https:// address, or http:// on this machine, without query or fragment';
  if (!URL.canParse(value)) return { kind: 'problem', rule };
  const { protocol, hostname, search, hash, username, password } = new URL(value);
  const isLocal = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isLocal);
  if (!isSafe || `${search}${hash}${username}${password}` !== '') return { kind: 'problem', rule };
  return { kind: 'value', value };
}

function roleMap(value: string): Reading<ReadonlyMap<string, Role>> {
  const map = new Map<string, Role>();
  for (const item of value.split(',').map((pair) => pair.trim())) {
    if (item === '') continue;
    // Names of groups may hold the sign themselves (cn=admins), roles never do.
    const at = item.lastIndexOf('=');
    const role = item.slice(at + 1).trim();
    const group = item.slice(0, at).trim();
    if (at < 1 || group === '' || !isRole(role) || map.has(group)) {
      return { kind: 'problem', rule: 'must be group=role, comma separated, each group once' };
    }
    map.set(group, role);
  }
  if (map.size === 0) return { kind: 'problem', rule: 'must name a group at least' };
  return { kind: 'value', value: map };
}

function label(value: string): Reading<string> {
  if (value.length <= labelLengthMax) return { kind: 'value', value };
  return { kind: 'problem', rule: `must be at most ${labelLengthMax} characters` };
}
