// Which dialogs are open, the topmost last: what is said is said there, for what lies below is out of reach.
import { useEffect, useSyncExternalStore } from 'react';

let open: readonly string[] = [];
const listeners = new Set<() => void>();

function change(next: readonly string[]): void {
  open = next;
  for (const listener of listeners) listener();
}

/** For as long as the dialog is drawn. */
export function useOpenDialog(id: string): void {
  useEffect(() => {
    change([...open, id]);
    return () => change(open.filter((each) => each !== id));
  }, [id]);
}

/** Undefined where no dialog is open. */
export function useTopDialog(): string | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open.at(-1),
  );
}
