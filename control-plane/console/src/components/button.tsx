// A button that does something, and a link that looks like one.
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ReactNode } from 'react';

interface Look {
  readonly kind?: 'primary' | 'quiet' | 'danger' | undefined;
  readonly size?: 'small';
  readonly children: ReactNode;
}

/** `busy` says what is being done, in place of what it would do. */
export function Button({
  kind,
  size,
  busy,
  children,
  ...rest
}: Look & { readonly busy?: string | undefined } & ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button
      type="button"
      className="button"
      data-kind={kind}
      data-size={size}
      {...rest}
      disabled={busy !== undefined || rest.disabled}
    >
      {busy ?? children}
    </button>
  );
}

function PlainButtonLink({ kind, size, ...rest }: Look & AnchorHTMLAttributes<HTMLAnchorElement>) {
  // The router marks the link of the page one is in by a class; a button stays a button.
  return <a {...rest} className="button" data-kind={kind} data-size={size} />;
}

export const ButtonLink = createLink(PlainButtonLink);
