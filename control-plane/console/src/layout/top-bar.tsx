// Search, whether the page follows along, how old the advisories are, and the way out.
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef } from 'react';
import { AdvisoryAge } from '../components/advisory-age.tsx';
import { Icon } from '../components/icon.tsx';
import type { LiveState } from '../live/live-changes.ts';
import { AccountMenu } from './account-menu.tsx';
import { searchPlace } from './search-place.ts';

const liveWords: Readonly<Record<LiveState, string>> = {
  connecting: 'Connecting …',
  live: 'Live',
  polling: 'Refreshed every few seconds',
  offline: 'Offline: showing what was last known',
};

export function TopBar({ live }: { readonly live: LiveState }) {
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      input.current?.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  const search = (event: FormEvent) => {
    event.preventDefault();
    const text = input.current?.value.trim() ?? '';
    if (text === '') return;
    void navigate(searchPlace(text));
  };
  return (
    <header className="top">
      <search className="search-room">
        <form className="search" onSubmit={search}>
          <Icon name="search" />
          <input
            ref={input}
            aria-label="Search images, packages or advisories"
            title="Part of a name, a digest or a whole reference, an advisory, or a package with its version (Ctrl K)"
            aria-keyshortcuts="Control+K Meta+K"
            placeholder="Search images, CVE-…, or log4j-core < 2.17"
          />
          <span className="wide-only key" aria-hidden="true">
            Ctrl K
          </span>
        </form>
      </search>
      <span className="spread" />
      <span className="wide-only muted">
        <AdvisoryAge />
      </span>
      <output className="live-state" data-state={live}>
        {liveWords[live]}
      </output>
      <AccountMenu />
    </header>
  );
}
