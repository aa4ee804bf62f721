// What a draft of filters would keep and drop of the tags known today. What present filters drop is not known, so a
// wider draft shows no more than this; the next sync does.
import type { RegistryFilters } from '@harborguard/shared/protocol/registry-target.ts';
import { newestTags } from '@harborguard/shared/registry/newest-tags.ts';
import { keepsRepository, keepsTag } from '@harborguard/shared/registry/tag-filter.ts';

export interface RepositoryTags {
  readonly repository: string;
  readonly tags: readonly string[];
}

/** The first names of a side, for people; the counts are of all. */
export interface PreviewSide {
  readonly repositories: number;
  readonly tags: number;
  /** `repository:tag` */
  readonly names: readonly string[];
}

export interface FilterPreview {
  readonly keeps: PreviewSide;
  readonly drops: PreviewSide;
}

const namesMax = 100;

export async function previewFilters(
  filters: RegistryFilters,
  inventory: AsyncIterable<RepositoryTags>,
): Promise<FilterPreview> {
  const keeps = new Side();
  const drops = new Side();
  for await (const { repository, tags } of inventory) {
    const kept = new Set(keptTags(filters, repository, tags));
    keeps.add(repository, [...kept]);
    drops.add(
      repository,
      tags.filter((tag) => !kept.has(tag)),
      kept.size === 0,
    );
  }
  return { keeps: keeps.picture, drops: drops.picture };
}

function keptTags(
  filters: RegistryFilters,
  repository: string,
  tags: readonly string[],
): readonly string[] {
  if (!keepsRepository(filters, repository)) return [];
  const kept = tags.filter((tag) => keepsTag(filters, tag)).map((name) => ({ name }));
  const { newestTags: count } = filters;
  return (count === undefined ? kept : newestTags(kept, count)).map(({ name }) => name);
}

class Side {
  #repositories = 0;
  #tags = 0;
  readonly #names: string[] = [];

  /** A repository counts as dropped only when nothing of it is kept. */
  add(repository: string, tags: readonly string[], isWhole = tags.length > 0): void {
    if (isWhole) this.#repositories += 1;
    this.#tags += tags.length;
    const room = namesMax - this.#names.length;
    this.#names.push(...tags.slice(0, Math.max(0, room)).map((tag) => `${repository}:${tag}`));
  }

  get picture(): PreviewSide {
    return { repositories: this.#repositories, tags: this.#tags, names: this.#names };
  }
}
