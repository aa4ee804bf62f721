// What a draft of filters would keep and drop of the tags known today. What present filters drop is not known, so a
// wider draft shows no more than this; the next sync does.
import type { RegistryFilters } from '@harborguard/shared/protocol/registry-target.ts';
import { type DatedTag, keptTags, undatedTags } from '@harborguard/shared/registry/kept-tags.ts';
import { keepsRepository } from '@harborguard/shared/registry/tag-filter.ts';

export interface RepositoryTags {
  readonly repository: string;
  readonly tags: readonly DatedTag[];
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
  /** Kept tags that a maximum age asks for the time of and nobody knows. */
  readonly undated: number;
}

const namesMax = 100;

/** By the rule of the sensor's sync, on what it found last. */
export async function previewFilters(
  filters: RegistryFilters,
  inventory: AsyncIterable<RepositoryTags>,
  now: number,
): Promise<FilterPreview> {
  const keeps = new Side();
  const drops = new Side();
  let undated = 0;
  for await (const { repository, tags } of inventory) {
    const kept = keepsRepository(filters, repository) ? keptTags(filters, tags, now) : [];
    const isKept = new Set(kept);
    keeps.add(repository, kept);
    drops.add(
      repository,
      tags.filter((tag) => !isKept.has(tag)),
      kept.length === 0,
    );
    undated += undatedTags(filters, kept, now).length;
  }
  return { keeps: keeps.picture, drops: drops.picture, undated };
}

class Side {
  #repositories = 0;
  #tags = 0;
  readonly #names: string[] = [];

  /** A repository counts as dropped only when nothing of it is kept. */
  add(repository: string, tags: readonly DatedTag[], isWhole = tags.length > 0): void {
    if (isWhole) this.#repositories += 1;
    this.#tags += tags.length;
    const room = namesMax - this.#names.length;
    const named = tags.slice(0, Math.max(0, room));
    this.#names.push(...named.map(({ name }) => `${repository}:${name}`));
  }

  get picture(): PreviewSide {
    return { repositories: this.#repositories, tags: this.#tags, names: this.#names };
  }
}
