// Where a walk through a GitLab is, as it is written into a cursor: first through groups, then through projects.
import { vendorCursorPrefix } from '../with-enumeration.ts';

export interface GitlabPlace {
  /** The last group that was listed whole; groups are taken by their ids. 0 before the first. */
  readonly group: number;
  /** Of the group after it. */
  readonly page: number;
  /** Groups that may not be listed: their projects are asked one by one. */
  readonly closed: readonly number[];
  /** The last project; absent while the walk is among the groups. */
  readonly project?: number;
}

const start: GitlabPlace = { group: 0, page: 1, closed: [] };

export function cursorOf({ group, page, closed, project }: GitlabPlace): string {
  const query = new URLSearchParams({
    group: String(group),
    page: String(page),
    closed: closed.join('-'),
    ...(project === undefined ? {} : { project: String(project) }),
  });
  return `${vendorCursorPrefix}${query}`;
}

/** Of a cursor that was written here; anything else begins at the front. */
export function placeOf(cursor: string | undefined): GitlabPlace {
  const query = new URLSearchParams(cursor?.slice(vendorCursorPrefix.length) ?? '');
  const group = whole(query.get('group'));
  const page = whole(query.get('page'));
  const closed = (query.get('closed') ?? '').split('-').flatMap((text) => whole(text) ?? []);
  const project = whole(query.get('project'));
  if (group === undefined || page === undefined || page === 0) return start;
  return { group, page, closed, ...(project === undefined ? {} : { project }) };
}

function whole(text: string | null): number | undefined {
  return text !== null && /^[0-9]{1,15}$/.test(text) ? Number(text) : undefined;
}
