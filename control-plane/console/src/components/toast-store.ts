// Short words about what was done, for a moment.
import { useSyncExternalStore } from 'react';
import { after } from '../time/browser-clock.ts';

export interface Toast {
  readonly id: number;
  readonly tone: 'good' | 'bad';
  readonly text: string;
}

const shownMs = 7_000;
/** More would cover the page; the oldest go. */
const shownMax = 4;

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

export function sayToast(text: string, tone: Toast['tone'] = 'good'): void {
  lastId += 1;
  const id = lastId;
  change([...toasts, { id, tone, text }].slice(-shownMax));
  // What failed says what to check first: it stays until it was read.
  if (tone === 'good') after(shownMs, () => dropToast(id));
}

export function dropToast(id: number): void {
  change(toasts.filter((toast) => toast.id !== id));
}

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
}

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}
