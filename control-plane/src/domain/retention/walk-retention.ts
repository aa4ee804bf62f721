// The repositories a rule is about, in chunks, as questions to the store.
import { Minimatch } from 'minimatch';
import type { UnitOfWork } from '../unit-of-work.ts';
import { cutoffOf, type RetentionScope } from './retention-rule.ts';
import type { CandidateQuestion } from './retention-store.ts';

/** Repositories read and asked about at once. */
const repositoriesPerChunk = 500;
/** As for the filters of registries: beyond this it is no pattern somebody wrote. */
const braceExpansionMax = 256;

export async function* walkRetention(
  unitOfWork: UnitOfWork,
  orgId: string,
  { scope, now }: { readonly scope: RetentionScope; readonly now: number },
): AsyncGenerator<CandidateQuestion> {
  const matches = matcherOf(scope.repositories);
  let after = 0;
  for (;;) {
    const page = { after, limit: repositoriesPerChunk };
    const found = await unitOfWork.read(orgId, ({ retention }) =>
      retention.repositories(scope.registryId, page),
    );
    const last = found.at(-1);
    if (last === undefined) return;
    after = last.id;
    const repositories = found.filter(({ name }) => matches(name));
    if (repositories.length === 0) continue;
    const { kind, keepNewest = 0 } = scope;
    yield { kind, repositories, cutoff: cutoffOf(scope, now), keepNewest };
  }
}

function matcherOf(patterns: readonly string[]): (name: string) => boolean {
  const globs = patterns.map(
    (pattern) =>
      // A lone star means everything to whoever types it, also names with a slash.
      new Minimatch(pattern === '*' ? '**' : pattern, {
        dot: true,
        nocomment: true,
        nonegate: true,
        platform: 'linux',
        braceExpandMax: braceExpansionMax,
      }),
  );
  return (name) => globs.some((glob) => glob.match(name));
}
