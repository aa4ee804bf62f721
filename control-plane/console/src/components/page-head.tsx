// The title of a page. It takes the focus when the page is new, so that a screen reader begins there.
import { type ReactNode, useEffect } from 'react';

export function PageHead({
  title,
  note,
  actions,
}: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · HarborGuard`;
  }, [title]);
  return (
    <div className="page-head">
      <div>
        <h1 tabIndex={-1}>{title}</h1>
        {note === undefined ? null : <div className="muted small">{note}</div>}
      </div>
      {actions === undefined ? null : <div className="row">{actions}</div>}
    </div>
  );
}
