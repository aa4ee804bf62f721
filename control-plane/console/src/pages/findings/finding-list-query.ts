// What the address of the findings asks of the API, whichever way they are listed.
import type { RequestOf } from '@harborguard/client/operation-types.ts';
import { ageWindow } from '../../time/age-window.ts';
import { now } from '../../time/browser-clock.ts';

export type FindingListQuery = Omit<
  RequestOf<'GET /api/findings/export'>['query'] & object,
  'format'
>;

interface FindingSearch {
  readonly by?: string;
  readonly age?: string;
  readonly sort?: string;
  readonly page?: number;
}

export function findingListQuery({
  by: _by,
  age,
  sort: _sort,
  page: _page,
  ...search
}: FindingSearch): FindingListQuery {
  return { ...search, ...ageWindow(age, now()) };
}
