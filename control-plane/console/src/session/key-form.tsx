// Signs in with an API key.
import { useId, useState } from 'react';
import { Button } from '../components/button.tsx';
import { signInWithKey } from './session.ts';
import { useSignIn } from './use-sign-in.ts';

export function KeyForm() {
  const id = useId();
  const [key, setKey] = useState('');
  const { isBusy, refused, submit } = useSignIn(() => signInWithKey(key));
  return (
    <form className="stack" onSubmit={submit}>
      <div className="field">
        <label htmlFor={id}>API key</label>
        <input
          id={id}
          className="input mono"
          type="password"
          autoComplete="off"
          required
          value={key}
          aria-describedby={`${id}-hint ${id}-problem`}
          aria-invalid={refused !== ''}
          onChange={(event) => setKey(event.target.value)}
        />
        <span id={`${id}-hint`} className="hint">
          A user key, <span className="mono">hg_ak_…</span>. This tab keeps it in memory and forgets
          it when it closes.
        </span>
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
