// By single sign-on, by e-mail and password, or with a key; says plainly when neither opens anything.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../components/button.tsx';
import { KeyForm } from './key-form.tsx';
import { PasswordForm } from './password-form.tsx';
import { readSignInWays } from './session-requests.ts';
import { SingleSignOn } from './single-sign-on.tsx';

export function SignInForm() {
  const ways = useQuery({ queryKey: ['sign-in'], queryFn: readSignInWays }).data;
  const [wantsKey, setWantsKey] = useState(false);
  if (ways === undefined) return <p className="muted">Asking how to sign in here …</p>;
  const singleSignOn = ways.singleSignOn && <SingleSignOn {...ways.singleSignOn} />;
  if (!ways.local) {
    return (
      <>
        {singleSignOn}
        {singleSignOn === undefined || wantsKey ? (
          <KeyForm />
        ) : (
          <Button kind="quiet" onClick={() => setWantsKey(true)}>
            Use an API key
          </Button>
        )}
      </>
    );
  }
  return (
    <>
      {singleSignOn}
      {ways.wantsFirstOwner ? (
        <div className="notice">
          <p>
            <b>Nobody owns this installation yet.</b> The server printed a link when it started; it
            makes one person the owner. Missed it? Run{' '}
            <code className="mono">control-plane first-owner</code> there.
          </p>
        </div>
      ) : null}
      {wantsKey ? <KeyForm /> : <PasswordForm />}
      <Button kind="quiet" onClick={() => setWantsKey(!wantsKey)}>
        {wantsKey ? 'Use e-mail and password' : 'Use an API key'}
      </Button>
    </>
  );
}
