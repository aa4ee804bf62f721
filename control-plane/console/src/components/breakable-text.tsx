// A path, a code or an address that breaks between its parts where there is little room.
import { Fragment } from 'react';

/** Paths break behind their slashes, codes of the error table behind their underscores, addresses before a dot too. */
const parts = {
  path: /[^/]*\/+|[^/]+$/g,
  code: /[^_]*_+|[^_]+$/g,
  address: /[.:]?[^.:/]+|[.:/]+/g,
} as const;

export function BreakableText({
  kind,
  text,
}: {
  readonly kind: keyof typeof parts;
  readonly text: string;
}) {
  return numbered(text.match(parts[kind]) ?? [text]).map(({ id, part }) => (
    <Fragment key={id}>
      {part}
      <wbr />
    </Fragment>
  ));
}

/** Two parts of one text may be the same: `a/a/b`. */
function numbered(list: readonly string[]) {
  return list.map((part, place) => ({ id: `${place} ${part}`, part }));
}
