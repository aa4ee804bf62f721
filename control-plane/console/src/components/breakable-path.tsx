// A path that breaks between its folders where there is little room.
import { Fragment } from 'react';

export function BreakablePath({ path }: { readonly path: string }) {
  return foldersOf(path).map(({ id, text }) => (
    <Fragment key={id}>
      {text}
      <wbr />
    </Fragment>
  ));
}

/** `/app/`, `lib/`, `a.jar`: two folders of one path may have the same name. */
function foldersOf(path: string) {
  const parts = path.match(/[^/]*\/+|[^/]+$/g) ?? [path];
  return parts.map((text, depth) => ({ id: `${depth} ${text}`, text }));
}
