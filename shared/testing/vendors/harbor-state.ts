// What the double of Harbor knows: accounts, projects, tokens, and who sees what.
import { type Account, basicLogin } from './basic-login.ts';
import type { FrontRequest } from './start-vendor-front.ts';

export interface HarborAccount extends Account {
  readonly projects: readonly string[] | 'all';
  /** Without it artifacts are refused, while pulls work. Absent: yes. */
  readonly listsArtifacts?: boolean;
  /** The system right `catalog:read`. Absent: no. */
  readonly readsCatalog?: boolean;
}

export interface HarborKnobs {
  accounts: readonly HarborAccount[];
  publicProjects: readonly string[];
  /** Projects that fetch from an upstream what they are asked for. */
  proxyProjects: readonly string[];
  /** Manifests are answered with 412, as the block of vulnerable images does. */
  blocksPulls: boolean;
  /** Another origin that the API sends its callers to. */
  redirectsApiTo: string | undefined;
  /** Runs after each page of a list has been answered. */
  afterPage: (() => void) | undefined;
}

export interface HarborState extends HarborKnobs {
  readonly registryUrl: string;
  readonly tokens: Map<string, GrantedToken>;
  /** Requests that made a proxy cache ask its upstream. */
  readonly upstreamFetches: string[];
}

interface GrantedToken {
  readonly account: HarborAccount | undefined;
  readonly scopes: readonly string[];
}

/** Undefined: nobody known; anonymous is another question. */
export function accountOf(state: HarborState, request: FrontRequest): HarborAccount | undefined {
  const login = basicLogin(request);
  return state.accounts.find(
    ({ username, password }) => login?.username === username && login.password === password,
  );
}

export function seesProject(
  state: HarborState,
  account: HarborAccount | undefined,
  project: string,
): boolean {
  if (state.publicProjects.includes(project)) return true;
  return account?.projects === 'all' || (account?.projects.includes(project) ?? false);
}
