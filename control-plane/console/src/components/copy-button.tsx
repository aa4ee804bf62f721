// Copies a text and says so.
import { useEffect, useRef, useState } from 'react';
import { after } from '../time/browser-clock.ts';
import { Button } from './button.tsx';
import { copyText } from './copy-text.ts';

const saidForMs = 2_500;

type Outcome = 'copied' | 'refused';

const shortWords = { copied: 'Copied', refused: 'Select and copy' } as const;

export function CopyButton({
  text,
  label = 'Copy',
  what,
  onCopied,
}: {
  readonly text: string;
  readonly label?: string;
  /** What is copied, for screen readers. */
  readonly what: string;
  readonly onCopied?: (() => void) | undefined;
}) {
  const place = useRef<HTMLSpanElement>(null);
  const [outcome, setOutcome] = useState<Outcome>();
  useEffect(() => {
    if (outcome === undefined) return;
    return after(saidForMs, () => setOutcome(undefined));
  }, [outcome]);
  const copy = () =>
    copyText(text, place.current ?? document.body).then(
      () => {
        setOutcome('copied');
        onCopied?.();
      },
      () => setOutcome('refused'),
    );
  return (
    <span ref={place} className="copy">
      <Button size="small" aria-label={`${label} ${what}`} onClick={() => void copy()}>
        {outcome === undefined ? label : shortWords[outcome]}
      </Button>
      <span className="visually-hidden" role="status">
        {outcome === 'copied' ? `${what} copied` : ''}
        {outcome === 'refused' ? `${what} was not copied: select it and copy it` : ''}
      </span>
    </span>
  );
}
