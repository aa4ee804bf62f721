// Which repositories and tags a connection keeps. An empty include list keeps everything; exclude wins over include.
import assert from 'node:assert/strict';
import { Minimatch } from 'minimatch';
import type { GlobFilter, RegistryFilters } from '../protocol/registry-target.ts';
import { braceExpansionMax } from './glob-problem.ts';

/** The schema's limit: longer patterns are lists in disguise. */
const patternLengthMax = 256;

export function keepsRepository(filters: RegistryFilters, repository: string): boolean {
  return keeps(compiled(filters.repositories), repository);
}

export function keepsTag(filters: RegistryFilters, tag: string): boolean {
  return keeps(compiled(filters.tags), tag);
}

/** For names of other kinds, by the same globs. */
export function keepsName(filter: GlobFilter, name: string): boolean {
  return keeps(compiled(filter), name);
}

type Matcher = (name: string) => boolean;

interface CompiledFilter {
  readonly include: readonly Matcher[];
  readonly exclude: readonly Matcher[];
}

/** A registry has a million names and one filter: each is compiled once, for as long as somebody holds it. */
const compiledFilters = new WeakMap<GlobFilter, CompiledFilter>();

function compiled(filter: GlobFilter): CompiledFilter {
  const known = compiledFilters.get(filter);
  if (known !== undefined) return known;
  const fresh = { include: filter.include.map(matcher), exclude: filter.exclude.map(matcher) };
  compiledFilters.set(filter, fresh);
  return fresh;
}

function keeps({ include, exclude }: CompiledFilter, name: string): boolean {
  if (exclude.some((matches) => matches(name))) return false;
  return include.length === 0 || include.some((matches) => matches(name));
}

function matcher(pattern: string): Matcher {
  assert.ok(pattern.length <= patternLengthMax, 'the schema bounds patterns');
  // A lone star means everything to whoever types it, also repositories with a slash.
  if (pattern === '*') return () => true;
  const glob = new Minimatch(pattern, {
    // Names are no file paths: a dot in front hides nothing, `#` and `!` are no syntax.
    dot: true,
    nocomment: true,
    nonegate: true,
    platform: 'linux',
    braceExpandMax: braceExpansionMax,
  });
  return (name) => glob.match(name);
}
