// What a one-time link opens: the first owner's account, an invitation, a new password. The token stands behind the #
// of the address; it is taken from there at once, so that it stays in no history.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { PageHead } from '../components/page-head.tsx';
import { type LinkFacts, OneTimeLinkForm } from './one-time-link-form.tsx';
import { askSession, refusalOf } from './session-requests.ts';
import '../styles/sign-in.css';

const titles: Readonly<Record<LinkFacts['kind'], string>> = {
  'first-owner': 'Become the owner',
  invitation: 'Accept the invitation',
  'password-reset': 'Choose a new password',
};

/** Begins anew: whoever was signed in here before has left nothing behind. */
const openConsole = (): void => window.location.assign('/');

export function OneTimeLinkPage() {
  const [token] = useState(() => window.location.hash.slice(1));
  useEffect(() => {
    window.history.replaceState(window.history.state, '', window.location.pathname);
  }, []);
  const link = useQuery({
    queryKey: ['one-time-link'],
    retry: false,
    gcTime: 0,
    queryFn: async () => {
      const headers = { 'x-harborguard-request': '1' };
      const answer = await askSession('POST', '/api/links/inspect', { body: { token }, headers });
      if (answer?.ok !== true) return await refusalOf(answer);
      const { data } = (await answer.json()) as { data: Omit<LinkFacts, 'token'> };
      return { kind: 'link' as const, link: { ...data, token } };
    },
  });
  return (
    <main className="sign-in">
      <div className="panel panel-body stack">
        <img src="/harborguard.svg" width="40" height="40" alt="" />
        <PageHead
          title={link.data?.kind === 'link' ? titles[link.data.link.kind] : 'HarborGuard'}
        />
        {link.data === undefined ? <p className="muted">Looking at the link …</p> : null}
        {link.data?.kind === 'refused' ? (
          <div className="notice" data-tone="bad" role="alert">
            <p>
              <b>This link opens nothing.</b> {link.data.message}
            </p>
            <p className="small">
              <b>First check:</b> {link.data.firstCheck}
            </p>
          </div>
        ) : null}
        {link.data?.kind === 'link' ? (
          <OneTimeLinkForm link={link.data.link} onDone={openConsole} />
        ) : null}
      </div>
    </main>
  );
}
