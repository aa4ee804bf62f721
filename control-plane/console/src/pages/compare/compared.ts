// A comparison as the API gives it, and the parts of it a person chooses between.
import type { DataOf } from '@harborguard/client/operation-types.ts';

export type Compared = DataOf<'GET /api/images/compare'>;
export type ComparedFindings = Compared['findings']['added'];
export type ComparedSide = Compared['from'];

export const parts = ['added', 'fixed', 'kept', 'packages'] as const;
export type Part = (typeof parts)[number];

/** As the address names it; else the first that has something to tell. */
export function partOf(text: string | undefined, compared: Compared): Part {
  const { findings } = compared;
  return (
    parts.find((part) => part === text) ??
    parts.find((part) => part !== 'packages' && findings[part].total > 0) ??
    'packages'
  );
}

/** How many packages differ, in whichever way. */
export function changedPackages({ packages }: Compared): number {
  return packages.added.total + packages.removed.total + packages.changed.total;
}
