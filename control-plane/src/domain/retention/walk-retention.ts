// The repositories a rule is about, in chunks, as questions to the store.
import type { Clock } from '@harborguard/shared/ports.ts';
import { Minimatch } from 'minimatch';
import { pause } from '../pause.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { cutoffOf, type RetentionScope } from './retention-rule.ts';
import type { CandidateQuestion } from './retention-store.ts';

/** Repositories read and asked about at once. */
const repositoriesPerChunk = 100;
/** As for the filters of registries: beyond this it is no pattern somebody wrote. */
const braceExpansionMax = 256;

export async function* walkRetention(
  { unitOfWork, clock }: { readonly unitOfWork: UnitOfWork; readonly clock: Clock },
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
    const repositories = found.filter(({ name }) => matches(name));
    const { kind, keepNewest = 0 } = scope;
    if (repositories.length > 0) {
      yield { kind, repositories, cutoff: cutoffOf(scope, now), keepNewest };
    }
    const last = found.at(-1);
    if (last === undefined || found.length < repositoriesPerChunk) return;
    after = last.id;
    await pause(clock, 0);
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
