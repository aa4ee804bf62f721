// Whether a policy or an exception speaks of an image, by the globs of its scope.
import type { GlobFilter } from '../protocol/registry-target.ts';
import { keepsName } from '../registry/tag-filter.ts';
import type { JudgedPlace } from './judged-image.ts';
import type { ExceptionScope, PolicyScope } from './policy.ts';

/** Globs are compiled once for as long as somebody holds the list. */
const filters = new WeakMap<readonly string[], GlobFilter>();

export function isInScope(scope: ExceptionScope | PolicyScope = {}, place: JudgedPlace): boolean {
  const { registries, repositories, tags } = scope;
  return (
    keeps(registries, place.registry) &&
    keeps(repositories, place.repository) &&
    keeps(tags, place.tag) &&
    hasDigest(scope, place)
  );
}

export function keeps(globs: readonly string[] | undefined, name: string | undefined): boolean {
  if (globs === undefined) return true;
  if (name === undefined) return false;
  let filter = filters.get(globs);
  if (filter === undefined) {
    filter = { include: [...globs], exclude: [] };
    filters.set(globs, filter);
  }
  return keepsName(filter, name);
}

function hasDigest(scope: ExceptionScope, { digests }: JudgedPlace): boolean {
  return scope.digests === undefined || scope.digests.some((digest) => digests.includes(digest));
}
