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
import { CallerNotice } from './caller-notice.tsx';
import { keepFocus } from './keep-focus.ts';
import { SideNavigation } from './side-navigation.tsx';
import { TopBar } from './top-bar.tsx';

export function AppLayout() {
  const session = useSession();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const isLink = oneTimeLinkPaths.includes(path);
  useEffect(() => keepFocus(document), []);
  useEffect(() => {
    if (session.kind === 'unknown' && !isLink) void resumeSession();
  }, [session.kind, isLink]);
  const wasOut = useRef(false);
  if (session.kind === 'signed-out') wasOut.current = true;
  if (isLink) return <Outlet />;
  if (session.kind === 'unknown') return <output className="visually-hidden">Loading …</output>;
  return session.kind === 'signed-out' ? <SignInPage /> : <SignedIn isNew={wasOut.current} />;
}

function SignedIn({ isNew }: { readonly isNew: boolean }) {
  const session = useSession();
  const live = useLiveState(session.kind === 'signed-in');
  const main = useRef<HTMLElement>(null);
  useFocusOnNewPage(main, isNew);
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
          <CallerNotice />
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

/**
 * Whoever follows a link with the keyboard goes on in the new page, as does who has just signed in; a filter that changes
 * moves nobody.
 */
function useFocusOnNewPage(main: { readonly current: HTMLElement | null }, isNew: boolean): void {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const before = useRef<string | undefined>(undefined);
  useEffect(() => {
    const isFirst = before.current === undefined;
    if (isFirst ? isNew && path !== undefined : path !== before.current) {
      (main.current?.querySelector('h1') ?? main.current)?.focus();
    }
    before.current = path;
  }, [path, main, isNew]);
}
