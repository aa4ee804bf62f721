// What the filters of a connection name outright, besides what the registries file names: owners whose repositories to
// list, and single repositories. Vendors with millions of owners list nobody's repositories but of those that are named.
import { isRepositoryName } from '@harborguard/shared/oci/parse-reference.ts';

export interface NamedByFilters {
  /** From patterns such as `team/**` or `team/app-*`. */
  readonly owners: readonly string[];
  /** From patterns without any wildcard. */
  readonly repositories: readonly string[];
}

/** One component of a name, as these vendors give them to people and organisations. */
const ownerPattern = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/;
const wildcard = /[*?[\]{}()!+@\\]/;

export function namedByFilters(
  include: readonly string[] = [],
  configuredOwners: readonly string[] = [],
): NamedByFilters {
  const owners = new Set(configuredOwners.map((owner) => owner.toLowerCase()).filter(isOwnerName));
  const repositories = new Set<string>();
  for (const pattern of include) {
    const [owner = '', ...rest] = pattern.toLowerCase().split('/');
    if (rest.length === 0 || !ownerPattern.test(owner)) continue;
    if (wildcard.test(pattern)) owners.add(owner);
    else if (isRepositoryName(pattern)) repositories.add(pattern);
  }
  const unlisted = [...repositories].filter((name) => !owners.has(name.split('/')[0] ?? ''));
  return { owners: [...owners].sort(), repositories: unlisted.sort() };
}

export function isOwnerName(text: string): boolean {
  return ownerPattern.test(text);
}
