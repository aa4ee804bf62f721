// The session ended while somebody was at work: they sign in again above their page, and nothing typed is lost.
import { useEffect, useId, useRef } from 'react';
import { SignInForm } from './sign-in-form.tsx';

export function ExpiredDialog() {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={id}
      onCancel={(event) => event.preventDefault()}
    >
      <div className="panel-body stack">
        <h2 id={id}>Your session has ended</h2>
        <p className="muted small">
          Sign in again to go on where you were; what you typed is still there.
        </p>
        <SignInForm />
      </div>
    </dialog>
  );
}
