// Who is looking. The key is kept in memory only: closing the tab forgets it.
import { useSyncExternalStore } from 'react';

export type Session =
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'signed-in' }
  /** Was signed in; what is on the screen stays, and what was typed. */
  | { readonly kind: 'expired' };

let session: Session = { kind: 'signed-out' };
let apiKey: string | undefined;
const listeners = new Set<() => void>();

export function useSession(): Session {
  return useSyncExternalStore(subscribe, () => session);
}

/** What every request carries. */
export function requestHeaders(method: string): Readonly<Record<string, string>> {
  const isSafe = method === 'GET' || method === 'HEAD';
  return {
    ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    // No form and no foreign page can send this one.
    ...(isSafe ? {} : { 'x-harborguard-csrf': '1' }),
  };
}

export type SignInOutcome =
  | { readonly kind: 'signed-in' }
  | { readonly kind: 'refused'; readonly message: string; readonly firstCheck: string };

export async function signInWithKey(key: string): Promise<SignInOutcome> {
  const text = key.trim();
  const answer = await fetch('/api/overview', {
    headers: { authorization: `Bearer ${text}` },
  }).catch(() => undefined);
  if (answer === undefined) {
    const message = 'The control plane did not answer.';
    return { kind: 'refused', message, firstCheck: 'Check that it runs, then try again.' };
  }
  if (!answer.ok) {
    const { error } = (await answer.json()) as { error: { message: string; firstCheck: string } };
    return { kind: 'refused', message: error.message, firstCheck: error.firstCheck };
  }
  apiKey = text;
  change({ kind: 'signed-in' });
  return { kind: 'signed-in' };
}

export function signOut(): void {
  apiKey = undefined;
  change({ kind: 'signed-out' });
}

/** The control plane no longer knows us. */
export function reportSignedOut(): void {
  if (session.kind === 'signed-in') change({ kind: 'expired' });
}

function change(next: Session): void {
  session = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
