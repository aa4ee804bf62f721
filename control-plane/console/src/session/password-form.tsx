// Signs in by e-mail and password.
import { useId, useState } from 'react';
import { Button } from '../components/button.tsx';
import { signInBy } from './session.ts';
import { useSignIn } from './use-sign-in.ts';

export function PasswordForm() {
  const id = useId();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { isBusy, refused, submit } = useSignIn(() =>
    signInBy('/api/session', { email: email.trim(), password }),
  );
  return (
    <form className="stack" onSubmit={submit}>
      <div className="field">
        <label htmlFor={`${id}-email`}>E-mail</label>
        <input
          id={`${id}-email`}
          className="input"
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-password`}>Password</label>
        <input
          id={`${id}-password`}
          className="input"
          type="password"
          autoComplete="current-password"
          required
          value={password}
          aria-describedby={`${id}-problem`}
          aria-invalid={refused !== ''}
          onChange={(event) => setPassword(event.target.value)}
        />
        <span id={`${id}-problem`} className="problem" role="alert">
          {refused}
        </span>
      </div>
      <Button type="submit" kind="primary" busy={isBusy ? 'Signing in …' : undefined}>
        Sign in
      </Button>
    </form>
  );
}
