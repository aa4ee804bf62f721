// Keeps what is on the screen current: listens to what changed and asks again for what it is about. Without a stream
// it asks for everything every few seconds, and says so.
import type { QueryClient } from '@tanstack/react-query';
import { requestHeaders } from '../session/session.ts';
import { pause } from '../time/browser-clock.ts';
import { readEvents } from './read-events.ts';

export type LiveState = 'connecting' | 'live' | 'polling' | 'offline';

const pollMs = 10_000;
const firstRetryMs = 1_000;
const retryMaxMs = 15_000;
/** A scan changes things many times a second; the screen follows at this pace. */
const refreshMs = 1_200;

/** Which questions are about which kinds of things, by the beginning of their path. */
const kindsOfPaths: readonly (readonly [string, readonly string[]])[] = [
  ['GET /api/overview/trend', ['finding']],
  ['GET /api/overview', ['registry', 'sensor', 'image', 'finding']],
  ['GET /api/registries/{id}/webhook', ['webhook']],
  ['GET /api/registries', ['registry', 'sensor', 'job', 'finding']],
  ['GET /api/sensors', ['sensor']],
  ['GET /api/images', ['image', 'finding', 'policy']],
  ['GET /api/findings', ['finding']],
  ['GET /api/jobs', ['job']],
  ['GET /api/scans', ['job']],
  ['GET /api/api-keys', ['key']],
  ['GET /api/notification', ['notification']],
];

export async function followChanges(
  queryClient: QueryClient,
  onState: (state: LiveState) => void,
  signal: AbortSignal,
): Promise<void> {
  let delayMs = firstRetryMs;
  const refresher = createRefresher(queryClient, signal);
  while (!signal.aborted) {
    try {
      await listen(
        refresher,
        () => {
          delayMs = firstRetryMs;
          onState('live');
          // What happened while nobody listened was not told.
          refresher.everything();
        },
        signal,
      );
    } catch {
      if (signal.aborted) return;
    }
    onState(navigator.onLine ? 'polling' : 'offline');
    await pause(Math.min(delayMs, pollMs), signal).catch(() => undefined);
    delayMs = Math.min(delayMs * 2, retryMaxMs);
    if (!signal.aborted && navigator.onLine) refresher.everything();
  }
}

interface Refresher {
  of(kinds: readonly string[]): void;
  everything(): void;
}

async function listen(
  refresher: Refresher,
  onOpen: () => void,
  signal: AbortSignal,
): Promise<void> {
  const answer = await fetch('/api/events', {
    credentials: 'same-origin',
    headers: { ...requestHeaders('GET'), accept: 'text/event-stream' },
    signal,
  });
  if (!answer.ok || answer.body === null) throw new Error('no stream');
  onOpen();
  await readEvents(answer.body, (data) => {
    const { kinds } = JSON.parse(data) as { kinds: readonly string[] };
    refresher.of(kinds);
  });
}

function createRefresher(queryClient: QueryClient, signal: AbortSignal): Refresher {
  const due = new Set<string>();
  let isWaiting = false;
  const refresh = async (): Promise<void> => {
    if (isWaiting) return;
    isWaiting = true;
    await pause(refreshMs, signal).catch(() => undefined);
    isWaiting = false;
    if (signal.aborted) return;
    const kinds = new Set(due);
    due.clear();
    await queryClient.invalidateQueries({
      predicate: ({ queryKey }) => isAbout(String(queryKey[0]), kinds),
    });
  };
  return {
    of: (kinds) => {
      for (const kind of kinds) due.add(kind);
      void refresh();
    },
    everything: () => void queryClient.invalidateQueries(),
  };
}

export function isAbout(operation: string, kinds: ReadonlySet<string>): boolean {
  const row = kindsOfPaths.find(([path]) => operation.startsWith(path));
  return row === undefined || row[1].some((kind) => kinds.has(kind));
}
