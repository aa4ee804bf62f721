// One thing that needs somebody, and the way to it.
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, ReactNode } from 'react';

function PlainLine({
  tone,
  action,
  children,
  ...rest
}: {
  readonly tone: 'critical' | 'high' | 'medium';
  readonly action: string;
  readonly children: ReactNode;
} & AnchorHTMLAttributes<HTMLAnchorElement>) {
  return (
    <a {...rest} className="attention-line">
      <svg width="8" height="8" aria-hidden="true">
        <circle cx="4" cy="4" r="4" data-fill={tone} />
      </svg>
      <span>{children}</span>
      <span className="button" data-size="small">
        {action}
      </span>
    </a>
  );
}

export const AttentionLine = createLink(PlainLine);
