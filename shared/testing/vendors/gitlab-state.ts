// What the double of GitLab knows: tokens of several kinds, and which projects each may see.
import type { Account } from './basic-login.ts';

export interface GitlabAccount extends Account {
  /** A deploy token is none for the API; a job's token is one for its own project. */
  readonly kind: 'user' | 'deploy-token' | 'job-token';
  readonly scopes: readonly ('read_registry' | 'read_api')[];
  readonly projects: readonly string[] | 'all';
  readonly isAdmin?: boolean;
  /** Top-level groups the account is a member of. Absent: none, only projects. */
  readonly groups?: readonly string[];
}

export interface GitlabKnobs {
  accounts: readonly GitlabAccount[];
  /** `/gitlab` where the instance lies below a path. */
  root: string;
  /** Projects that are listed, and whose registry is off. */
  closedProjects: readonly string[];
  /** Groups that are listed, and whose images may not be. */
  closedGroups: readonly string[];
  /** Runs after each list of image repositories has been answered. */
  afterPage: (() => void) | undefined;
  /** Image repositories on their way out. */
  deletedRepositories: readonly string[];
}

export interface GitlabState extends GitlabKnobs {
  readonly registryUrl: string;
  /** Registry tokens with their scopes. */
  readonly tokens: Map<string, readonly string[]>;
}

/** Group and project of an image repository. */
export function projectPath(repository: string): string {
  return repository.split('/').slice(0, 2).join('/');
}

export function seesProject(account: GitlabAccount | undefined, project: string): boolean {
  return account?.projects === 'all' || (account?.projects.includes(project) ?? false);
}
