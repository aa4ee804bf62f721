// The head of a list: what it is for, and what can be added to it by whoever may; the others read which role it takes.
import type { ReactNode } from 'react';
import { Allowed } from './allowed.tsx';
import type { Role } from './roles.ts';

export function ListHead({
  title,
  note,
  needs,
  what,
  children,
}: {
  readonly title?: string;
  readonly note: ReactNode;
  readonly needs: Role;
  /** What needs the role, as the beginning of a sentence. */
  readonly what: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className="panel-head">
      {title === undefined ? null : <h2>{title}</h2>}
      <span className="muted small list-note">{note}</span>
      <span className="spread" />
      <Allowed needs={needs} what={what}>
        {children}
      </Allowed>
    </div>
  );
}
