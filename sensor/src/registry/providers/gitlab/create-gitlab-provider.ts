// GitLab: the image repositories of whole groups, then of the projects that lie in none of them. Tags and digests are
// asked of the registry itself: the API tells a digest only tag by tag, and dearer than a HEAD.
import { isRepositoryName } from '@harborguard/shared/oci/parse-reference.ts';
import type { ListOptions, RegistryProvider, RepositoryPage } from '../../registry-provider.ts';
import { withDoubt } from '../doubt-empty-catalog.ts';
import { GenericProvider, type GenericProviderParts } from '../generic-provider.ts';
import { ListWalk } from '../list-walk.ts';
import { withEnumeration } from '../with-enumeration.ts';
import { type GitlabApi, openGitlabApi } from './gitlab-api.ts';
import { type Group, NumberedRepositories, projectsAfter, topLevelGroups } from './gitlab-lists.ts';
import { cursorOf, type GitlabPlace, placeOf } from './gitlab-place.ts';
import { GitlabJobSchema } from './gitlab-schema.ts';

export interface GitlabEndpoints {
  /** `https://gitlab.example.com/api/v4` */
  readonly api: string;
}

/** Projects asked at once; the budget of the host limits them further when it is slow. */
const parallelProjects = 8;

export function createGitlabProvider(
  parts: GenericProviderParts,
  options: { readonly endpoints?: GitlabEndpoints } = {},
): RegistryProvider {
  const { host } = new URL(parts.target.url);
  return withEnumeration(new GenericProvider(parts), {
    async *repositories(wait) {
      const api = await openGitlabApi(parts, { url: options.endpoints?.api, signal: wait.signal });
      const walk = new ListWalk({ host });
      if (api.isJob) yield await repositoriesOfJob(api, walk);
      else yield* new GitlabWalk(api, walk, wait).pages();
    },
  });
}

class GitlabWalk {
  readonly #api: GitlabApi;
  readonly #walk: ListWalk;
  #place: GitlabPlace;
  /** Whether any list of images was open to this token, on this walk or the one it goes on with. */
  #answered: boolean;

  constructor(api: GitlabApi, walk: ListWalk, { cursor }: ListOptions) {
    this.#api = api;
    this.#walk = walk;
    this.#place = placeOf(cursor);
    this.#answered = cursor !== undefined;
  }

  async *pages(): AsyncIterable<RepositoryPage> {
    const groups = await topLevelGroups(this.#api, this.#walk);
    if (this.#place.project === undefined) {
      for (const group of groups.filter(({ id }) => id > this.#place.group)) {
        yield* this.#groupPages(group);
      }
      this.#place = { ...this.#place, project: 0 };
    }
    yield* this.#projectPages(groups);
  }

  async *#groupPages({ id }: Group): AsyncIterable<RepositoryPage> {
    const list = new NumberedRepositories(this.#api, this.#walk, `/groups/${id}`);
    for (let more = true; more; ) {
      const listed = await list.page(this.#place.page);
      more = listed?.more ?? false;
      const { group, page, closed } = this.#place;
      if (more) this.#place = { group, page: page + 1, closed };
      else if (listed === undefined) this.#place = { group: id, page: 1, closed: [...closed, id] };
      else this.#place = { group: id, page: 1, closed };
      if (listed !== undefined) yield this.#answer(listed.names);
    }
  }

  async *#projectPages(groups: readonly Group[]): AsyncIterable<RepositoryPage> {
    const { group: lastGroup, closed } = this.#place;
    // One that came after the walk had passed the groups is not among those that were listed.
    const listed = groups.filter(({ id }) => id <= lastGroup && !closed.includes(id));
    for (;;) {
      const { projects, last } = await this.#projects();
      const alone = projects.filter(
        ({ path }) => !listed.some(({ prefix }) => path.startsWith(prefix)),
      );
      const names = await inTurns(alone, ({ id }) =>
        new NumberedRepositories(this.#api, this.#walk, `/projects/${id}`).all(),
      );
      if (names.some((some) => some !== undefined)) this.#answered = true;
      const repositories = freshNames(
        this.#walk,
        names.flatMap((some) => some ?? []),
      );
      // Nobody's projects, or none that may be read: what there is stays hidden.
      if (last === undefined)
        return yield this.#answered ? { repositories } : withDoubt({ repositories });
      this.#place = { ...this.#place, project: last };
      yield { repositories, cursor: cursorOf(this.#place) };
    }
  }

  #projects() {
    const after = this.#place.project ?? 0;
    this.#walk.enter(`projects after ${after}`);
    return projectsAfter(this.#api, after);
  }

  #answer(names: readonly string[]): RepositoryPage {
    this.#answered = true;
    return { repositories: freshNames(this.#walk, names), cursor: cursorOf(this.#place) };
  }
}

async function repositoriesOfJob(api: GitlabApi, walk: ListWalk): Promise<RepositoryPage> {
  const { value } = await api.ask('/job', GitlabJobSchema);
  const owner = `/projects/${value.pipeline.project_id}`;
  const names = await new NumberedRepositories(api, walk, owner).all();
  const page = { repositories: freshNames(walk, names ?? []) };
  return names === undefined ? withDoubt(page) : page;
}

function freshNames(walk: ListWalk, names: readonly string[]): readonly string[] {
  return walk.fresh(names, (name) => name, isRepositoryName);
}

async function inTurns<Item, Result>(
  items: readonly Item[],
  run: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += parallelProjects) {
    results.push(...(await Promise.all(items.slice(start, start + parallelProjects).map(run))));
  }
  return results;
}
