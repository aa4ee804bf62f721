// What stands around every page: the way around, the bar above, and where short words appear.
import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { Toasts } from '../components/toasts.tsx';
import { useLiveState } from '../live/use-live-state.ts';
import { ExpiredDialog } from '../session/expired-dialog.tsx';
import { oneTimeLinkPaths } from '../session/one-time-link-paths.ts';
import { resumeSession, useSession } from '../session/session.ts';
import { SignInPage } from '../session/sign-in-page.tsx';
import { rememberVisit } from '../time/last-visit.ts';
import { AdvisoryBanner } from './advisory-banner.tsx';
import { BottomNavigation } from './bottom-navigation.tsx';
import { SideNavigation } from './side-navigation.tsx';
import { TopBar } from './top-bar.tsx';

export function AppLayout() {
  const session = useSession();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const isLink = oneTimeLinkPaths.includes(path);
  useEffect(() => {
    if (session.kind === 'unknown' && !isLink) void resumeSession();
  }, [session.kind, isLink]);
  if (isLink) return <Outlet />;
  if (session.kind === 'unknown') return <output className="visually-hidden">Loading …</output>;
  return session.kind === 'signed-out' ? <SignInPage /> : <SignedIn />;
}

function SignedIn() {
  const session = useSession();
  const live = useLiveState(session.kind === 'signed-in');
  const main = useRef<HTMLElement>(null);
  useFocusOnNewPage(main);
  useEffect(rememberVisit, []);
  return (
    <div className="app">
      <a className="skip" href="#page">
        Skip to the page
      </a>
      <SideNavigation />
      <div>
        <TopBar live={live} />
        <main id="page" ref={main} className="page" tabIndex={-1}>
          <AdvisoryBanner />
          <Outlet />
        </main>
      </div>
      <BottomNavigation />
      <Toasts />
      {session.kind === 'expired' ? <ExpiredDialog /> : null}
    </div>
  );
}

/** Whoever follows a link with the keyboard goes on in the new page; a filter that changes moves nobody. */
function useFocusOnNewPage(main: { readonly current: HTMLElement | null }): void {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const before = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (before.current !== undefined && path !== before.current) {
      (main.current?.querySelector('h1') ?? main.current)?.focus();
    }
    before.current = path;
  }, [path, main]);
}
