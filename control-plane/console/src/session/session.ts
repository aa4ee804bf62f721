// Who is looking. People have a session whose cookie no script can read; a key is kept in memory only, and closing the
// tab forgets it.
import { useSyncExternalStore } from 'react';
import { queryClient } from '../api/query-client.ts';
import { forgetTab } from '../tab-memory.ts';
import { askSession, readSignInWays, refusalOf, type SignInOutcome } from './session-requests.ts';

export type Session =
  /** Not asked yet. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'signed-in'; readonly by: 'person' | 'key' }
  /** Was signed in; what is on the screen stays, and what was typed. */
  | { readonly kind: 'expired' };

/** No form and no foreign page can send it. */
const requestHeader = { 'x-harborguard-request': '1' } as const;

let session: Session = { kind: 'unknown' };
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
    ...(isSafe ? {} : requestHeader),
  };
}

/** Whether the browser still holds a session. Asked where nobody is refused: a refusal stands in the browser's console. */
export async function resumeSession(): Promise<void> {
  const { signedIn } = await readSignInWays();
  change(signedIn ? { kind: 'signed-in', by: 'person' } : { kind: 'signed-out' });
}

/** By e-mail and password, or by what a one-time link allows: whatever sets the cookie. */
export async function signInBy(path: string, body: object): Promise<SignInOutcome> {
  const answer = await askSession('POST', path, { body, headers: requestHeader });
  if (answer?.ok !== true) return await refusalOf(answer);
  apiKey = undefined;
  change({ kind: 'signed-in', by: 'person' });
  return { kind: 'signed-in' };
}

export async function signInWithKey(key: string): Promise<SignInOutcome> {
  const text = key.trim();
  const headers = { authorization: `Bearer ${text}` };
  const answer = await askSession('GET', '/api/overview', { headers });
  if (answer?.ok !== true) return await refusalOf(answer);
  apiKey = text;
  change({ kind: 'signed-in', by: 'key' });
  return { kind: 'signed-in' };
}

export async function signOut(): Promise<void> {
  if (session.kind === 'signed-in' && session.by === 'person') {
    await askSession('DELETE', '/api/session', { headers: requestHeader });
  }
  apiKey = undefined;
  // The next one at this screen sees nothing of what this one saw.
  queryClient.clear();
  forgetTab();
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
