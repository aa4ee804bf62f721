// The filters of a connection as a person gives them, checked before they are stored or tried.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { RegistryFilters } from '@harborguard/shared/protocol/registry-target.ts';
import { globProblem } from '@harborguard/shared/registry/glob-problem.ts';

/** Throws VALIDATION_FAILED, naming the list and the place of the glob within it. */
export function checkedFilters(filters: RegistryFilters): RegistryFilters {
  for (const part of ['repositories', 'tags'] as const) {
    for (const side of ['include', 'exclude'] as const) {
      for (const [index, glob] of filters[part][side].entries()) {
        const rule = globProblem(glob);
        if (rule === undefined) continue;
        const field = `filters/${part}/${side}/${index}`;
        throw new HarborError('VALIDATION_FAILED', { details: { field, rule } });
      }
    }
  }
  return filters;
}
