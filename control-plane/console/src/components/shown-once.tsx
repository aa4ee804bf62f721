// A secret that is shown this once, to be copied. It takes the focus: the form it stands in place of is gone. Until it is
// copied, neither Escape nor a way off the page loses it by accident: each asks first.
import { useEffect, useRef, useState } from 'react';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';
import { useLeaveGuard } from './use-leave-guard.tsx';

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
  const [isWarned, setWarned] = useState(false);
  const [isCopied, setCopied] = useState(false);
  const { question } = useLeaveGuard({ isAtRisk: !isCopied, what });
  useEffect(() => words.current?.focus(), []);
  useEffect(() => {
    const dialog = words.current?.closest('dialog');
    if (dialog === null || dialog === undefined || isWarned || isCopied) return;
    const stay = (event: Event) => {
      event.preventDefault();
      setWarned(true);
    };
    dialog.addEventListener('cancel', stay);
    return () => dialog.removeEventListener('cancel', stay);
  }, [isWarned, isCopied]);
  return (
    <>
      <p ref={words} tabIndex={-1} className="muted small">
        {note}
      </p>
      <div className="key-box" onCopy={() => setCopied(true)}>
        <span className="mono">{text}</span>
        <span className="spread" />
        <CopyButton text={text} what={what} onCopied={() => setCopied(true)} />
      </div>
      {isWarned && !isCopied ? (
        <p className="problem" role="alert">
          Is it copied? It is gone once this is closed; press Escape again or choose Done.
        </p>
      ) : null}
      <div className="row">
        <Button kind="primary" onClick={onDone}>
          Done
        </Button>
      </div>
      {question}
    </>
  );
}
