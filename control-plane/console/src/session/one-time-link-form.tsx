// Asks for what the link needs: an e-mail for the first owner, a password for everybody.
import { useId, useState } from 'react';
import { Button } from '../components/button.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { signInBy } from './session.ts';
import { useSignIn } from './use-sign-in.ts';

export interface LinkFacts {
  readonly token: string;
  readonly kind: 'first-owner' | 'invitation' | 'password-reset';
  readonly email?: string;
  readonly role: string;
  readonly organisation: string;
  /** Then its password is asked for, not a new one. */
  readonly hasAccount: boolean;
  readonly expiresAt: string;
}

const paths: Readonly<Record<LinkFacts['kind'], string>> = {
  'first-owner': '/api/first-owner',
  invitation: '/api/invitations/accept',
  'password-reset': '/api/password-resets/accept',
};

export function OneTimeLinkForm({
  link,
  onDone,
}: {
  readonly link: LinkFacts;
  readonly onDone: () => void;
}) {
  const id = useId();
  const [email, setEmail] = useState(link.email ?? '');
  const [password, setPassword] = useState('');
  const isFirstOwner = link.kind === 'first-owner';
  const isKnown = link.hasAccount && link.kind === 'invitation';
  const { isBusy, refused, submit } = useSignIn(
    () =>
      signInBy(paths[link.kind], {
        token: link.token,
        password,
        ...(isFirstOwner ? { email: email.trim() } : {}),
      }),
    onDone,
  );
  return (
    <form className="stack" onSubmit={submit}>
      <p className="muted small">
        {link.kind === 'password-reset'
          ? `For ${link.email ?? 'your account'}. Every other session of it ends.`
          : `You become ${link.role} of ${link.organisation}.`}{' '}
        The link is good once; it ends <RelativeTime at={link.expiresAt} />.
      </p>
      <div className="field">
        <label htmlFor={`${id}-email`}>E-mail</label>
        <input
          id={`${id}-email`}
          className="input"
          type="email"
          autoComplete="username"
          required={isFirstOwner}
          readOnly={!isFirstOwner}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-password`}>{isKnown ? 'Your password' : 'New password'}</label>
        <input
          id={`${id}-password`}
          className="input"
          type="password"
          autoComplete={isKnown ? 'current-password' : 'new-password'}
          required
          minLength={isKnown ? 1 : 12}
          value={password}
          aria-describedby={`${id}-hint ${id}-problem`}
          aria-invalid={refused !== ''}
          onChange={(event) => setPassword(event.target.value)}
        />
        <span id={`${id}-hint`} className="hint">
          {isKnown
            ? 'The one of the account you have here.'
            : 'At least 12 characters; a sentence is easiest.'}
        </span>
        <span id={`${id}-problem`} className="problem" role="alert">
          {refused}
        </span>
      </div>
      <Button type="submit" kind="primary" busy={isBusy ? 'One moment …' : undefined}>
        {link.kind === 'password-reset' ? 'Save and sign in' : 'Go on'}
      </Button>
    </form>
  );
}
