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
    void navigate(placeOf(text));
  };
  return (
    <header className="top">
      <search className="search-room">
        <form className="search" onSubmit={search}>
          <Icon name="search" />
          <input
            ref={input}
            aria-label="Search images, packages or advisories"
            aria-keyshortcuts="Control+K Meta+K"
            placeholder="Search images, CVE-…, or log4j-core < 2.17"
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

/** Names of advisories and packages with a version give themselves away; anything else is part of an image's name. */
function placeOf(text: string) {
  if (/^(CVE|GHSA)-/i.test(text)) {
    return { to: '/advisories/$id', params: { id: advisoryName(text) } } as const;
  }
  return /[<>=]|\w@[\dv]/.test(text)
    ? ({ to: '/packages', search: { package: text } } as const)
    : ({ to: '/images', search: { search: text } } as const);
}

/** `CVE-2021-44228`, but `GHSA-jfh8-c2jp-5v3q`: behind the prefix these are written small. */
function advisoryName(text: string): string {
  return /^ghsa/i.test(text) ? `GHSA${text.slice(4).toLowerCase()}` : text.toUpperCase();
}
