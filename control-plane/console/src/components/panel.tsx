// A box with a title: the room most things on a page live in.
import { type ReactNode, useId } from 'react';

export function Panel({
  title,
  note,
  actions,
  children,
  flush = false,
}: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** Tables and lists reach to the edge. */
  readonly flush?: boolean;
}) {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <header className="panel-head">
        <h2 id={id}>{title}</h2>
        {note === undefined ? null : <span className="muted small">{note}</span>}
        <span className="spread" />
        {actions}
      </header>
      {flush ? children : <div className="panel-body">{children}</div>}
    </section>
  );
}
