// A secret that is shown this once, to be copied. It takes the focus: the form it stands in place of is gone.
import { useEffect, useRef } from 'react';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';

export function ShownOnce({
  text,
  what,
  note,
  onDone,
}: {
  readonly text: string;
  readonly what: string;
  readonly note: string;
  readonly onDone: () => void;
}) {
  const words = useRef<HTMLParagraphElement>(null);
  useEffect(() => words.current?.focus(), []);
  return (
    <>
      <p ref={words} tabIndex={-1} className="muted small">
        {note}
      </p>
      <div className="key-box">
        <span className="mono">{text}</span>
        <span className="spread" />
        <CopyButton text={text} what={what} />
      </div>
      <div className="row">
        <Button kind="primary" onClick={onDone}>
          Done
        </Button>
      </div>
    </>
  );
}
