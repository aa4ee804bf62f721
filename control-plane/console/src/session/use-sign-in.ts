// Runs one way of signing in: that it is under way, and why it was refused.
import { type FormEvent, useState } from 'react';
import type { SignInOutcome } from './session-requests.ts';

export function useSignIn(run: () => Promise<SignInOutcome>, onDone?: () => void) {
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<SignInOutcome & { kind: 'refused' }>();
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const outcome = await run();
    setBusy(false);
    if (outcome.kind === 'refused') setRefusal(outcome);
    else onDone?.();
  };
  return {
    isBusy,
    refused: refusal === undefined ? '' : `${refusal.message} First check: ${refusal.firstCheck}`,
    submit: (event: FormEvent) => void submit(event),
  };
}
