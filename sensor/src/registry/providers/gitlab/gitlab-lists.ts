// The lists of GitLab's API that lead to image repositories, each read as GitLab pages it.
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { headerLine } from '@harborguard/shared/registry/registry-exchange.ts';
import type { ListWalk } from '../list-walk.ts';
import type { GitlabApi } from './gitlab-api.ts';
import {
  GitlabGroupsSchema,
  GitlabProjectsSchema,
  GitlabRepositoriesSchema,
} from './gitlab-schema.ts';

/** The most GitLab gives. */
const pageSize = 100;
/** Top-level groups of one account; a list of more pages does not end. */
const groupPagesMax = 1000;

/** A numbered page of image repositories; absent where they are closed to this token. */
export interface RepositoriesPage {
  readonly names: readonly string[];
  readonly more: boolean;
}

export interface Group {
  readonly id: number;
  /** Lowercase, with a slash at the end: what every project below it begins with. */
  readonly prefix: string;
}

/** By id. Only those in which the account may read images; the rest are seen project by project. */
export async function topLevelGroups(api: GitlabApi, walk: ListWalk): Promise<readonly Group[]> {
  const groups = new Map<number, Group>();
  const query = `top_level_only=true&min_access_level=20&order_by=id&per_page=${pageSize}`;
  for (let page = 1; page <= groupPagesMax; page += 1) {
    const answer = await orClosed(api.ask(`/groups?${query}&page=${page}`, GitlabGroupsSchema));
    for (const { id, full_path: path } of answer?.value ?? []) {
      groups.set(id, { id, prefix: `${path.toLowerCase()}/` });
    }
    if (answer === undefined || answer.value.length < pageSize) {
      return [...groups.values()].sort((a, b) => a.id - b.id);
    }
  }
  throw walk.truncated('the list of groups does not end');
}

/** By the id they follow, not by number: projects that come or go meanwhile move no other. */
export async function projectsAfter(api: GitlabApi, after: number) {
  const query = new URLSearchParams({
    membership: 'true',
    simple: 'true',
    order_by: 'id',
    sort: 'asc',
    pagination: 'keyset',
    per_page: String(pageSize),
    ...(after === 0 ? {} : { id_after: String(after) }),
  });
  const { value, headers } = await api.ask(`/projects?${query}`, GitlabProjectsSchema);
  const open = value.filter((project) => project.container_registry_access_level !== 'disabled');
  const more = value.length >= pageSize || (value.length > 0 && headers['link'] !== undefined);
  const last = more ? Math.max(...value.map(({ id }) => id)) : undefined;
  const projects = open.map(({ id, path_with_namespace: path }) => ({
    id,
    path: path.toLowerCase(),
  }));
  return { projects, ...(last === undefined ? {} : { last }) };
}

/** Image repositories of a group or a project, page by page; undefined when they are closed to this token. */
export class NumberedRepositories {
  readonly #api: GitlabApi;
  readonly #walk: ListWalk;
  readonly #path: string;
  #total: number | undefined;

  /** `/groups/7` or `/projects/7`. */
  constructor(api: GitlabApi, walk: ListWalk, owner: string) {
    this.#api = api;
    this.#walk = walk;
    this.#path = `${owner}/registry/repositories`;
  }

  async page(page: number): Promise<RepositoriesPage | undefined> {
    const path = `${this.#path}?per_page=${pageSize}&page=${page}`;
    this.#walk.enter(path);
    const answer = await orClosed(this.#api.ask(path, GitlabRepositoriesSchema));
    if (answer === undefined) return undefined;
    const total = Number(headerLine(answer.headers, 'x-total') ?? Number.NaN);
    // An entry removed before this page has moved one from here to the page before, which was read already.
    if (this.#total !== undefined && total < this.#total) {
      throw this.#walk.truncated('the list became shorter while it was read');
    }
    this.#total = total;
    // One that is being deleted answers no more.
    const kept = answer.value.filter(({ status }) => !status?.startsWith('delete_'));
    return { names: kept.map(({ path: name }) => name), more: answer.value.length >= pageSize };
  }

  async all(): Promise<readonly string[] | undefined> {
    const names: string[] = [];
    for (let number = 1; ; number += 1) {
      const page = await this.page(number);
      if (page === undefined) return undefined;
      names.push(...page.names);
      if (!page.more) return names;
    }
  }
}

/** Undefined for what is off or closed to this token: its images could not be pulled either. */
async function orClosed<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    const closed = ['REGISTRY_FORBIDDEN', 'NOT_A_REGISTRY'];
    if (isHarborError(error) && closed.includes(error.code)) return undefined;
    throw error;
  }
}
