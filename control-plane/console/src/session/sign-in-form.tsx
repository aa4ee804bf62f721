// Asks for a key and says plainly when it opens nothing.
import { type FormEvent, useId, useState } from 'react';
import { Button } from '../components/button.tsx';
import { signInWithKey } from './session.ts';

export function SignInForm() {
  const id = useId();
  const [key, setKey] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<{ message: string; firstCheck: string }>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const outcome = await signInWithKey(key);
    setBusy(false);
    if (outcome.kind === 'refused') setRefusal(outcome);
  };
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
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
          aria-invalid={refusal !== undefined}
          onChange={(event) => setKey(event.target.value)}
        />
        <span id={`${id}-hint`} className="hint">
          A user key, <span className="mono">hg_ak_…</span>. This tab keeps it in memory and forgets
          it when it closes.
        </span>
        <span id={`${id}-problem`} className="problem" role="alert">
          {refusal === undefined ? '' : `${refusal.message} First check: ${refusal.firstCheck}`}
        </span>
      </div>
      <Button type="submit" kind="primary" busy={isBusy ? 'Signing in …' : undefined}>
        Sign in
      </Button>
    </form>
  );
}
