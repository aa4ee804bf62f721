// One figure, and the list behind it.
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes } from 'react';

function PlainFigure({
  label,
  value,
  note,
  ...rest
}: {
  readonly label: string;
  readonly value: string;
  readonly note: string;
} & AnchorHTMLAttributes<HTMLAnchorElement>) {
  return (
    <a {...rest} className="panel figure">
      <span className="small muted">{label}</span>
      <span className="figure-value">{value}</span>
      <span className="tiny muted">{note}</span>
    </a>
  );
}

export const FigureLink = createLink(PlainFigure);
