// Whether the page follows along, for as long as somebody is signed in.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { followChanges, type LiveState } from './live-changes.ts';

export function useLiveState(isSignedIn: boolean): LiveState {
  const queryClient = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => {
    if (!isSignedIn) return;
    const stop = new AbortController();
    void followChanges(queryClient, setState, stop.signal);
    const goOffline = () => setState('offline');
    window.addEventListener('offline', goOffline);
    return () => {
      window.removeEventListener('offline', goOffline);
      stop.abort();
    };
  }, [queryClient, isSignedIn]);
  return state;
}
