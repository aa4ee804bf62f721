// A list that a filter has emptied: what was asked, and the way back to all.
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, ReactNode } from 'react';
import { EmptyState } from './empty-state.tsx';

function PlainNothingMatches({
  title,
  children,
  ...rest
}: {
  readonly title: string;
  readonly children: ReactNode;
} & AnchorHTMLAttributes<HTMLAnchorElement>) {
  return (
    <EmptyState
      title={title}
      action={
        <a {...rest} className="button">
          Clear the filters
        </a>
      }
    >
      {children}
    </EmptyState>
  );
}

export const NothingMatches = createLink(PlainNothingMatches);
