// A button that does something, and a link that looks like one.
import { createLink } from '@tanstack/react-router';
import type {
  AnchorHTMLAttributes,
  ButtonHTMLAttributes,
  MouseEvent as ReactMouseEvent,
  ReactNode,
} from 'react';

interface Look {
  readonly kind?: 'primary' | 'quiet' | 'danger' | undefined;
  readonly size?: 'small';
  readonly children: ReactNode;
}

/**
 * `busy` says what is being done, in place of what it would do. A button that does nothing now keeps the focus, which a
 * disabled one would drop: whoever pressed it with the keyboard stays where they are.
 */
export function Button({
  kind,
  size,
  busy,
  disabled = false,
  onClick,
  children,
  ...rest
}: Look & { readonly busy?: string | undefined } & ButtonHTMLAttributes<HTMLButtonElement>) {
  const isOff = busy !== undefined || disabled;
  return (
    <button
      type="button"
      className="button"
      data-kind={kind}
      data-size={size}
      {...rest}
      aria-disabled={isOff ? true : undefined}
      onClick={isOff ? preventDefault : onClick}
    >
      {busy ?? children}
    </button>
  );
}

/** Nor does the form it stands in go anywhere, by Enter either. */
function preventDefault(event: ReactMouseEvent): void {
  event.preventDefault();
}

function PlainButtonLink({ kind, size, ...rest }: Look & AnchorHTMLAttributes<HTMLAnchorElement>) {
  // The router marks the link of the page one is in by a class; a button stays a button.
  return <a {...rest} className="button" data-kind={kind} data-size={size} />;
}

export const ButtonLink = createLink(PlainButtonLink);
