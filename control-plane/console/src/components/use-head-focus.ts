// Takes the focus to the heading of what has just taken the place of what one was in.
import { type RefObject, useEffect } from 'react';

/** A field is gone to instead, where there is one and it is asked for. */
export function useHeadFocus(
  place: RefObject<HTMLElement | null>,
  { preferField = false }: { readonly preferField?: boolean } = {},
): void {
  useEffect(() => {
    const within = place.current;
    const field = preferField
      ? within?.querySelector<HTMLElement>('input, select, textarea')
      : undefined;
    const head = within?.querySelector<HTMLElement>('h1, h2, h3');
    if (head != null && field == null) head.tabIndex = -1;
    (field ?? head)?.focus({ preventScroll: true });
  }, [place, preferField]);
}
