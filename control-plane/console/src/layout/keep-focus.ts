// Keeps the place of whoever works with the keyboard. Where what had the focus goes away, such as the button in the row
// of a key that was revoked, they go on at what opened it or at the heading around it, not at the top of the page.

interface Held {
  readonly element: Element;
  /** What it stands in, nearest first: once it is gone it does not tell. */
  readonly around: readonly Element[];
  readonly isByKeyboard: boolean;
}

const rooms = 'dialog, section, main';

/** Returns what ends it. */
export function keepFocus(page: Document): () => void {
  let held: Held | undefined;
  const openers = new WeakMap<Element, Held>();

  const onFocus = ({ target }: FocusEvent): void => {
    if (!(target instanceof Element) || target === page.body) return;
    const dialog = target.closest('dialog');
    const isOpening = dialog !== null && held !== undefined && !held.around.includes(dialog);
    if (isOpening && !openers.has(dialog)) openers.set(dialog, held as Held);
    held = {
      element: target,
      around: ancestorsOf(target),
      isByKeyboard: target.matches(':focus-visible'),
    };
  };
  /** Whoever clicks beside everything has left it themselves. */
  const onBlur = ({ target, relatedTarget }: FocusEvent): void => {
    if (relatedTarget !== null) return;
    queueMicrotask(() => {
      // A dialog that closes is still there for a moment, out of sight.
      const isLeft = held?.element === target && held?.element.checkVisibility() === true;
      if (isLeft && page.activeElement === page.body) held = undefined;
    });
  };
  const placeAfter = ({ element: lost, around }: Held): HTMLElement | undefined => {
    // A menu that closes takes the focus to itself before it goes.
    for (const element of [lost, ...around]) {
      const opener = element.isConnected ? undefined : openerOf(element, openers);
      if (opener instanceof HTMLElement) return opener;
      if (opener !== undefined) {
        const { element: before } = opener;
        return before.isConnected && before instanceof HTMLElement ? before : placeAfter(opener);
      }
      if (element.isConnected && element.matches(rooms)) return headOf(element);
    }
    // All of it is gone, as when somebody signs out.
    return page.querySelector<HTMLElement>('main h1') ?? undefined;
  };
  const observer = new MutationObserver(() => {
    if (held === undefined || held.element.isConnected || page.activeElement !== page.body) return;
    const next = placeAfter(held);
    // Whoever pointed at it is not taken along: their eyes are where they were.
    next?.focus({ preventScroll: !held.isByKeyboard });
  });

  page.addEventListener('focusin', onFocus);
  page.addEventListener('focusout', onBlur);
  observer.observe(page.body, { childList: true, subtree: true });
  return () => {
    page.removeEventListener('focusin', onFocus);
    page.removeEventListener('focusout', onBlur);
    observer.disconnect();
  };
}

function ancestorsOf(element: Element): readonly Element[] {
  const around: Element[] = [];
  for (let each = element.parentElement; each !== null; each = each.parentElement) {
    around.push(each);
  }
  return around;
}

/** Of a dialog what had the focus before, of a menu its button. */
function openerOf(gone: Element, openers: WeakMap<Element, Held>): Held | HTMLElement | undefined {
  if (gone.getAttribute('role') !== 'menu') return openers.get(gone);
  const button = document.getElementById(gone.getAttribute('aria-labelledby') ?? '');
  return button ?? undefined;
}

function headOf(room: Element): HTMLElement | undefined {
  const head = room.querySelector('h1, h2, h3') ?? room;
  if (!(head instanceof HTMLElement)) return undefined;
  if (!head.hasAttribute('tabindex')) head.tabIndex = -1;
  return head;
}
