// The title of a page. It takes the focus when the page is new, so that a screen reader begins there.
import { type ReactNode, useEffect } from 'react';

const product = 'HarborGuard';

export function PageHead({
  title,
  above,
  note,
  actions,
}: {
  readonly title: string;
  /** The room it stands in. */
  readonly above?: ReactNode;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
}) {
  useEffect(() => {
    document.title = title.endsWith(product) ? title : `${title} · ${product}`;
  }, [title]);
  return (
    <div className="page-head">
      <div>
        {above === undefined ? null : <div className="muted small">{above}</div>}
        <h1 tabIndex={-1}>{title}</h1>
        {note === undefined ? null : <div className="muted small">{note}</div>}
      </div>
      {actions === undefined ? null : <div className="row">{actions}</div>}
    </div>
  );
}
