// Search, whether the page follows along, how old the advisories are, and the way out.
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef } from 'react';
import { Icon } from '../components/icon.tsx';
import type { LiveState } from '../live/live-changes.ts';
import { AccountMenu } from './account-menu.tsx';
import { AdvisoryAge } from './advisory-age.tsx';

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
    const isAdvisory = /^(CVE|GHSA)-/i.test(text);
    void (isAdvisory
      ? navigate({ to: '/findings', search: { cve: text.toUpperCase() } })
      : navigate({ to: '/images', search: { search: text } }));
  };
  return (
    <header className="top">
      <search className="search-room">
        <form className="search" onSubmit={search}>
          <Icon name="search" />
          <input
            ref={input}
            aria-label="Search images or advisories"
            aria-keyshortcuts="Control+K Meta+K"
            placeholder="Search images, or CVE-… and GHSA-…"
          />
        </form>
      </search>
      <span className="spread" />
      <span className="wide-only">
        <AdvisoryAge />
      </span>
      <output className="live-state" data-state={live}>
        {liveWords[live]}
      </output>
      <AccountMenu />
    </header>
  );
}
