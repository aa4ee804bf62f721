// The `package` of a query: a name, or a name with a range of versions.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { type PackageRange, parsePackageRange } from '@harborguard/shared/match/package-range.ts';

export const packageDescription =
  'A name, or a name with versions: `log4j-core < 2.17`, `openssl >= 3.0, < 3.0.7`, `lodash@4.17.20`';

/** Throws VALIDATION_FAILED. */
export function packageFilter(text: string | undefined): {
  readonly packageName?: string;
  readonly packageRange?: PackageRange;
} {
  if (text === undefined) return {};
  const parsed = parsePackageRange(text);
  switch (parsed.kind) {
    case 'name':
      return { packageName: parsed.name };
    case 'range':
      return { packageRange: parsed.range };
    case 'invalid':
      throw new HarborError('VALIDATION_FAILED', {
        details: { field: 'package', rule: parsed.rule },
      });
  }
}
