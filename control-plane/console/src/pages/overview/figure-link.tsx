// One figure, and the list behind it.
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes } from 'react';
import { Sparkline, type Trend } from './sparkline.tsx';

function PlainFigure({
  label,
  value,
  note,
  trend,
  ...rest
}: {
  readonly label: string;
  readonly value: string;
  readonly note: string;
  readonly trend?: Trend | undefined;
} & AnchorHTMLAttributes<HTMLAnchorElement>) {
  return (
    <a {...rest} className="panel figure">
      <span className="small muted">{label}</span>
      <span className="figure-line">
        <span className="figure-value">{value}</span>
        {trend === undefined ? null : <Sparkline trend={trend} />}
      </span>
      <span className="tiny muted">{note}</span>
    </a>
  );
}

export const FigureLink = createLink(PlainFigure);
