// Whether the page follows along, for as long as somebody is signed in.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { followChanges, type LiveState } from './live-changes.ts';

export function useLiveState(isSignedIn: boolean): LiveState {
  const queryClient = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => {
    if (!isSignedIn) return;
    let stop = new AbortController();
    const follow = () => void followChanges(queryClient, setState, stop.signal);
    const goOffline = () => setState('offline');
    // A stream from before the browser was offline may be dead and not know it: another one is opened.
    const goOnline = () => {
      stop.abort();
      stop = new AbortController();
      follow();
    };
    follow();
    window.addEventListener('offline', goOffline);
    window.addEventListener('online', goOnline);
    return () => {
      window.removeEventListener('offline', goOffline);
      window.removeEventListener('online', goOnline);
      stop.abort();
    };
  }, [queryClient, isSignedIn]);
  return state;
}
