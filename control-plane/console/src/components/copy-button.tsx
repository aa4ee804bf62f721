// Copies a text and says so.
import { useEffect, useState } from 'react';
import { after } from '../time/browser-clock.ts';
import { Button } from './button.tsx';

const saidForMs = 2_500;

type Outcome = 'copied' | 'refused';

export function CopyButton({
  text,
  label = 'Copy',
  what,
}: {
  readonly text: string;
  readonly label?: string;
  /** What is copied, for screen readers. */
  readonly what: string;
}) {
  const [outcome, setOutcome] = useState<Outcome>();
  useEffect(() => {
    if (outcome === undefined) return;
    return after(saidForMs, () => setOutcome(undefined));
  }, [outcome]);
  const copy = () =>
    copyText(text).then(
      () => setOutcome('copied'),
      () => setOutcome('refused'),
    );
  const words = outcome === 'copied' ? 'Copied' : outcome === 'refused' ? 'Select and copy' : label;
  return (
    <>
      <Button size="small" aria-label={`${label} ${what}`} onClick={() => void copy()}>
        {words}
      </Button>
      <span className="visually-hidden" aria-live="polite">
        {outcome === 'copied' ? `${what} copied` : ''}
      </span>
    </>
  );
}

/** Browsers lend their clipboard only to pages that came over https or from this machine. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return await navigator.clipboard.writeText(text);
  throw new Error('no clipboard');
}
